import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, createMemoryStore } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';

/** Nothing may be left of a forgotten user. */

const USER = 'USR-to-be-forgotten';
const mine = (index: number) => ({ userGuid: USER, memberGuid: `MBR-mine-${index}` });
const notFound = { name: 'HostError', code: 'notFound' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mx-member-forget-'));
  stopTime();
});
afterEach(async () => {
  releaseTime();
  await rm(folder, { recursive: true, force: true });
});

test('forget erases running and ended members, outcomes and records set aside, from all files', async () => {
  const bank = new Bank();
  const delivered: string[] = [];
  const host = await createHost({
    port: bank,
    store: openSqlite(join(folder, 'members.db')),
    onEnded: ({ userGuid, memberGuid }) => {
      delivered.push(memberGuid);
      if (userGuid === USER) throw new Error('not acknowledged');
    },
    onError: () => {},
  });
  for (const index of [1, 2, 3]) await host.start({ member: mine(index), job: 'aggregate' });
  const other = memberOf(9);
  await host.start({ member: other, job: 'aggregate' });
  await host.cancel(mine(3));
  await pass(10_000);
  expect(await host.view(mine(1))).toMatchObject({ needs: 'answers' });
  const waiting = host.next(mine(1), await host.view(mine(1)));

  const erased = await host.forget(USER);
  // The two running members were cancelled, so each has an outcome too.
  expect(erased).toMatchObject({ records: 3, outcomes: 3, aside: 0 });
  expect(erased.members.map(({ memberGuid }) => memberGuid).toSorted()).toEqual(
    [1, 2, 3].map((index) => mine(index).memberGuid),
  );
  expect(await waiting).toMatchObject({ outcome: { reason: 'cancelled' } });
  for (const index of [1, 2, 3])
    await expect(host.view(mine(index))).rejects.toMatchObject(notFound);
  expect(await host.forget(USER)).toEqual({ members: [], records: 0, outcomes: 0, aside: 0 });

  // Nothing more happens for the user, and other users continue.
  const calls = bank.calls.length;
  delivered.length = 0;
  await pass(120_000);
  expect(delivered).toEqual([]);
  expect(bank.calls.slice(calls).every(({ member }) => member === other.memberGuid)).toBe(true);
  expect(await host.view(other)).toMatchObject({ needs: 'answers' });
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
  );
  expect(texts.join('')).toContain(other.userGuid);
  expect(texts.join('')).not.toContain(USER);
  await host.close();
  expect(await readFile(join(folder, 'members.db'), 'latin1')).not.toContain(USER);
});

test('a member cannot start while its user is being forgotten, and can start afterwards', async () => {
  const store = createMemoryStore();
  let erase = () => {};
  const host = await createHost({
    port: new Bank(),
    store: {
      ...store,
      forget: async (userGuid) => {
        await new Promise<void>((resolve) => {
          erase = resolve;
        });
        return store.forget(userGuid);
      },
    },
  });
  await host.start({ member: mine(1), job: 'aggregate' });
  const forgotten = host.forget(USER);
  await settle();
  await expect(host.start({ member: mine(2), job: 'aggregate' })).rejects.toMatchObject({
    code: 'busy',
  });
  const elsewhere = host.start({ member: memberOf(9), job: 'aggregate' });
  erase();
  expect(await forgotten).toMatchObject({ records: 1 });
  expect(await elsewhere).toMatchObject({ state: 'aggregating' });
  expect(await host.start({ member: mine(2), job: 'aggregate' })).toMatchObject({ revision: 1 });
  await host.close();
});

test('a failure of the store is reported to the caller, and a malformed id is refused', async () => {
  const host = await createHost({
    port: new Bank(),
    store: {
      ...createMemoryStore(),
      forget: () => {
        throw new Error('the disk is gone');
      },
    },
  });
  await expect(host.forget(USER)).rejects.toMatchObject({ code: 'unreachable' });
  await expect(host.forget('')).rejects.toMatchObject({ code: 'invalid' });
  await host.close();
});
