import { createHost, createMemoryStore } from '@mx-member/host';
import { MxError, type Reading } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renewed } from '../support/acts.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { seeded } from '../support/seeded.ts';
import { mortal } from './support/mortal.ts';
import { passUntilDone } from './support/open-hosts.ts';

/** A host reads a member once before a start. The reading shows after a crash whether the start has arrived. */

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;

beforeEach(stopTime);
afterEach(releaseTime);

/** A bank whose member has a job of the night before. */
async function bankWithJob(): Promise<Bank> {
  const bank = new Bank({ rounds: 0, hasTimes: true });
  bank.begin(MEMBER);
  await pass(5_000);
  return bank;
}

test('a start that arrived before a crash is not sent again, even if its job has ended meanwhile', async () => {
  const bank = await bankWithJob();
  const store = createMemoryStore();
  // The process ends while the reply to the start is on its way.
  const port = {
    readStatus: bank.readStatus.bind(bank),
    submitAnswers: bank.submitAnswers.bind(bank),
    startJob: (request: { readonly member: typeof MEMBER }) => {
      void bank.startJob(request);
      return new Promise<never>(() => {});
    },
  };
  const killed = await createHost({ port, store, closeTimeout: 1 });
  await killed.start(INPUT);
  await pass(10);
  expect(bank.startsOf(MEMBER)).toBe(1);
  await passUntilDone(killed.close(), 1_000);
  await pass(30_000);
  const host = await createHost({ port: bank, store });
  let view = await host.view(MEMBER);
  for (; !view.outcome; await pass(1_000)) view = await host.view(MEMBER);
  expect(view.outcome).toMatchObject({ outcome: 'connected' });
  expect(bank.startsOf(MEMBER)).toBe(1);
  await host.close();
});

test('the reading is one request', async () => {
  const bank = await bankWithJob();
  const host = await createHost({ port: bank });
  await host.start(INPUT);
  await pass(10);
  expect(bank.calls.slice(0, 2).map(({ call }) => call)).toEqual(['readStatus', 'startJob']);
  await host.close();
});

test('a start that comes after a failed job of MX is not made, because it would be one more login that fails', async () => {
  const bank = new Bank({ rounds: 0, hasTimes: true, end: 'DENIED' });
  bank.begin(MEMBER);
  const baseline = await bank.readStatus({ member: MEMBER });
  await pass(5_000);
  const host = await createHost({ port: bank });
  const input = { member: MEMBER, job: 'verify', act: renewed(baseline) } as const;
  await host.start(input);
  // A caller who has not got the reply asks again.
  expect(await host.start(input)).toMatchObject({ busy: true });
  await pass(120_000);
  expect((await host.view(MEMBER)).outcome).toMatchObject({ reason: 'credentials' });
  expect(bank.startsOf(MEMBER)).toBe(0);
  await host.close();
});

/** Starts `verify` where a replica shows `baseline` for so long, and expects the end of MX's own job, without a login of ours. */
async function isRefusedOnce(bank: Bank, baseline: Reading, behind: number): Promise<void> {
  const behindUntil = Date.now() + behind;
  const read = bank.readStatus.bind(bank);
  bank.readStatus = async (request) => (Date.now() < behindUntil ? baseline : read(request));
  const host = await createHost({ port: bank });
  await passUntilDone(
    host.start({ member: MEMBER, job: 'verify', act: renewed(baseline) }),
    10_000,
  );
  await pass(120_000);
  expect((await host.view(MEMBER)).outcome).toMatchObject({ reason: 'credentials' });
  expect(bank.startsOf(MEMBER)).toBe(0);
  await host.close();
}

test('after new credentials a replica that shows the failure before is read again, until it shows how MX’s own job ended', async () => {
  const bank = new Bank({ rounds: 0, hasTimes: true, end: 'DENIED' });
  bank.begin(MEMBER);
  await pass(5_000);
  const baseline = {
    ...(await bank.readStatus({ member: MEMBER })),
    aggregatedAt: '2025-12-31T00:00:00Z',
  };
  await isRefusedOnce(bank, baseline, 8_000);
});

