/**
 * Tests the lifecycle in other languages: their own tests, all vectors, then 100,000 random steps beside the machine.
 * `pnpm test:implementations`, with `--only go` for one of them, `--steps` and `--seed` for other random steps. Where the language is not installed an implementation is skipped, but not with `CI` set.
 */
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Implementation, implementations } from './manifest.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});
const CLI = join(import.meta.dirname, '../../packages/cli/src/main.ts');

/** Runs a program to its end. @throws {Error} when it fails. */
function run([file, ...args]: readonly [string, ...string[]], cwd: string): void {
  console.log(`> ${[basename(file), ...args].join(' ')}`);
  const { status, error } = spawnSync(file, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with exit code ${status}.`);
}

/** Runs `mx-member conformance`. */
const conform = (options: readonly string[], { command, folder }: Implementation) =>
  run(
    [
      process.execPath,
      ...['--conditions=@mx-member/source', CLI, 'conformance'],
      ...options,
      '--',
      ...command,
    ],
    folder,
  );

/** What runs an implementation; `null` where it is not installed. */
function versionOf({ version: [file, ...args] }: Implementation): string | null {
  const { stdout, error } = spawnSync(file, args, { encoding: 'utf8' });
  return error ? null : stdout.trim();
}

function check(one: Implementation): void {
  for (const command of [...one.build, ...one.tests]) run(command, one.folder);
  const supported = one.features.filter((feature) => feature !== 'health').join(',') || 'none';
  conform(['--features', supported], one);
  if (one.features.includes('health')) conform(['--health'], one);
  conform(['--features', supported, '--random', values.steps, '--seed', values.seed], one);
}

const chosen = implementations().filter(
  ({ folder }) => !values.only || basename(folder) === values.only,
);
if (chosen.length === 0) throw new Error(`--only: ${values.only} is not an implementation.`);
for (const one of chosen) {
  const version = versionOf(one);
  const missing = `${one.version[0]} is not installed.`;
  if (version === null && process.env.CI) throw new Error(missing);
  console.log(`\n${one.name}: ${version ?? `skipped, because ${missing}`}`);
  if (version !== null) check(one);
}
