import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createHost,
  createMemoryStore,
  type HostStore,
  type LoginKeeper,
  loginsText,
} from '@mx-member/host';
import { openPostgres } from '@mx-member/host/postgres';
import { openSqlite } from '@mx-member/host/sqlite';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Logins } from '../../packages/http/src/logins/logins.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { newSchema } from './support/pglite.ts';

/** A host remembers how many logins it has sent, and how many the bank has refused in a row. */

beforeEach(stopTime);
afterEach(releaseTime);

const member = memberOf(1);
const { userGuid } = member;
const START = { member, job: 'aggregate' } as const;
const HOUR = 3_600_000;

/** Opens the same store again and again. */
const STORES: Readonly<Record<string, () => Promise<() => Promise<HostStore>>>> = {
  async memory() {
    const store = createMemoryStore();
    return async () => store;
  },
  async SQLite() {
    const folder = await mkdtemp(join(tmpdir(), 'mx-member-logins-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return async () => openSqlite(join(folder, 'members.db'));
  },
  async PostgreSQL() {
    const { schema, pool, remove } = await newSchema();
    onTestFinished(remove);
    return () => openPostgres(pool, { schema });
  },
};

type Host = Awaited<ReturnType<typeof createHost>>;

/** A lifecycle from its start to its end. */
async function run(host: Host): Promise<void> {
  const before = await host.view(member).catch(() => null);
  await host.start(START, before ? { after: before.revision } : {});
  await pass(90_000);
  expect((await host.view(member)).outcome).not.toBeNull();
}

const bankWith = (end: string) => new Bank({ rounds: 0, hasTimes: true, end });

test.each(Object.keys(STORES))(
  '%s keeps it over a restart, and erases it with the user',
  async (name) => {
    const open = await (STORES[name] as () => Promise<() => Promise<HostStore>>)();
    const bank = bankWith('DENIED');
    const first = await createHost({ port: bank, store: await open() });
    await run(first);
    await first.close();

    const second = await createHost({ port: bank, store: await open() });
    expect(await second.loginsOf(member)).toMatchObject({
      refusals: { count: 1, status: 'DENIED', by: 'here' },
      today: { ofMember: 1, ofUser: 1 },
    });
    // Somebody tries in MX's widget, and the bank refuses that too.
    await bank.startJob({ member });
    await pass(10_000);
    await second.start({ member, job: null }, { after: (await second.view(member)).revision });
    await pass(90_000);
    const told = await second.loginsOf({ memberGuid: member.memberGuid, userGuid });
    expect(told).toMatchObject({
      refusals: { count: 2, by: 'elsewhere' },
      today: { ofMember: 1 },
    });
    expect(await second.forget(userGuid)).toMatchObject({ records: 1 });
    await second.close();

    const store = await open();
    const rows: unknown[] = [];
    for await (const row of store.ofUser(userGuid)) rows.push(row);
    expect(rows).toEqual([]);
    await store.close();
  },
);

test('what is stored at once is not replaced by what waited for its commit before', async () => {
  const store = createMemoryStore();
  const host = await createHost({ port: bankWith('DENIED'), store });
  await host.start(START);
  while ((await host.view(member)).outcome === null) await pass(10);
  await host.resetLogins(member, { by: 'agent 12', reason: 'unlocked' });
  await pass(1_000);
  await host.close();
  const again = await createHost({ port: bankWith('DENIED'), store });
  expect(await again.loginsOf(member)).toMatchObject({ refusals: null, reset: { by: 'agent 12' } });
  await again.close();
});

test.each([true, false])(
  'an end counts once, also after the next login has been sent: time stamps %s',
  async (hasTimes) => {
    const host = await createHost({ port: new Bank({ rounds: 0, hasTimes, end: 'DENIED' }) });
    await run(host);
    await new Logins(host.logins as LoginKeeper).take(userGuid, member);
    await pass(1_000);
    expect(await host.loginsOf(member)).toMatchObject({ refusals: { count: 1 } });
    await host.close();
  },
);

test('a refused login that was asked for here stays so after a start that was not made', async () => {
  const host = await createHost({ port: bankWith('DENIED') });
  for (const start of ['taken', 'due', 'due']) {
    await run(host);
    expect((await host.view(member)).outcome).toMatchObject({ start });
    expect(await host.loginsOf(member)).toMatchObject({ refusals: { by: 'here' } });
  }
  await host.close();
});

test('a success clears the row, and refusals of other members do not count', async () => {
  const store = createMemoryStore();
  const wrong = await createHost({ port: bankWith('DENIED'), store });
  await run(wrong);
  await wrong.close();
  const right = await createHost({ port: bankWith('CONNECTED'), store });
  expect(await right.loginsOf(memberOf(2))).toMatchObject({ refusals: null });
  await run(right);
  expect(await right.loginsOf(member)).toMatchObject({ refusals: null, today: { ofMember: 2 } });
  await right.close();
});

test('a refusal that was not noted before the process died counts from the record', async () => {
  const store = createMemoryStore();
  const isLogins = (change: object) => Object(change).member?.memberGuid === 'logins:';
  const mortal: HostStore = {
    ...store,
    commit: (changes, options) =>
      store.commit(
        changes.filter((change) => !isLogins(change)),
        options,
      ),
    close() {},
  };
  const killed = await createHost({ port: bankWith('DENIED'), store: mortal });
  await run(killed);
  await killed.close();
  const host = await createHost({ port: bankWith('DENIED'), store });
  expect(await host.loginsOf(member)).toMatchObject({ refusals: { count: 1 } });
  await host.close();
});

test.each([
  ['MX refuses a start', new MxError('badRequest'), 0],
  ['a start is not sent', new MxError('notSent'), 0],
  ['the reply to a start is lost', new MxError('lost'), 1],
])('%s: %s', async (_, fault, ofMember) => {
  const bank = bankWith('CONNECTED');
  vi.spyOn(bank, 'startJob').mockRejectedValue(fault);
  const host = await createHost({ port: bank });
  await host.start(START);
  await pass(500);
  expect((await host.loginsOf(member)).today).toEqual({ ofMember, ofUser: ofMember });
  await host.close();
});

test('a row is removed 30 days after its last change, whatever the retention of records is', async () => {
  const store = createMemoryStore();
  const host = await createHost({ port: bankWith('PREVENTED'), store, retention: HOUR });
  await run(host);
  await host.close();
  const [row] = [...(store.ofUser(userGuid) as Iterable<{ endedAt: number }>)].filter(
    (one) => Object(one).member.memberGuid === 'logins:',
  );
  expect((row?.endedAt ?? 0) + HOUR - Date.now()).toBeGreaterThan(29.9 * 24 * HOUR);
});

test('with a clock that is behind, the same credentials are recognized for an hour', async () => {
  let offset = -3 * HOUR;
  const now = () => Date.now() + offset;
  const host = await createHost({ port: bankWith('DENIED'), now });
  const logins = new Logins(host.logins as LoginKeeper);
  const login = { memberGuid: member.memberGuid, credentials: credentials('any') };
  await logins.take(userGuid, login);
  await run(host);
  expect(await host.loginsOf(member)).toMatchObject({ refusals: { count: 1 } });
  await expect(logins.take(userGuid, login)).rejects.toMatchObject({
    problem: { hold: { why: 'sameAgain' } },
  });
  offset += HOUR;
  await logins.take(userGuid, login);
  await host.close();
});

test('an erased user leaves no hash in memory, also of a member without a record', async () => {
  const host = await createHost({ port: bankWith('DENIED') });
  const keeper = host.logins as LoginKeeper;
  const login = { memberGuid: member.memberGuid, credentials: credentials('any') };
  await new Logins(keeper).take(userGuid, login);
  await host.forget(userGuid);
  expect(await keeper.sent.timesOf(member, login.credentials, Date.now())).toEqual([]);
  await host.close();
});

test('an erasure that fails loses nothing that was noted before', async () => {
  const memory = createMemoryStore();
  let isBroken = true;
  const store: HostStore = {
    ...memory,
    forget(user) {
      if (isBroken) throw new Error('The disk is full.');
      return memory.forget(user);
    },
  };
  const port = new Bank({ rounds: 0, end: 'DENIED' });
  const host = await createHost({ port, store, onError: () => {} });
  await host.start(START);
  while ((await host.view(member)).outcome === null) await pass(10);
  await expect(host.forget(userGuid)).rejects.toThrow();
  isBroken = false;
  await pass(15_000);
  await host.close();
  const [row] = [...(memory.ofUser(userGuid) as Iterable<{ text: string }>)].filter(
    (one) => Object(one).member.memberGuid === 'logins:',
  );
  expect(JSON.parse(row?.text ?? '{}').refusals).toMatchObject({
    [member.memberGuid]: { count: 1 },
  });
});

test('sentences for a call centre say what was refused, when, and who asked', async () => {
  const at = Date.UTC(2026, 10, 30, 18, 4);
  const last = at + 9 * HOUR;
  const times = { from: at, at: last, shownAt: last, aggregatedAt: null };
  const row = { ...times, count: 2, status: 'DENIED' };
  const today = { ofMember: 1, ofUser: 3 };
  expect(loginsText({ refusals: { ...row, by: 'elsewhere' }, reset: null, today })).toBe(
    "The bank did not accept 2 logins in a row: since 2026-11-30 18:04:00 UTC, the last at 2026-12-01 03:04:00 UTC (DENIED). The last one was not asked for here: for example by MX's nightly job, or in MX's widget. In the last 24 hours, 1 login of this member and 3 logins of its user were sent from here.",
  );
  expect(
    loginsText({
      refusals: { ...row, count: 1, by: 'here', status: 'LOCKED' },
      reset: null,
      today,
    }),
  ).toContain(
    'The bank did not accept the last login: 2026-12-01 03:04:00 UTC (LOCKED). It was asked for here. The bank has locked the account. Only the bank can unlock it.',
  );
  expect(loginsText({ refusals: null, reset: null, today })).toBe(
    'In the last 24 hours, 1 login of this member and 3 logins of its user were sent from here.',
  );
});
