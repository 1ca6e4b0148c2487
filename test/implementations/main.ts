/**
 * Tests the lifecycle in other languages: their own tests, all vectors, then 100,000 random steps beside the machine.
 * `pnpm test:implementations`, with `--only go` for one of them, `--steps` and `--seed` for other random steps, and `--page` to
 * write into docs/another-language.md what has passed. Where the language is not installed an implementation is skipped, but not
 * with `CI` set.
 */
import { basename } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Implementation, implementations, MACHINE } from './manifest.ts';
import { type Passed, writePage } from './page.ts';
import { conform, run, versionOf } from './run.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    page: { type: 'boolean', default: false },
  },
});

/** How many vectors pass, from the last line of a run of which all pass. */
const passedIn = (out: string): number => Number(/All (\d+) vectors pass/.exec(out)?.[1]);

function check(implementation: Implementation, version: string): Passed {
  const { build, tests, folder, features, command, spec } = implementation;
  for (const command of [...build, ...tests]) run(command, folder);
  const supported = features.filter((feature) => feature !== 'health').join(',') || 'none';
  const followed = ['--features', supported, '--spec-version', spec];
  const vectors = conform(followed, implementation);
  conform(['--refusals', '--features', supported], implementation);
  const health = features.includes('health') ? conform(['--health'], implementation) : null;
  const random = ['--features', supported, '--random', values.steps, '--seed', values.seed];
  const walked = command ? conform(random, implementation) : null;
  if (command && health) conform(['--health', ...random.slice(2)], implementation);
  return {
    implementation,
    version,
    vectors: { passed: passedIn(vectors.out), took: vectors.took },
    health: health && { passed: passedIn(health.out) },
    random: walked && { steps: Number(values.steps), took: walked.took },
  };
}

const chosen = [MACHINE, ...implementations()].filter(
  ({ folder }) => !values.only || basename(folder) === values.only,
);
if (chosen.length === 0) throw new Error(`--only: ${values.only} is not an implementation.`);
const passed: Passed[] = [];
for (const one of chosen) {
  const version = versionOf(one);
  const missing = `${one.version[0]} is not installed.`;
  if (version === null && (process.env.CI || values.page)) throw new Error(missing);
  console.log(`\n${one.name}: ${version ?? `skipped, because ${missing}`}`);
  if (version !== null) passed.push(check(one, version));
}
if (values.page) writePage(passed);
