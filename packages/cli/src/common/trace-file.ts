import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { createTracer } from '@mx-member/adapters/trace';
import type { StepTracer } from '@mx-member/machine/trace';
import { fileError } from './errors.ts';

/** The file to which the steps of all members are appended, a line each. */
export interface StepFile {
  readonly tracer: StepTracer;
  readonly close: () => void;
}

export interface StepFileHooks {
  /** Gets each line too. */
  readonly onLine?: (line: string) => void;
  /** Called at the end of a gap, with the number of lines that are missing in it. */
  readonly onMissing?: (lines: number) => void;
}

/** A line in place of lines that could not be written, because the disk was full. */
const missingLine = (lines: number): string => `${JSON.stringify({ trace: MISSING, lines })}\n`;
const MISSING = 'missing';

/** How many lines are missing at a line of a trace; `null` if it is another line. */
export function missingAt(line: unknown): number | null {
  const { trace, lines } = Object(line);
  return trace === MISSING && Number.isSafeInteger(lines) ? lines : null;
}

/** Whether a process was killed while it wrote the last line. */
function isInLine(file: number): boolean {
  const last = Buffer.alloc(1);
  const { size } = fstatSync(file);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
}

const diskIsFull = () => Object.assign(new Error('The disk is full.'), { code: 'ENOSPC' });

/**
 * Opens a file for a trace. The first line of a gap that cannot be written throws, and the others are only counted.
 *
 * @param key For pseudonyms. `undefined`: random bytes, so each process has pseudonyms of its own.
 * @throws {CliError} when the file cannot be written.
 */
export function openStepFile(
  path: string,
  key: Uint8Array | undefined,
  { onLine, onMissing }: StepFileHooks = {},
): StepFile {
  let file: number;
  try {
    file = openSync(path, 'a+', 0o600);
  } catch (error) {
    throw fileError('trace', path, { done: 'written', error }, 'unavailable');
  }
  if (isInLine(file)) writeSync(file, '\n');
  let missing = 0;
  // Written at once, so that a kill loses no line.
  const writeWhole = (text: string) => {
    const bytes = Buffer.from(text);
    if (writeSync(file, bytes) < bytes.length) throw diskIsFull();
  };
  const writeMissing = () => {
    // A line that was not written whole may be before it.
    if (missing === 0) return;
    writeWhole(`\n${missingLine(missing)}`);
    onMissing?.(missing);
    missing = 0;
  };
  const write = (line: string) => {
    onLine?.(line);
    try {
      writeMissing();
      writeWhole(line);
    } catch (thrown) {
      missing += 1;
      if (missing === 1) throw thrown;
    }
  };
  const close = () => {
    try {
      writeMissing();
    } catch {
      // The disk is still full, which the host has reported.
      onMissing?.(missing);
    }
    closeSync(file);
  };
  return { tracer: createTracer({ write, ...(key && { key }) }), close };
}
