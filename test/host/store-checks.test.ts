import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCipher, createMemoryStore, encryptStore } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { hostStoreChecks, type StorePlace } from '@mx-member/host/testing';
import { describe, expect, test } from 'vitest';

/** Runs the checks of `@mx-member/host/testing` on our stores, and on stores that break a requirement. */

function inMemory(): StorePlace {
  const store = createMemoryStore();
  return { open: () => store, remove: () => {} };
}

async function inSqlite(): Promise<StorePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-store-'));
  return {
    open: () => openSqlite(join(folder, 'members.db')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An encrypted store with rows in SQLite. */
async function encrypted(): Promise<StorePlace> {
  const place = await inSqlite();
  const cipher = await createCipher([{ id: 'one', key: new Uint8Array(32).fill(1) }]);
  return { ...place, open: async () => encryptStore(await place.open(), cipher) };
}

describe.each([
  ['in SQLite, encrypted', encrypted],
  ['in memory', inMemory],
  ['in SQLite', inSqlite],
])('a store %s', (_, makePlace) => {
  test.each(hostStoreChecks(makePlace).map(({ name, run }) => [name, run] as const))(
    '%s',
    (_, run) => run(),
  );
});

/** The names of the failing checks. */
async function failing(checks: ReturnType<typeof hostStoreChecks>): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of checks) await run().catch(() => names.push(name));
  return names;
}

test.each([
  ['commits nothing', { commit: () => {} }, 11],
  ['does not forget', { forget: () => ({ members: [], records: 0, outcomes: 0, aside: 0 }) }, 1],
  ['finds nothing', { find: () => null }, 6],
])('the checks notice a store that %s', async (_, broken, count) => {
  const makePlace = (): StorePlace => {
    const store = { ...createMemoryStore(), ...broken };
    return { open: () => store, remove: () => {} };
  };
  expect(await failing(hostStoreChecks(makePlace))).toHaveLength(count);
});
