import { closeSync, openSync } from 'node:fs';
import * as sqlite from 'node:sqlite';

/** How many pages are copied at a time. Commits can happen in between. */
const STEP = 500;

/**
 * Copies an open database, including everything that is committed before the copy ends.
 *
 * @throws {Error} when the file exists, cannot be written, or Node is older than 22.16.
 */
export async function copyDatabase(database: sqlite.DatabaseSync, path: string): Promise<void> {
  const { backup }: Partial<typeof sqlite> = sqlite;
  if (!backup) throw new Error('A backup of a running database needs Node 22.16 or newer.');
  closeSync(openSync(path, 'wx', 0o600));
  await backup(database, path, { rate: STEP });
}
