/**
 * Are the vectors enough? Makes wrong implementations out of the Go port, by small changes that are drawn at random from all that
 * compile, and counts those that no vector notices. Nothing here comes from the catalogue of faults. `pnpm mutate:port`, with
 * `--seed` and `--count`; `--since` begins later in the same draw. A survivor is a change that makes no difference, or it needs a vector.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allAnswers, firstMistake } from './ask.ts';
import { QUESTIONS } from './requests.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '150' },
    since: { type: 'string', default: '0' },
  },
});

/** A small change of a file, as `implementations/go/internal/mutants` prints it. */
interface Change {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly was: string;
  readonly text: string;
}

const GO = 'go';
const PORT = join(import.meta.dirname, '../../../implementations/go');
const FOLDER = mkdtempSync(join(tmpdir(), 'mutants-'));
const MOST_OUTPUT = 2 ** 28;

function go(args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(GO, args, {
    cwd: PORT,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

let built = 0;

function build(overlay: object): string {
  // Another name each time, because the one before may still be ending.
  built += 1;
  const [program, path] = [join(FOLDER, `mxmember-${built}`), join(FOLDER, 'overlay.json')];
  writeFileSync(path, JSON.stringify({ Replace: overlay }));
  go(['build', '-ldflags=-s -w', '-overlay', path, '-o', program, './cmd/mxmember']);
  return program;
}

function mutant({ file, from, to, text }: Change): string {
  const usual = readFileSync(join(PORT, file));
  const changed = join(FOLDER, file);
  writeFileSync(
    changed,
    Buffer.concat([usual.subarray(0, from), Buffer.from(text), usual.subarray(to)]),
  );
  return build({ [join(PORT, file)]: changed });
}

const print = ({ file, line, kind, was, text }: Change): string =>
  `${file}:${line}: ${kind}\n  ${JSON.stringify(was)}\n  ${JSON.stringify(text)}`;

try {
  const right = await allAnswers([build({})], QUESTIONS);
  const drawn = go(['run', './internal/mutants', '-seed', values.seed, '-count', values.count]);
  const changes: readonly Change[] = drawn
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .slice(Number(values.since));
  let noticed = 0;
  for (const change of changes) {
    if (await firstMistake([mutant(change)], QUESTIONS, right)) noticed += 1;
    else console.log(print(change));
  }
  console.log(
    `${noticed} of ${changes.length} wrong implementations are noticed (seed ${values.seed}).`,
  );
} finally {
  rmSync(FOLDER, { recursive: true });
}
