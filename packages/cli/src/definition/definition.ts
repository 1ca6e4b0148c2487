import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode } from '../common/errors.ts';
import type { Io } from '../common/io.ts';

const FILE = '@mx-member/machine/spec/stately.js';

/** Prints the chart as code. */
export async function definition({ stdout }: Io): Promise<ExitCode> {
  stdout.write(readFileSync(fileURLToPath(import.meta.resolve(FILE)), 'utf8'));
  return EXIT.done;
}
