import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names the process that has the file open, for the error message of a second process. The lock itself is SQLite's, on the file:
 * the system releases it when a process ends, however it ends.
 */

const noteOf = (path: string): string => `${path}-owner`;

/** Writes that this process has the file. */
export const noteOwner = (path: string): void =>
  writeFileSync(noteOf(path), `process ${process.pid} on ${hostname()}`);

/** The process that has the file, in words. */
export function ownerOf(path: string): string {
  try {
    return readFileSync(noteOf(path), 'utf8');
  } catch {
    return 'another process';
  }
}
