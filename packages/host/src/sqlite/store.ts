import type { DatabaseSync } from 'node:sqlite';
import { erasedOf } from '../store/rows.ts';
import type { HostStore } from '../store/store.ts';
import { copyDatabase } from './backup.ts';
import { openDatabase, orDamaged } from './database.ts';
import { readerOf, writerOf } from './statements.ts';

/** A store in a file. */
export interface SqliteStore extends HostStore {
  /**
   * Copies the members to another file while the host runs. The copy has everything that was committed before the call,
   * and `openSqlite` can open it. Only the owner of the copy may read it. Until it is whole, its name ends with `-part`. A
   * process that is killed during a backup leaves that file: delete it.
   *
   * @throws {Error} when the file exists, cannot be written, or Node is older than 22.16.
   */
  backup(path: string): Promise<void>;
}

/** The maximum number of pages that are freed at a time: about 10 ms, which block the event loop. */
const MAX_PAGES = 1_000;

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

/**
 * Returns free pages to the system if more than half of the file is free. The remaining free pages are left for new
 * members.
 */
function shrink(database: DatabaseSync): void {
  const free = numberOf(database, 'freelist_count');
  const spare = free - Math.ceil(numberOf(database, 'page_count') / 2);
  if (spare > 0) database.exec(`PRAGMA incremental_vacuum(${Math.min(spare, MAX_PAGES)})`);
}

function statementsOf(database: DatabaseSync, path: string) {
  try {
    return orDamaged(path, () => ({ reader: readerOf(database), writer: writerOf(database) }));
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a file in which a host stores its members. Needs Node 22.13 or newer.
 *
 * The file is in WAL mode. It belongs to this process until it is closed or the process ends, even by a crash. A commit
 * is one transaction of at most 500 records, and blocks the event loop for about 10 ms.
 *
 * Changes that users wait for are written to disk immediately (`synchronous = FULL`). Polls are not, so a power failure
 * can undo the last polls and outcomes. After a restart MX is polled again.
 *
 * Only the owner of the file may read it, and erased data is overwritten. The file shrinks when more than half of it is
 * free.
 *
 * @param path The file. It is created if it does not exist. SQLite adds `-wal`, and the store adds `-owner`, and `-new` while it creates the file.
 * @param options.create Whether a file without a byte becomes a store without members. Such a file may be all that is left of a store
 * or a backup. @default false
 * @throws {Error} that names the process that has the file open, or says that the file is empty, is a database of another program, has
 * another format or is damaged as a whole. A damaged record does not throw: the host reports it, and continues with the other members.
 */
export function openSqlite(
  path: string,
  { create = false }: { readonly create?: boolean } = {},
): SqliteStore {
  const database = openDatabase(path, create);
  const { reader, writer } = statementsOf(database, path);
  let isDurable: boolean | undefined;

  /** It cannot be changed inside a transaction. */
  function setDurable(durable: boolean): void {
    if (isDurable === durable) return;
    database.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    isDurable = durable;
  }

  function transaction<Result>(durable: boolean, work: () => Result): Result {
    setDurable(durable);
    database.exec('BEGIN');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    ...reader,
    *load() {
      const rows = reader.load();
      for (;;) {
        const next = orDamaged(path, () => rows.next());
        if (next.done) return;
        yield next.value;
      }
    },
    commit(changes, { durable }) {
      transaction(durable, () => {
        for (const change of changes) writer.keep(change);
      });
      if (changes.some(({ type }) => type === 'forgotten')) shrink(database);
    },
    forget(userGuid) {
      const erased = transaction(true, () => {
        const rows = [...reader.ofUser(userGuid)];
        writer.forget(userGuid);
        return erasedOf(rows);
      });
      // The write-ahead log still contains the erased rows.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return erased;
    },
    backup: (copy) => copyDatabase(database, copy),
    close() {
      database.close();
    },
  };
}
