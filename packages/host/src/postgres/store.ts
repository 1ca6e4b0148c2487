import { erasedOf } from '../store/rows.ts';
import type { AsideRow, HostStore, OutcomeRow, RecordRow } from '../store/store.ts';
import type { PostgresPool, Query } from './client.ts';
import { Ownership } from './ownership.ts';
import { checkSchema } from './schema.ts';
import { forgetStatement, memberOfRow, rowsIn, statementsFor } from './statements.ts';

/** Options of {@link openPostgres}. */
export interface PostgresOptions {
  /** The schema for the tables. It is created if it does not exist. @default 'mx_member' */
  readonly schema?: string;
  /**
   * How long the owner may be silent, in ms, for example because it was stopped or its network is down. After that the
   * server ends its session, and a standby takes over. A process that blocks its event loop for this long loses the
   * members too. At least 1000.
   *
   * @default 10000
   */
  readonly lease?: number;
  /** The name of this process, for people who want to know the owner of the members. @default 'another process' */
  readonly name?: string;
  /** Aborts the wait for another process. */
  readonly signal?: AbortSignal;
  /**
   * Called once, with the owner's name, when this process has to wait because another process owns the members.
   * @default nothing
   */
  readonly onStandby?: (owner: string) => void;
}

/** The `synchronous_commit` of a commit, as SQL. A stricter setting of the server is kept. */
const SOON = "'off'";
const DURABLY = `CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END`;

const DEFAULT_SCHEMA = 'mx_member';
export const DEFAULT_LEASE = 10_000;
const MIN_LEASE = 1_000;

function checkLease(lease: number): number {
  if (Number.isSafeInteger(lease) && lease >= MIN_LEASE) return lease;
  throw new TypeError(`openPostgres: lease must be a whole number of at least ${MIN_LEASE} ms.`);
}

/**
 * Opens tables in PostgreSQL 14 or newer in which a host stores its members. One process at a time owns the members.
 * While another process owns them, this call waits. It resolves within a second after that process has ended, and after `lease` if that process hangs.
 *
 * The owner holds an advisory lock in its own session, so the pool must connect directly to the server, or through a
 * pooler in session mode. Each commit checks the owner's number, and changes nothing if the number is outdated. A
 * record is committed before each start and each answer. So a process that has lost the members can still poll MX, but
 * cannot send anything.
 *
 * When the connection is lost, commits fail until there is a new one. If no other process has owned the members in
 * between, the host continues. Otherwise `lost` aborts, and the host closes.
 *
 * ```ts
 * import { Pool } from 'pg';
 *
 * const store = await openPostgres(new Pool({ connectionString: process.env.DATABASE_URL }));
 * ```
 *
 * @param pool A `Pool` of `pg`, or a compatible object. Close it yourself after the store was closed.
 * @throws {TypeError} when an option is wrong.
 * @throws {Error} when the server cannot be reached, its tables have another format, or `signal` aborts.
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
  const rowsFor = (signal?: AbortSignal) => {
    const query: Query = (text, ...values) =>
      ownership.session.run((query) => {
        signal?.throwIfAborted();
        return query(text, ...values);
      });
    return rowsIn(query, schema);
  };

  return {
    ...rowsFor(),
    // A read that nobody waits for any more would keep commits from their turn.
    find: (member, { signal } = {}) => rowsFor(signal).find(member),
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
