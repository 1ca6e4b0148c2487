import { createHost, createMemoryStore, type HostStore } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

/** A database commits, but its reply is lost. To the host the commit has failed. */

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;

let bank: Bank;
let host: MemberHost;

beforeEach(async () => {
  stopTime();
  bank = new Bank();
  const inner = createMemoryStore();
  let isLost = true;
  const store: HostStore = {
    ...inner,
    async commit(changes, options) {
      await inner.commit(changes, options);
      if (!isLost || !changes.some(({ type }) => type === 'record')) return;
      isLost = false;
      throw new Error('The connection was lost.');
    },
  };
  host = await createHost({ port: bank, store, onError: () => {} });
  await expect(host.start(INPUT)).rejects.toMatchObject({ code: 'unreachable' });
  expect(bank.startsOf(MEMBER)).toBe(0);
});
afterEach(async () => {
  await host.close();
  releaseTime();
});

test.each<readonly [string, () => Promise<unknown>]>([
  ['starts it again', () => host.start(INPUT)],
  ['asks for its view', () => host.view(MEMBER)],
  ['sends a webhook', () => host.hint(MEMBER)],
])('the member continues when a caller %s', async (_, ask) => {
  // The next commit follows a second after the failed one.
  await pass(2_000);
  await ask();
  await pass(60_000);
  // The start may have been sent, so MX is polled, and nothing is sent blindly.
  expect(bank.calls.length).toBeGreaterThan(2);
  expect(bank.startsOf(MEMBER)).toBeLessThanOrEqual(1);
  expect((await host.view(MEMBER)).revision).toBeGreaterThan(0);
});

test('a store that cannot be read is unreachable, and onError gets the reason', async () => {
  const errors: unknown[] = [];
  let isGone = false;
  const inner = createMemoryStore();
  const store: HostStore = {
    ...inner,
    find: async (member) => {
      if (isGone) throw new Error('The connection was lost.');
      return inner.find(member);
    },
  };
  const other = await createHost({
    port: bank,
    store,
    onError: (thrown, where) => errors.push([where, String(thrown)]),
  });
  isGone = true;
  for (const call of [other.view(MEMBER), other.start(INPUT), other.cancel(MEMBER)])
    await expect(call).rejects.toMatchObject({ code: 'unreachable' });
  expect(errors).toEqual(Array(3).fill(['store', 'Error: The connection was lost.']));
  await other.close();
});

test('the member can be cancelled', async () => {
  const cancelled = host.cancel(MEMBER);
  // The next commit follows a second after the failed one.
  await pass(2_000);
  const view = await cancelled;
  expect(view).toMatchObject({ outcome: { outcome: 'failed', reason: 'cancelled' } });
  expect(await host.view(MEMBER)).toEqual(view);
});
