import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names the process that has the file open, for the error message of a second process. The lock itself is SQLite's, on the file:
 * the system releases it when a process ends, however it ends.
 */

const noteOf = (path: string): string => `${path}-owner`;

/** What a note says. Anything else was not written by {@link noteOwner}, and is not shown. */
const NOTE = /^process \d{1,10} on [\w.-]{1,255}$/;

/** Writes that this process has the file. A link in the place of the note is replaced, not followed. */
export function noteOwner(path: string): void {
  rmSync(noteOf(path), { force: true });
  const note = `process ${process.pid} on ${hostname()}`;
  writeFileSync(noteOf(path), note, { flag: 'wx', mode: 0o600 });
}

/** The process that has the file, in words. */
export function ownerOf(path: string): string {
  try {
    const note = readFileSync(noteOf(path), 'utf8');
    return NOTE.test(note) ? note : 'another process';
  } catch {
    return 'another process';
  }
}
