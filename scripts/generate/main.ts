/**
 * Writes everything in the repository that is made from something else: `pnpm generate`, or `pnpm generate <part>…`.
 *
 * - `--rewrite` first writes what the machine does into the texts of the vectors.
 * - `--accept` also writes `scripts/spec/vectors.lock`, and prints the names that have moved.
 * - `--diff <commit>` prints what the specification has changed since a commit, by row of the decisions and field by field, and
 *   writes nothing.
 */
import { parseArgs } from 'node:util';
import { generate } from './generate.ts';
import { PARTS } from './parts.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    accept: { type: 'boolean', default: false },
    rewrite: { type: 'boolean', default: false },
    diff: { type: 'string' },
  },
});
const isCi = Boolean(process.env.CI);

async function write(): Promise<void> {
  if (isCi && (values.accept || values.rewrite))
    throw new Error(
      'Expectations are not written in CI. Run this where somebody reads what has moved.',
    );
  if (values.rewrite) (await import('../spec/text/sources.ts')).rewriteTexts();
  const names = positionals.length > 0 ? positionals : Object.keys(PARTS);
  const { written, errors } = await generate(names, isCi);
  if (written.length > 0) console.error(`${written.length} files were generated.`);
  for (const { message } of errors) console.error(message);
  if (errors.length > 0) process.exitCode = 1;
  else if (values.accept) {
    const moved = (await import('../spec/lock-file.ts')).acceptLock();
    console.log([`${moved.length} names of vectors.lock have moved.`, ...moved].join('\n'));
  }
}

try {
  if (values.diff === undefined) await write();
  else
    console.log(
      (await (await import('../spec/lock-diff.ts')).differenceSince(values.diff)).join('\n'),
    );
} catch (error) {
  console.error(Object(error).message);
  process.exitCode = 1;
}
