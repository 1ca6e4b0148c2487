import type { MemberId } from '@mx-member/machine/step';
import { memberKey } from '../members/running-member.ts';
import type { AsideRow, Change, OutcomeRow, RecordRow } from '../store/store.ts';
import type { Row as PostgresRow, Query } from './client.ts';

/** The statements of the store, and its rows. */

/** How many rows are read at a time. */
const PAGE = 1_000;

type Acknowledged = Extract<Change, { readonly type: 'acknowledged' }>;
/** Changes that one statement makes together. */
interface Group {
  readonly records: Map<string, RecordRow>;
  readonly outcomes: Map<string, OutcomeRow | Acknowledged>;
}

/** One statement, with the values of `$2`, `$3` and so on. `$1` is the number of the owner. */
export interface OwnersStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const outcomeKey = (of: OutcomeRow | Acknowledged): string =>
  `${memberKey(of.member)}${of.revision}`;

/** The members of rows as two lists: values for one statement about all rows. */
const idsOf = (rows: readonly { readonly member: MemberId }[]) => [
  rows.map(({ member }) => member.userGuid),
  rows.map(({ member }) => member.memberGuid),
];

/**
 * The beginning of every statement. It finds no row, so that the statement changes nothing, if another process has
 * become the owner. `FOR SHARE` makes that process wait for a running commit.
 */
const fence = (schema: string, durability: string): string =>
  `WITH owner AS MATERIALIZED (
    SELECT set_config('synchronous_commit', ${durability}, true) FROM ${schema}.owner WHERE number = $1 FOR SHARE
  )`;
const IF_OWNER = 'EXISTS (SELECT FROM owner)';

function groupStatement(schema: string, durability: string, group: Group): OwnersStatement {
  const records = [...group.records.values()];
  const outcomes = [...group.outcomes.values()];
  const kept = outcomes.filter((one): one is OutcomeRow => one.type === 'outcome');
  const removed = outcomes.filter((one) => one.type === 'acknowledged');
  const parts: string[] = [];
  const values: unknown[] = [];
  /** Adds lists of values. @returns Their columns in the statement. */
  const unnest = (types: readonly string[], lists: readonly unknown[]): string => {
    const from = values.push(...lists) - lists.length + 2;
    return `unnest(${types.map((type, index) => `$${from + index}::${type}[]`).join(', ')})`;
  };
  if (records.length > 0)
    parts.push(`records AS (
      INSERT INTO ${schema}.members (user_guid, member_guid, record, ended_at)
      SELECT * FROM ${unnest(
        ['text', 'text', 'text', 'bigint'],
        [...idsOf(records), records.map(({ text }) => text), records.map((row) => row.endedAt)],
      )} WHERE ${IF_OWNER}
      ON CONFLICT (user_guid, member_guid) DO UPDATE SET record = excluded.record, ended_at = excluded.ended_at)`);
  if (kept.length > 0)
    parts.push(`outcomes AS (
      INSERT INTO ${schema}.outcomes (user_guid, member_guid, revision, view)
      SELECT * FROM ${unnest(
        ['text', 'text', 'bigint', 'text'],
        [...idsOf(kept), kept.map(({ revision }) => revision), kept.map(({ text }) => text)],
      )} WHERE ${IF_OWNER}
      ON CONFLICT (user_guid, member_guid, revision) DO UPDATE SET view = excluded.view)`);
  if (removed.length > 0)
    parts.push(`acknowledged AS (
      DELETE FROM ${schema}.outcomes AS kept USING ${unnest(
        ['text', 'text', 'bigint'],
        [...idsOf(removed), removed.map(({ revision }) => revision)],
      )} AS gone (user_guid, member_guid, revision)
      WHERE ${IF_OWNER} AND kept.user_guid = gone.user_guid AND kept.member_guid = gone.member_guid
      AND kept.revision = gone.revision)`);
  return {
    text: `${[fence(schema, durability), ...parts].join(',\n')}\nSELECT ${IF_OWNER} AS owned`,
    values,
  };
}

function setAsideStatement(
  schema: string,
  durability: string,
  { member, at }: Extract<Change, { readonly type: 'setAside' }>,
): OwnersStatement {
  return {
    text: `${fence(schema, durability)}, moved AS (
      DELETE FROM ${schema}.members WHERE ${IF_OWNER} AND user_guid = $2 AND member_guid = $3
      RETURNING user_guid, member_guid, record
    ), kept AS (
      INSERT INTO ${schema}.aside (user_guid, member_guid, set_aside_at, record)
      SELECT user_guid, member_guid, $4::bigint, record FROM moved
    ) SELECT ${IF_OWNER} AS owned`,
    values: [member.userGuid, member.memberGuid, at],
  };
}

function sweepStatement(schema: string, durability: string, before: number): OwnersStatement {
  return {
    text: `${fence(schema, durability)}, ends AS (
      DELETE FROM ${schema}.members WHERE ${IF_OWNER} AND ended_at < $2::bigint
    ), old AS (
      DELETE FROM ${schema}.aside WHERE ${IF_OWNER} AND set_aside_at < $2::bigint
    ) SELECT ${IF_OWNER} AS owned`,
    values: [before],
  };
}

