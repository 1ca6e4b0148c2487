import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import * as sqlite from 'node:sqlite';

/** How many pages are copied at a time. Commits can happen in between. */
const STEP = 500;

/** How often the first step may find a commit in progress. A commit ends within about ten tries. */
const MAX_TRIES = 1_000;

/** Node rejects with SQLite's code for "not an error" when a commit is in progress at the first step of a backup. */
const isDuringCommit = (thrown: unknown): boolean =>
  thrown instanceof Error && 'errcode' in thrown && thrown.errcode === 0;

function assertNew(path: string): void {
  if (existsSync(path))
    throw new Error(`${path} exists already. Name another file for the backup.`);
}

/**
 * Copies an open database, including everything that is committed before the copy ends. The file has its name only when it is whole.
 *
 * @throws {Error} when the file exists, cannot be written, or Node is older than 22.16.
 */
export async function copyDatabase(database: sqlite.DatabaseSync, path: string): Promise<void> {
  const { backup }: Partial<typeof sqlite> = sqlite;
  if (!backup) throw new Error('A backup of a running database needs Node 22.16 or newer.');
  assertNew(path);
  const part = `${path}-${randomUUID()}-part`;
  try {
    closeSync(openSync(part, 'wx', 0o600));
    for (let tries = 1; ; tries += 1)
      try {
        await backup(database, part, { rate: STEP });
        break;
      } catch (thrown) {
        if (!isDuringCommit(thrown) || tries === MAX_TRIES) throw thrown;
      }
    assertNew(path); // Another backup to this path may be ready before this one.
    renameSync(part, path);
  } catch (thrown) {
    for (const end of ['', '-journal']) rmSync(`${part}${end}`, { force: true });
    throw thrown;
  }
}
