import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import * as sqlite from 'node:sqlite';

/** How many pages are copied at a time. Commits can happen in between. */
const STEP = 500;

/**
 * Copies an open database, including everything that is committed before the copy ends. The file has its name only when it is whole.
 *
 * @throws {Error} when the file exists, cannot be written, or Node is older than 22.16.
 */
export async function copyDatabase(database: sqlite.DatabaseSync, path: string): Promise<void> {
  const { backup }: Partial<typeof sqlite> = sqlite;
  if (!backup) throw new Error('A backup of a running database needs Node 22.16 or newer.');
  if (existsSync(path))
    throw new Error(`${path} exists already. Name another file for the backup.`);
  const part = `${path}-part`;
  rmSync(part, { force: true }); // Of a process that was killed during a copy.
  try {
    closeSync(openSync(part, 'wx', 0o600));
    await backup(database, part, { rate: STEP });
    renameSync(part, path);
  } catch (thrown) {
    for (const end of ['', '-journal']) rmSync(`${part}${end}`, { force: true });
    throw thrown;
  }
}
