import { DatabaseSync } from 'node:sqlite';
import { noteOwner, ownerOf } from './owner.ts';

/** Opens the file for this process alone, with the tables of this version. */

const VERSION = 2;
/** Format 1 is format 2 without records that were set aside. */
const READABLE: readonly unknown[] = [0, 1, VERSION];
const SQLITE_BUSY = 5;

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

const isBusy = (error: unknown): boolean => Object(error).errcode === SQLITE_BUSY;

function prepare(database: DatabaseSync, path: string): void {
  // Before the first access: SQLite then takes the file for good, and needs no shared memory.
  database.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; BEGIN IMMEDIATE;',
  );
  const found = database.prepare('PRAGMA user_version').get()?.user_version;
  if (!READABLE.includes(found))
    throw new Error(
      `${path} was written by another version of @mx-member/host (format ${found}, this one has ${VERSION}). Use that version, or another file.`,
    );
  database.exec(`${TABLES} COMMIT;`);
}

/** @throws {Error} that names the process which has the file, or says that another version wrote the file. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    prepare(database, path);
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new Error(
      `${path} is in use by ${ownerOf(path)}. One host has a file at a time: stop that one, or use another file.`,
      { cause: error },
    );
  }
  if (path !== ':memory:') noteOwner(path);
  return database;
}
