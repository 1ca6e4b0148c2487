import { erasedOf } from '../store/erased.ts';
import type { HostStore } from '../store/store.ts';
import { openDatabase } from './database.ts';
import { readerOf, writerOf } from './statements.ts';

/**
 * Opens a file in which a host keeps its members. The file is in WAL mode, and belongs to this process until it is closed
 * or the process ends, however it ends. A commit is one transaction of at most 500 records, which blocks the event loop for
 * about 10 ms. Changes that users wait for are written through to the disk (`synchronous = FULL`). Polls are not, so a power
 * failure can take the last polls back.
 *
 * Node 22.13 or newer.
 *
 * @param path Of the file; it is made where it does not exist. Beside it are `-wal` and `-owner`.
 * @throws {Error} that names the process which has the file open, or says that another version wrote it.
 */
export function openSqlite(path: string): HostStore {
  const database = openDatabase(path);
  const reader = readerOf(database);
  const writer = writerOf(database);
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
    commit(changes, { durable }) {
      transaction(durable, () => {
        for (const change of changes) writer.keep(change);
      });
    },
    forget(userGuid) {
      const erased = transaction(true, () => {
        const rows = [...reader.ofUser(userGuid)];
        writer.forget(userGuid);
        return erasedOf(rows);
      });
      // The write-ahead log still has the rows as they were.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return erased;
    },
    close() {
      database.close();
    },
  };
}
