import { erasedOf } from '../store/erased.ts';
import type { AsideRow, HostStore, OutcomeRow, RecordRow } from '../store/store.ts';
import type { PostgresPool, Query } from './client.ts';
import { Ownership } from './ownership.ts';
import { checkSchema } from './schema.ts';
import { forgetStatement, memberOfRow, rowsIn, statementsFor } from './statements.ts';

/** Options of {@link openPostgres}. */
export interface PostgresOptions {
  /** The schema for the tables, which is made where it does not exist. @default 'mx_member' */
  readonly schema?: string;
  /**
   * After so many ms in which the owner says nothing, because it was stopped or its network is gone, the server ends its session
   * and a standby takes over. A process that blocks its event loop for as long loses the members too. At least 1000.
   * @default 10000
   */
  readonly lease?: number;
  /** Who this process is, for people who ask which one owns the members. @default 'another process' */
  readonly name?: string;
  /** Ends the wait for another process. */
  readonly signal?: AbortSignal;
  /** Called once when another process owns the members, with its name: this one waits. @default nothing */
  readonly onStandby?: (owner: string) => void;
}

/** `synchronous_commit` of a commit, as SQL. What the server is set to stays where it is stricter. */
const SOON = "'off'";
const DURABLY = `CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END`;

const DEFAULT_SCHEMA = 'mx_member';
const DEFAULT_LEASE = 10_000;
const MIN_LEASE = 1_000;

function checkLease(lease: number): number {
  if (Number.isSafeInteger(lease) && lease >= MIN_LEASE) return lease;
  throw new TypeError(`openPostgres: lease must be a whole number of at least ${MIN_LEASE} ms.`);
}

/**
 * Opens tables in which a host keeps its members, in PostgreSQL 14 or newer. One process owns the members at a time. While
 * another process owns them, this call waits; it resolves within a second after that process has ended.
 *
 * The owner holds an advisory lock in a session of its own, so the pool must connect to the server itself, or through a pooler in
 * session mode. Each commit checks the owner's number and keeps nothing under a newer one. Since a record is committed before each
 * start and each answer, a process that has lost the members can poll MX and sends nothing.
 *
 * When the connection is lost, commits fail until there is another one. If no other process has owned the members in between,
 * the host goes on; otherwise `lost` aborts, and the host closes.
 *
 * ```ts
 * import { Pool } from 'pg';
 *
 * const store = await openPostgres(new Pool({ connectionString: process.env.DATABASE_URL }));
 * ```
 *
 * @param pool A `Pool` of `pg`, or anything like it. Its owner ends it, after the store was closed.
 * @throws {TypeError} for an option that is not valid.
 * @throws {Error} when the server cannot be reached, its tables are of another version, or `signal` aborts.
 */
export async function openPostgres(
  pool: PostgresPool,
  {
    schema = DEFAULT_SCHEMA,
    lease = DEFAULT_LEASE,
    name = 'another process',
    signal,
    onStandby = () => {},
  }: PostgresOptions = {},
): Promise<HostStore> {
  checkSchema(schema);
  checkLease(lease);
  const ownership = await Ownership.take({ pool, schema, lease, holder: name, signal, onStandby });
  return storeOf(ownership, schema);
}

function storeOf(ownership: Ownership, schema: string): HostStore {
  const query: Query = (text, ...values) =>
    ownership.session.run((query) => query(text, ...values));

  return {
    ...rowsIn(query, schema),
    lost: ownership.lost,
    isOwner: () => ownership.isSure,
    async commit(changes, { durable }) {
      const statements = statementsFor(changes, schema, durable ? DURABLY : SOON);
      const { session } = ownership;
      const [first, ...more] = statements;
      if (!first) return;
      if (more.length === 0) await session.run((query) => ownership.make(query, first));
      else
        await session.transaction(async (query) => {
          for (const statement of statements) await ownership.make(query, statement);
        });
    },
    async forget(userGuid) {
      const statement = forgetStatement(schema, DURABLY, userGuid);
      const rows = await ownership.session.run((query) => ownership.make(query, statement));
      const erased = rows.filter(({ type }) => type !== 'owner');
      return erasedOf(
        erased.map((row) => ({
          type: String(row.type) as (RecordRow | OutcomeRow | AsideRow)['type'],
          member: memberOfRow(row),
        })),
      );
    },
    close() {
      ownership.close();
    },
  };
}