/**
 * The statements for the changes, in order. Usually there is only one. If several changes concern one row, the last one
 * counts.
 *
 * @param durability The value of `synchronous_commit`, as SQL.
 */
export function statementsFor(
  changes: readonly Change[],
  schema: string,
  durability: string,
): readonly OwnersStatement[] {
  const statements: OwnersStatement[] = [];
  const newGroup = (): Group => ({ records: new Map(), outcomes: new Map() });
  let group = newGroup();
  const endGroup = () => {
    if (group.records.size + group.outcomes.size > 0)
      statements.push(groupStatement(schema, durability, group));
    group = newGroup();
  };
  for (const change of changes)
    switch (change.type) {
      case 'record':
        group.records.set(memberKey(change.member), change);
        break;
      case 'outcome':
      case 'acknowledged':
        group.outcomes.set(outcomeKey(change), change);
        break;
      case 'setAside':
        endGroup();
        statements.push(setAsideStatement(schema, durability, change));
        break;
      case 'forgotten':
        endGroup();
        statements.push(sweepStatement(schema, durability, change.endedBefore));
        break;
    }
  endGroup();
  return statements;
}

/** Erases the rows of a user. Its result lists them. */
export function forgetStatement(
  schema: string,
  durability: string,
  userGuid: string,
): OwnersStatement {
  const erase = (type: string, table: string) =>
    `${table} AS (DELETE FROM ${schema}.${table} WHERE ${IF_OWNER} AND user_guid = $2
      RETURNING false AS owned, '${type}' AS type, user_guid, member_guid)`;
  return {
    text: `${fence(schema, durability)}, ${erase('record', 'members')}, ${erase('outcome', 'outcomes')},
      ${erase('aside', 'aside')}
      SELECT true AS owned, 'owner' AS type, '' AS user_guid, '' AS member_guid FROM owner
      UNION ALL SELECT * FROM members UNION ALL SELECT * FROM outcomes UNION ALL SELECT * FROM aside`,
    values: [userGuid],
  };
}

export const memberOfRow = (row: PostgresRow): MemberId => ({
  userGuid: String(row.user_guid),
  memberGuid: String(row.member_guid),
});
const recordRow = (row: PostgresRow): RecordRow => ({
  type: 'record',
  member: memberOfRow(row),
  text: String(row.record),
  endedAt: row.ended_at === null ? null : Number(row.ended_at),
});
const outcomeRow = (row: PostgresRow): OutcomeRow => ({
  type: 'outcome',
  member: memberOfRow(row),
  revision: Number(row.revision),
  text: String(row.view),
});
const asideRow = (row: PostgresRow): AsideRow => ({
  type: 'aside',
  member: memberOfRow(row),
  setAsideAt: Number(row.set_aside_at),
  text: String(row.record),
});

/** The queries of the store. */
export function rowsIn(query: Query, schema: string) {
  /** All rows of a table, one page at a time. @param key The columns of the primary key, with their types. */
  async function* pages<Row>(
    select: string,
    key: Readonly<Record<string, string>>,
    toRow: (row: PostgresRow) => Row,
  ): AsyncGenerator<Row> {
    const columns = Object.keys(key).join(', ');
    const places = Object.values(key).map((type, index) => `$${index + 1}::${type}`);
    let after: readonly unknown[] | null = null;
    for (;;) {
      const where: string = after ? `AND (${columns}) > (${places.join(', ')})` : '';
      const rows: readonly PostgresRow[] = await query(
        `${select} ${where} ORDER BY ${columns} LIMIT ${PAGE}`,
        ...(after ?? []),
      );
      for (const row of rows) yield toRow(row);
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = Object.keys(key).map((column) => last[column]);
    }
  }

  const ids = { user_guid: 'text', member_guid: 'text' };
  return {
    async *load(): AsyncGenerator<RecordRow | OutcomeRow> {
      const outcomes = `SELECT * FROM ${schema}.outcomes WHERE true`;
      yield* pages(outcomes, { ...ids, revision: 'bigint' }, outcomeRow);
      const running = `SELECT * FROM ${schema}.members WHERE ended_at IS NULL`;
      yield* pages(running, ids, recordRow);
    },
    async find({ userGuid, memberGuid }: MemberId): Promise<RecordRow | null> {
      const text = `SELECT * FROM ${schema}.members WHERE user_guid = $1 AND member_guid = $2`;
      const [row] = await query(text, String(userGuid), String(memberGuid));
      return row ? recordRow(row) : null;
    },
    async named(memberGuid: string): Promise<MemberId | null> {
      const text = `SELECT user_guid, member_guid FROM ${schema}.members WHERE member_guid = $1 LIMIT 1`;
      const [row] = await query(text, memberGuid);
      return row ? memberOfRow(row) : null;
    },
    async *ofUser(userGuid: string): AsyncGenerator<RecordRow | OutcomeRow | AsideRow> {
      const of = (table: string) =>
        query(`SELECT * FROM ${schema}.${table} WHERE user_guid = $1`, userGuid);
      for (const row of await of('members')) yield recordRow(row);
      for (const row of await of('outcomes')) yield outcomeRow(row);
      for (const row of await of('aside')) yield asideRow(row);
    },
  };
}
