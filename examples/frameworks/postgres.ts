import type { HostStore } from '@mx-member/host';
import { openPostgres } from '@mx-member/host/postgres';
import { Pool } from 'pg';

/** The members in PostgreSQL: `store: await openStore()` in `members.ts`. */
export async function openStore(): Promise<HostStore> {
  // The store keeps one connection for its lock. The other four are for your own queries.
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 5 });
  pool.on('error', ({ name }) => console.error('PostgreSQL has ended a connection:', name));
  const store = await openPostgres(pool, {
    name: `next ${process.pid}`,
    onStandby: (owner) => console.log('The members are run by another process:', owner),
  });
  // Another process has the members now. The process manager starts this one again, as a standby.
  store.lost?.addEventListener('abort', () => process.exit(1));
  return store;
}
