import type { DatabaseSync } from 'node:sqlite';
import type { Change, HostStore, KeptOutcome, KeptRecord } from '../store/store.ts';
import { openDatabase } from './database.ts';

const SELECT_RUNNING = 'SELECT record FROM members WHERE ended_at IS NULL';
const SELECT_OUTCOMES = 'SELECT user_guid, member_guid, view FROM outcomes';
const SELECT_ONE = 'SELECT record FROM members WHERE user_guid = ? AND member_guid = ?';
const KEEP_RECORD = `INSERT INTO members (user_guid, member_guid, record, ended_at) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET record = excluded.record, ended_at = excluded.ended_at`;
const KEEP_OUTCOME =
  'INSERT OR REPLACE INTO outcomes (user_guid, member_guid, revision, view) VALUES (?, ?, ?, ?)';
const REMOVE_OUTCOME =
  'DELETE FROM outcomes WHERE user_guid = ? AND member_guid = ? AND revision = ?';
const FORGET = 'DELETE FROM members WHERE ended_at < ?';

/** The statements that change something, prepared once. */
function writerOf(database: DatabaseSync): (change: Change) => void {
  const keepRecord = database.prepare(KEEP_RECORD);
  const keepOutcome = database.prepare(KEEP_OUTCOME);
  const removeOutcome = database.prepare(REMOVE_OUTCOME);
  const forget = database.prepare(FORGET);
  return (change) => {
    switch (change.type) {
      case 'record': {
        const { userGuid, memberGuid } = change.record.context.member;
        keepRecord.run(userGuid, memberGuid, JSON.stringify(change.record), change.endedAt);
        break;
      }
      case 'outcome': {
        const { member, view } = change;
        keepOutcome.run(member.userGuid, member.memberGuid, view.revision, JSON.stringify(view));
        break;
      }
      case 'acknowledged':
        removeOutcome.run(change.member.userGuid, change.member.memberGuid, change.revision);
        break;
      case 'forgotten':
        forget.run(change.endedBefore);
        break;
    }
  };
}

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
  const find = database.prepare(SELECT_ONE);
  const write = writerOf(database);
  let isDurable: boolean | undefined;

  /** It cannot be changed inside a transaction. */
  function setDurable(durable: boolean): void {
    if (isDurable === durable) return;
    database.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    isDurable = durable;
  }

  return {
    *load(): Generator<KeptRecord | KeptOutcome> {
      for (const row of database.prepare(SELECT_OUTCOMES).iterate()) {
        const member = { userGuid: String(row.user_guid), memberGuid: String(row.member_guid) };
        yield { type: 'outcome', member, view: JSON.parse(String(row.view)) };
      }
      for (const { record } of database.prepare(SELECT_RUNNING).iterate())
        yield { type: 'record', record: JSON.parse(String(record)), endedAt: null };
    },

    find({ userGuid, memberGuid }) {
      const row = find.get(String(userGuid), String(memberGuid));
      return row ? JSON.parse(String(row.record)) : null;
    },

    commit(changes, { durable }) {
      setDurable(durable);
      database.exec('BEGIN');
      try {
        for (const change of changes) write(change);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },

    close() {
      database.close();
    },
  };
}
