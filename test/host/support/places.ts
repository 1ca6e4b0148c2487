import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createMemoryStore, type HostStore } from '@mx-member/host';
import { openPostgres } from '@mx-member/host/postgres';
import { openSqlite } from '@mx-member/host/sqlite';
import { vi } from 'vitest';
import { newSchema } from './pglite.ts';

/** The places where a host keeps its members, with a storage that can fail. */

export interface Place {
  readonly store: HostStore;
  readonly remove: () => Promise<void>;
  /** Makes the storage itself refuse writes, or accept them again. */
  readonly refuseWrites?: (refuses: boolean) => Promise<void>;
}

export const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  memory: async () => ({ store: createMemoryStore(), remove: async () => {} }),
  async SQLite() {
    const folder = await mkdtemp(join(tmpdir(), 'mx-member-commits-'));
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const store = openSqlite(join(folder, 'members.db'));
    const [database] = exec.mock.contexts as DatabaseSync[];
    exec.mockRestore();
    return {
      store,
      remove: () => rm(folder, { recursive: true, force: true }),
      refuseWrites: async (refuses) => database?.exec(`PRAGMA query_only = ${refuses}`),
    };
  },
  async PostgreSQL() {
    const { schema, pool, remove, query } = await newSchema();
    return {
      store: await openPostgres(pool, { schema }),
      remove,
      refuseWrites: async (refuses) => {
        await query(`SET default_transaction_read_only = ${refuses}`);
      },
    };
  },
};
