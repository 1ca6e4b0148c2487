import { createHost, createMemoryStore } from '@mx-member/host';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { passUntilDone } from './support/open-hosts.ts';

/** A host reads a member once before a start. */

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

test('the reading is one request', async () => {
  const bank = await bankWithJob();
  const host = await createHost({ port: bank });
  await host.start(INPUT);
  await pass(10);
  expect(bank.calls.slice(0, 2).map(({ call }) => call)).toEqual(['readStatus', 'startJob']);
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
