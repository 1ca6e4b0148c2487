import { createHost, createMemoryStore, type HostOptions } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, type BankCall, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

/** Many members and one limit of calls, in virtual time. */

const COUNT = 300;
const PER_SECOND = 20;
const members = Array.from({ length: COUNT }, (_, index) => memberOf(index));

let hosts: MemberHost[] = [];

beforeEach(stopTime);
afterEach(async () => {
  for (const host of hosts) await host.close();
  hosts = [];
  releaseTime();
});

async function open(options: HostOptions): Promise<MemberHost> {
  const host = await createHost(options);
  hosts.push(host);
  return host;
}

/** Starts all members with running jobs. */
async function startAll(host: MemberHost, bank: Bank, round = 0): Promise<void> {
  for (const member of members) bank.begin(member, round);
  await Promise.all(members.map((member) => host.start({ member, job: null })));
}

/** The largest number of calls that began in any second. */
function busiest(calls: readonly BankCall[]): number {
  const starts = calls.map(({ at }) => at);
  return Math.max(
    ...starts.map((from) => starts.filter((at) => at >= from && at < from + 1000).length),
  );
}

const timesOf = (calls: readonly BankCall[]): number[][] => {
  const times = new Map(members.map(({ memberGuid }) => [memberGuid, [] as number[]]));
  for (const { member, at } of calls) times.get(member)?.push(at);
  return [...times.values()];
};

test('under overload no second exceeds the limit, all members are polled equally, and views say isSlow', async () => {
  const bank = new Bank({ step: 3_600_000 });
  const host = await open({ port: bank, requestsPerSecond: PER_SECOND });
  await startAll(host, bank);
  // After a minute they no longer count as looked at.
  await pass(180_000);
  expect(busiest(bank.calls)).toBe(PER_SECOND);
  // 300 members and 20 calls a second: one turn in 15 s instead of 3 s.
  const later = bank.calls.filter(({ at }) => at > Date.now() - 60_000);
  const counts = timesOf(later).map(({ length }) => length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
  expect(Math.max(...counts)).toBeLessThanOrEqual(5);
  expect(await host.view(memberOf(1))).toMatchObject({ busy: true, isSlow: true });
});

test('within the limit no view says isSlow', async () => {
  const bank = new Bank({ step: 3_600_000 });
  const host = await open({ port: bank, requestsPerSecond: 1_000 });
  await startAll(host, bank);
  await pass(30_000);
  expect(await host.view(memberOf(1))).toMatchObject({ busy: true, isSlow: false });
  for (const times of timesOf(bank.calls)) expect(times.length).toBeGreaterThanOrEqual(7);
});

test('under overload a new member is polled at once, and an answer is sent at once', async () => {
  const bank = new Bank({ step: 3_600_000 });
  const host = await open({ port: bank, requestsPerSecond: PER_SECOND });
  await startAll(host, bank);
  await pass(60_000);
  const member = memberOf(COUNT);
  bank.calls.length = 0;
  const from = Date.now();
  await host.start({ member, job: 'aggregate' });
  await pass(5_000);
  const own = bank.calls.filter((call) => call.member === member.memberGuid);
  expect(own.map(({ call }) => call)).toEqual(['readStatus', 'startJob', 'readStatus']);
  expect((own[0]?.at ?? 0) - from).toBeLessThanOrEqual(1_000);
  expect(own.map(({ priority }) => priority)).toEqual([0, 1, 0]);
});

test('after a restart first polls obey the limit, open questions come first, and every member is polled', async () => {
  const store = createMemoryStore();
  const bank = new Bank();
  const first = await createHost({ port: bank, store });
  // Every sixth member is asked something, and the jobs of the others run.
  const asked = new Set(members.filter((_, index) => index % 6 === 0));
  await startAll(first, bank, 1);
  for (const member of members) bank.begin(member, asked.has(member) ? 0 : 1);
  await Promise.all(
    [...asked]
      .map(async (member) => {
        let view = await first.view(member);
        while (view.needs !== 'answers') view = await first.next(member, view);
      })
      .concat(pass(20_000)),
  );
  await first.close();
  const slow = new Bank({ step: 3_600_000 });
  for (const member of members) slow.begin(member, 0);
  const second = await open({ port: slow, store, requestsPerSecond: PER_SECOND });
  const from = Date.now();
  await pass(60_000);
  expect(busiest(slow.calls)).toBeLessThanOrEqual(PER_SECOND);
  const running = new Set(slow.calls.map(({ member }) => member));
  const askedFirst = slow.calls.slice(0, asked.size).map(({ member }) => member);
  expect(new Set(askedFirst)).toEqual(new Set([...asked].map(({ memberGuid }) => memberGuid)));
  expect((slow.calls[asked.size - 1]?.at ?? 0) - from).toBeLessThan(10_000);
  for (const member of members) {
    const { outcome } = await second.view(member);
    expect(outcome !== null || running.has(member.memberGuid)).toBe(true);
  }
});

test('a 429 pauses all members for as long as MX asks', async () => {
  const bank = new Bank({ step: 3_600_000 });
  const host = await open({ port: bank });
  await startAll(host, bank);
  await pass(10_000);
  bank.fault = new MxError('rateLimited', { status: 429, retryAfter: 20_000 });
  bank.calls.length = 0;
  await pass(5_000, () => bank.calls.length > 0);
  bank.fault = null;
  await pass(100);
  const from = Date.now();
  bank.calls.length = 0;
  await pass(19_000);
  expect(bank.calls).toEqual([]);
  await pass(5_000);
  expect(bank.calls.length).toBeGreaterThan(COUNT / 2);
  expect(Math.min(...bank.calls.map(({ at }) => at)) - from).toBeGreaterThanOrEqual(19_000);
});

test('at most maxInFlight calls run at once, and a quarter is left to waiting users', async () => {
  const bank = new Bank({ step: 3_600_000, latency: 10_000 });
  const host = await open({ port: bank, maxInFlight: 8 });
  for (const member of members.slice(0, 50)) {
    bank.begin(member);
    await host.start({ member, job: null });
  }
  await pass(180_000);
  const ends = bank.calls.map(({ at }) => at);
  const inFlight = ends.map((from) => ends.filter((at) => at <= from && at > from - 10_000).length);
  expect(Math.max(...inFlight)).toBe(8);
  const later = bank.calls.filter(({ at }) => at > Date.now() - 60_000);
  expect(
    Math.max(
      ...later.map(
        ({ at: from }) => later.filter(({ at }) => at <= from && at > from - 10_000).length,
      ),
    ),
  ).toBe(6);
});