test('a replica that still shows MX’s own job at work is read again, so that a refused password is not sent a second time', async () => {
  const bank = new Bank({ rounds: 0, hasTimes: true, end: 'DENIED' });
  bank.begin(MEMBER);
  const baseline = await bank.readStatus({ member: MEMBER });
  await pass(5_000);
  await isRefusedOnce(bank, baseline, 3_000);
});

test('a job of MX that ended well before the start is not taken for the job of a start that MX never took', async () => {
  const bank = await bankWithJob();
  const baseline = {
    connectionStatus: 'UPDATED',
    isBeingAggregated: false,
    aggregatedAt: '2025-12-31T00:00:00Z',
    successfullyAggregatedAt: '2025-12-31T00:00:00Z',
  };
  const start = bank.startJob.bind(bank);
  let attempts = 0;
  bank.startJob = async (request) => {
    attempts += 1;
    if (attempts === 1) throw new MxError('unreachable', { status: 503 });
    return start(request);
  };
  const host = await createHost({ port: bank });
  await passUntilDone(
    host.start({ member: MEMBER, job: 'verify', act: renewed(baseline) }),
    10_000,
  );
  await pass(120_000);
  expect((await host.view(MEMBER)).outcome).toMatchObject({ outcome: 'connected', fresh: true });
  expect(bank.startsOf(MEMBER)).toBe(1);
  await host.close();
});

test.each<readonly [string, (bank: Bank) => void]>([
  [
    'cannot be reached',
    (bank) => {
      bank.fault = new MxError('unreachable');
    },
  ],
  [
    'hangs',
    (bank) => {
      bank.readStatus = () => new Promise(() => {});
    },
  ],
])('while MX %s, a start returns at once and nothing is started', async (_, spoil) => {
  const bank = await bankWithJob();
  const host = await createHost({ port: bank, closeTimeout: 1 });
  spoil(bank);
  const from = Date.now();
  expect(await host.start(INPUT)).toMatchObject({ busy: true });
  expect(Date.now()).toBe(from);
  await pass(60_000);
  expect(bank.startsOf(MEMBER)).toBe(0);
  await passUntilDone(host.close(), 10_000);
});

test('a start that has waited too long for its turn is not sent before another look', async () => {
  const bank = await bankWithJob();
  let late = 0;
  const store = createMemoryStore();
  const commit: typeof store.commit = async (...given) => {
    late += 1;
    // The record of the start is slow to reach the disk.
    if (late === 2) await pass(6_000);
    return store.commit(...given);
  };
  const host = await createHost({ port: bank, store: { ...store, commit } });
  await host.start(INPUT);
  await pass(30_000);
  const calls = bank.calls.map(({ call }) => call);
  expect(calls.slice(0, 3)).toEqual(['readStatus', 'readStatus', 'startJob']);
  await host.close();
});

/** Kills 100 hosts at any moment of a start, and continues with another host. @returns The number of members that were started twice. */
async function startedTwice(): Promise<number> {
  const { below } = seeded(5);
  let count = 0;
  for (let kill = 0; kill < 100; kill++) {
    const step = 500 + below(5_000);
    const bank = new Bank({ rounds: 0, hasTimes: true, latency: 200, step });
    bank.begin(MEMBER);
    await pass(10_000);
    const store = createMemoryStore();
    const life = mortal(bank, () => {});
    const commit: typeof store.commit = (...given) => life.alive(() => store.commit(...given));
    const host = await createHost({ port: life.port, store: { ...store, commit } });
    void host.start(INPUT).catch(() => {});
    await pass(below(700));
    life.die();
    await pass(below(60_000));
    const next = await createHost({ port: bank, store });
    await passUntilDone(next.start(INPUT), 6_000);
    let view = await next.view(MEMBER);
    for (; !view.outcome; await pass(1_000)) view = await next.view(MEMBER);
    expect(view.outcome.outcome).toBe('connected');
    expect(bank.startsOf(MEMBER)).toBeGreaterThan(0);
    if (bank.startsOf(MEMBER) > 1) count += 1;
    await passUntilDone(next.close(), 10_000);
  }
  return count;
}

test('of 100 hosts that are killed during a start none logs in twice', async () => {
  expect(await startedTwice()).toBe(0);
});
