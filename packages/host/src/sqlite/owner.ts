import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Records which process has the file open, for the error message of a second process. The lock itself is SQLite's lock
 * on the file, which the system releases when the process ends, even after a crash.
 */

const noteOf = (path: string): string => `${path}-owner`;

/** The format of a note. Any other text was not written by {@link noteOwner}, and is not shown. */
const NOTE = /^process \d{1,10} on [\w.-]{1,255}$/;

/** Notes that this process has the file. A link in place of the note is replaced, not followed. */
export function noteOwner(path: string): void {
  rmSync(noteOf(path), { force: true });
  const note = `process ${process.pid} on ${hostname()}`;
  writeFileSync(noteOf(path), note, { flag: 'wx', mode: 0o600 });
}

/** Describes the process that has the file. */
export function ownerOf(path: string): string {
  try {
    const note = readFileSync(noteOf(path), 'utf8');
    return NOTE.test(note) ? note : 'another process';
  } catch {
    return 'another process';
  }
}
