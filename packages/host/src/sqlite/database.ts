import { chmodSync, closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { noteOwner, ownerOf } from './owner.ts';

/** Opens the file for this process alone, and creates the tables of this version. */

const VERSION = 2;

const TABLES = `
CREATE TABLE IF NOT EXISTS members (
  user_guid TEXT NOT NULL,
  member_guid TEXT NOT NULL,
  record TEXT NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (user_guid, member_guid)
);
CREATE INDEX IF NOT EXISTS members_ended ON members (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS outcomes (
  user_guid TEXT NOT NULL,
  member_guid TEXT NOT NULL,
  revision INTEGER NOT NULL,
  view TEXT NOT NULL,
  PRIMARY KEY (user_guid, member_guid, revision)
);
CREATE TABLE IF NOT EXISTS aside (
  user_guid TEXT NOT NULL,
  member_guid TEXT NOT NULL,
  set_aside_at INTEGER NOT NULL,
  record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS aside_user ON aside (user_guid);
PRAGMA user_version = ${VERSION};`;

/**
 * Set before the tables of a new file are created. A record is about 1 kB and a commit writes whole pages, so small
 * pages are faster. `INCREMENTAL` lets a file shrink.
 */
const LAYOUT = 'PRAGMA page_size = 2048; PRAGMA auto_vacuum = INCREMENTAL;';

/** Set before the first access: SQLite then locks the file permanently, and needs no shared memory. */
const LOCK = 'PRAGMA locking_mode = EXCLUSIVE;';

/** They change the file, so they come after the check whose file it is. `secure_delete` overwrites erased data. */
const SETTINGS =
  'PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON;';

/** Result codes of SQLite. */
const BUSY = 5;
/** Codes that mean damage: missing tables, a malformed page, or a malformed file header. */
const DAMAGE: readonly unknown[] = [1, 11, 24, 26];

const codeOf = (error: unknown): unknown => Object(error).errcode;

/** The error for a file that is damaged as a whole. */
export const damagedFile = (path: string, why: string, cause?: unknown): Error =>
  new Error(
    `${path} is damaged: SQLite says "${why}". The file was not changed. Use a backup or another file, but keep this one: the .recover command of sqlite3 may recover some of its members.`,
    { cause },
  );

/** @throws {Error} that says that the file is damaged, if the work finds damage. */
export function orDamaged<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!DAMAGE.includes(codeOf(error))) throw error;
    throw damagedFile(path, Object(error).message, error);
  }
}

/**
 * Creates the file if it does not exist, readable only by its owner. SQLite gives the files beside it the same mode.
 */
const makeFile = (path: string): void => closeSync(openSync(path, 'a', 0o600));

/** Exists beside a new file until the file has its tables. A process that is killed before that leaves an empty file. */
const markOf = (path: string): string => `${path}-new`;

/** @throws {Error} if the file has no byte, and no process has begun to create it. */
function assertNotEmpty(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.size !== 0 || existsSync(markOf(path))) return;
  throw new Error(
    `${path} is empty: it has no members. It may be what is left of a disk that was full, or of a copy that failed. Use a backup. To begin without members, remove the file, or pass create: true.`,
  );
}

/** Restricts an existing file, which may have another mode. */
function keepPrivate(path: string): void {
  for (const file of [path, `${path}-wal`]) if (existsSync(file)) chmodSync(file, 0o600);
}

/**
 * Checks for damage outside of records, because it could make SQLite miss members or find one twice. Damage inside a
 * record affects only one member, and is found when the record is read.
 */
function checkPages(database: DatabaseSync, path: string): void {
  const result = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
  if (result !== 'ok') throw damagedFile(path, String(result).split('\n', 1)[0] ?? '');
}

function prepare(database: DatabaseSync, path: string): void {
  database.exec(LOCK);
  const found = database.prepare('PRAGMA user_version').get()?.user_version;
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length > 0 && !tables.some(({ name }) => name === 'members'))
    throw new Error(
      `${path} is a database of another program. It was not changed. Name the file of the members, or a new one.`,
    );
  if (found !== 0 && found !== VERSION)
    throw new Error(
      `${path} was written by another version of @mx-member/host (format ${found}, this one has ${VERSION}). Use that version, or another file.`,
    );
  database.exec(`${LAYOUT} ${SETTINGS} BEGIN IMMEDIATE;`);
  checkPages(database, path);
  database.exec(`${TABLES} COMMIT;`);
}

/**
 * @param create Whether an empty file becomes a store.
 * @throws {Error} that names the process that has the file open, or says that the file is empty, damaged, of another program or has
 * another format.
 */
export function openDatabase(path: string, create: boolean): DatabaseSync {
  const isFile = path !== ':memory:';
  if (isFile && !create) assertNotEmpty(path);
  if (isFile && !existsSync(path)) makeFile(markOf(path));
  if (isFile) makeFile(path);
  const database = new DatabaseSync(path);
  try {
    orDamaged(path, () => prepare(database, path));
  } catch (error) {
    database.close();
    if (codeOf(error) !== BUSY) throw error;
    throw new Error(
      `${path} is in use by ${ownerOf(path)}. Only one host can use a file at a time. Stop that process, or use another file.`,
      { cause: error },
    );
  }
  if (isFile) {
    rmSync(markOf(path), { force: true });
    keepPrivate(path);
    noteOwner(path);
  }
  return database;
}
