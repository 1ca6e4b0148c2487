import type { DatabaseSync } from 'node:sqlite';
import type { MemberId } from '@mx-member/machine/step';
import type { AsideRow, Change, OutcomeRow, RecordRow } from '../store/store.ts';

/** The statements of the store, and its rows. */

const SELECT_RUNNING = 'SELECT user_guid, member_guid, record FROM members WHERE ended_at IS NULL';
const SELECT_OUTCOMES =
  'SELECT user_guid, member_guid, CAST(revision AS TEXT) AS revision, view FROM outcomes';
const SELECT_ENDS = `SELECT user_guid, member_guid, record, CAST(ended_at AS TEXT) AS ended_at FROM members`;
const SELECT_ASIDE = `SELECT user_guid, member_guid, record, CAST(set_aside_at AS TEXT) AS set_aside_at FROM aside`;
const SELECT_NAMED = 'SELECT user_guid, member_guid FROM members WHERE member_guid = ? LIMIT 1';
const OF_USER = 'WHERE user_guid = ?';
const OF_MEMBER = `${OF_USER} AND member_guid = ?`;

const KEEP_RECORD = `INSERT INTO members (user_guid, member_guid, record, ended_at) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET record = excluded.record, ended_at = excluded.ended_at`;
const KEEP_OUTCOME =
  'INSERT OR REPLACE INTO outcomes (user_guid, member_guid, revision, view) VALUES (?, ?, ?, ?)';
const REMOVE_OUTCOME = `DELETE FROM outcomes ${OF_MEMBER} AND revision = ?`;
const COPY_ASIDE = `INSERT INTO aside (user_guid, member_guid, set_aside_at, record)
  SELECT user_guid, member_guid, ?, record FROM members ${OF_MEMBER}`;
const REMOVE_RECORD = `DELETE FROM members ${OF_MEMBER}`;
const FORGET_ENDS = 'DELETE FROM members WHERE ended_at < ?';
const FORGET_ASIDE = 'DELETE FROM aside WHERE set_aside_at < ?';

/** A row as it is in the file. Damage may have changed its values. Times and revisions are read as text. */
type Found = Readonly<Record<string, unknown>>;

const memberOf = (row: Found): MemberId => ({
  userGuid: String(row.user_guid),
  memberGuid: String(row.member_guid),
});
const recordRow = (row: Found): RecordRow => ({
  type: 'record',
  member: memberOf(row),
  text: String(row.record),
  endedAt: (row.ended_at ?? null) === null ? null : Number(row.ended_at),
});
const outcomeRow = (row: Found): OutcomeRow => ({
  type: 'outcome',
  member: memberOf(row),
  revision: Number(row.revision),
  text: String(row.view),
});
const asideRow = (row: Found): AsideRow => ({
  type: 'aside',
  member: memberOf(row),
  setAsideAt: Number(row.set_aside_at),
  text: String(row.record),
});

/** The queries of the store. */
export function readerOf(database: DatabaseSync) {
  const one = database.prepare(`${SELECT_ENDS} ${OF_MEMBER}`);
  const byGuid = database.prepare(SELECT_NAMED);
  function* rows<Row>(sql: string, toRow: (row: Found) => Row, ...values: string[]) {
    for (const row of database.prepare(sql).iterate(...values)) yield toRow(row);
  }
  return {
    *load(): Generator<RecordRow | OutcomeRow> {
      yield* rows(SELECT_OUTCOMES, outcomeRow);
      yield* rows(SELECT_RUNNING, recordRow);
    },
    find({ userGuid, memberGuid }: MemberId): RecordRow | null {
      const row = one.get(String(userGuid), String(memberGuid));
      return row ? recordRow(row) : null;
    },
    named(memberGuid: string): MemberId | null {
      const row = byGuid.get(memberGuid);
      return row ? memberOf(row) : null;
    },
    *ofUser(userGuid: string): Generator<RecordRow | OutcomeRow | AsideRow> {
      yield* rows(`${SELECT_ENDS} ${OF_USER}`, recordRow, userGuid);
      yield* rows(`${SELECT_OUTCOMES} ${OF_USER}`, outcomeRow, userGuid);
      yield* rows(`${SELECT_ASIDE} ${OF_USER}`, asideRow, userGuid);
    },
  };
}

/** The prepared statements that change rows. */
export function writerOf(database: DatabaseSync) {
  const keepRecord = database.prepare(KEEP_RECORD);
  const keepOutcome = database.prepare(KEEP_OUTCOME);
  const removeOutcome = database.prepare(REMOVE_OUTCOME);
  const copyAside = database.prepare(COPY_ASIDE);
  const removeRecord = database.prepare(REMOVE_RECORD);
  const forgetEnds = database.prepare(FORGET_ENDS);
  const forgetAside = database.prepare(FORGET_ASIDE);

  function keep(change: Change): void {
    switch (change.type) {
      case 'record': {
        const { userGuid, memberGuid } = change.member;
        keepRecord.run(userGuid, memberGuid, change.text, change.endedAt);
        break;
      }
      case 'outcome': {
        const { userGuid, memberGuid } = change.member;
        keepOutcome.run(userGuid, memberGuid, change.revision, change.text);
        break;
      }
      case 'acknowledged':
        removeOutcome.run(change.member.userGuid, change.member.memberGuid, change.revision);
        break;
      case 'setAside': {
        const { userGuid, memberGuid } = change.member;
        copyAside.run(change.at, userGuid, memberGuid);
        removeRecord.run(userGuid, memberGuid);
        break;
      }
      case 'forgotten':
        forgetEnds.run(change.endedBefore);
        forgetAside.run(change.endedBefore);
        break;
    }
  }

  return {
    keep,
    forget(userGuid: string): void {
      for (const table of ['members', 'outcomes', 'aside'])
        database.prepare(`DELETE FROM ${table} ${OF_USER}`).run(userGuid);
    },
  };
}
