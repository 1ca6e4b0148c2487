import { PGlite } from '@electric-sql/pglite';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import type { PostgresPool } from '@mx-member/host/postgres';

/** PostgreSQL in this process: one server of one session, whose schemas are the places of the tests. */

let server: Promise<PGlite> | undefined;
let schemas = 0;
/** Schemas whose tables are made already, and empty. */
const empty: string[] = [];

/** A schema of its own, and pools whose connections all are the one session. */
export async function newSchema() {
  // A database that is made already: making one takes five seconds.
  server ??= dataDir().then((loadDataDir) => PGlite.create({ loadDataDir }));
  const database = await server;
  const schema = empty.pop() ?? `place_${++schemas}`;
  return {
    schema,
    pool: poolOf(database),
    newPool: () => poolOf(database),
    query: async (text: string) => (await database.query<Record<string, unknown>>(text)).rows,
    remove: async () => {
      // Making the tables takes longer than most tests.
      const tables = ['members', 'outcomes', 'aside', 'owner'].map((name) => `${schema}.${name}`);
      const made = await database.query(`SELECT 1 FROM pg_namespace WHERE nspname = '${schema}'`);
      if (made.rows.length === 0) return;
      await database.exec(`TRUNCATE ${tables.join(', ')}`);
      empty.push(schema);
    },
  };
}

/** A pool with the troubles of a network. */
function poolOf(database: PGlite) {
  const open = new Set<() => void>();
  const control = {
    /** The server cannot be reached: no connection can be made. */
    isGone: false,
    /** The session of another process has the lock. */
    isLocked: false,
    /** The statements that were sent. */
    sent: [] as string[],
  };
  return Object.assign(control, {
    /** All connections end. */
    cut() {
      for (const end of open) end();
    },
    async connect() {
      if (control.isGone) throw new Error('The server cannot be reached.');
      const listeners: (() => void)[] = [];
      let isOpen = true;
      const end = () => {
        isOpen = false;
        open.delete(end);
        for (const listener of listeners) listener();
      };
      open.add(end);
      return {
        async query(text: string, values?: unknown[]) {
          if (!isOpen) throw new Error('The connection has ended.');
          control.sent.push(text);
          if (control.isLocked && text.includes('pg_try_advisory_lock'))
            return { rows: [{ locked: false }] };
          // The one session must not end.
          if (String(values?.[0]).startsWith('idle_')) return { rows: [] };
          return database.query<Record<string, unknown>>(text, values);
        },
        on: (_: 'error' | 'end', listener: () => void) => listeners.push(listener),
        release: end,
      };
    },
  }) satisfies PostgresPool;
}
