import { closeSync, openSync, writeSync } from 'node:fs';
import { createTracer } from '@mx-member/adapters/trace';
import type { StepTracer } from '@mx-member/machine/trace';
import { CliError } from '../common/errors.ts';

/** The file to which the steps of all members are appended, a line each. */
export interface StepFile {
  readonly tracer: StepTracer;
  readonly close: () => void;
}

/**
 * @param key For pseudonyms. `undefined`: random bytes, so each process has pseudonyms of its own.
 * @throws {CliError} when the file cannot be written.
 */
export function openStepFile(path: string, key: Uint8Array | undefined): StepFile {
  let file: number;
  try {
    file = openSync(path, 'a', 0o600);
  } catch {
    throw new CliError(
      '--trace: the file cannot be written. Name one in a folder that exists and is yours.',
      'unavailable',
    );
  }
  // Written at once, so that a kill loses no line.
  const write = (line: string) => void writeSync(file, line);
  return { tracer: createTracer({ write, ...(key && { key }) }), close: () => closeSync(file) };
}
