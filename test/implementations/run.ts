import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import process from 'node:process';
import type { Implementation } from './manifest.ts';

type Command = readonly [string, ...string[]];

const CLI = join(import.meta.dirname, '../../packages/cli/src/main.ts');

/** What a command has printed, and how long it took in ms. */
interface Ran {
  readonly out: string;
  readonly took: number;
}

/** Runs a program to its end, and prints what it prints. @throws {Error} when it fails. */
export function run([file, ...args]: Command, cwd: string): Ran {
  console.log(`> ${[basename(file), ...args].join(' ')}`);
  const begun = performance.now();
  const { status, error, stdout } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout ?? '');
  if (error) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with exit code ${status}.`);
  return { out: stdout, took: performance.now() - begun };
}

/** Runs `mx-member conformance`. */
export const conform = (options: readonly string[], { command, folder }: Implementation): Ran =>
  run(
    [
      process.execPath,
      ...['--conditions=@mx-member/source', CLI, 'conformance'],
      ...options,
      ...(command ? ['--', ...command] : []),
    ],
    folder,
  );

/** What runs an implementation; `null` where it is not installed. */
export function versionOf({ version: [file, ...args] }: Implementation): string | null {
  const { stdout, error } = spawnSync(file, args, { encoding: 'utf8' });
  return error ? null : stdout.trim();
}
