import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Who has the file open. The lock itself is SQLite's, on the file: the system releases it when a process ends, however it
 * ends. This note beside it is only for the sentence that a second process gets.
 */

const noteOf = (path: string): string => `${path}-owner`;

/** Writes that this process has the file. */
export const noteOwner = (path: string): void =>
  writeFileSync(noteOf(path), `process ${process.pid} on ${hostname()}`);

/** Who has it, in words. */
export function ownerOf(path: string): string {
  try {
    return readFileSync(noteOf(path), 'utf8');
  } catch {
    return 'another process';
  }
}
