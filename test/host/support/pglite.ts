import { PGlite } from '@electric-sql/pglite';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import type { PostgresPool } from '@mx-member/host/postgres';

/** PostgreSQL in this process: one server with one session. Each test has a schema. */

let server: Promise<PGlite> | undefined;
let schemas = 0;
/** Empty schemas with tables. */
const empty: string[] = [];

/** A new schema, and pools whose connections share the session. */
export async function newSchema() {
  // A prepared database, because creating one takes five seconds.
  server ??= dataDir().then((loadDataDir) => PGlite.create({ loadDataDir }));
  const database = await server;
  const schema = empty.pop() ?? `place_${++schemas}`;
  return {
    schema,
    pool: poolOf(database),
    newPool: () => poolOf(database),
    query: async (text: string) => (await database.query<Record<string, unknown>>(text)).rows,
    remove: async () => {
      // Creating the tables takes longer than most tests, so they are reused.
      const tables = ['members', 'outcomes', 'aside', 'owner'].map((name) => `${schema}.${name}`);
      const made = await database.query(`SELECT 1 FROM pg_namespace WHERE nspname = '${schema}'`);
      if (made.rows.length === 0) return;
      await database.exec(`TRUNCATE ${tables.join(', ')}`);
      empty.push(schema);
    },
  };
}

/** A pool with network problems. */
function poolOf(database: PGlite) {
  const open = new Set<() => void>();
  const control = {
    /** The server cannot be reached. */
    isGone: false,
    /** The session of another process has the lock. */
    isLocked: false,
    /** The statements that were sent. */
    sent: [] as string[],
  };
  return Object.assign(control, {
    /** Ends all connections. */
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
          // The shared session must not end.
          if (String(values?.[0]).startsWith('idle_')) return { rows: [] };
          return database.query<Record<string, unknown>>(text, values);
        },
        on: (_: 'error' | 'end', listener: () => void) => listeners.push(listener),
        release: end,
      };
    },
  }) satisfies PostgresPool;
}
