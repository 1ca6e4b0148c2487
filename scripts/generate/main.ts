/**
 * Writes everything in the repository that is made from something else: `pnpm generate`.
 *
 * - `--rewrite` first writes what the machine does into the texts of the vectors.
 * - `--accept` writes `scripts/spec/vectors.lock`, and prints the names that have moved.
 * - `--diff <commit>` prints what the specification has changed since a commit, field by field, and writes nothing.
 */
import { parseArgs } from 'node:util';
import { differenceSince } from '../spec/lock-diff.ts';
import { acceptLock, LOCK } from '../spec/lock-file.ts';

const { values } = parseArgs({
  options: { accept: { type: 'boolean' }, diff: { type: 'string' } },
});

if (values.diff !== undefined) console.log((await differenceSince(values.diff)).join('\n'));
if (values.accept) {
  const moved = acceptLock();
  console.log([`${LOCK}: ${moved.length} names have moved.`, ...moved].join('\n'));
}
