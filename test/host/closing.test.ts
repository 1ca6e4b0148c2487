import { createHost, createMemoryStore } from '@mx-member/host';
import type { MemberPort, Reading } from '@mx-member/machine/step';
import { expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { idle, running } from '../support/fake-member.ts';
import { pass, settle } from '../support/fake-timers.ts';
import { eachWithHosts, open, passUntilDone } from './support/open-hosts.ts';

/** How hosts close while calls and commits are in progress. */

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;

eachWithHosts();

/** An MX whose replies the test controls. */
function manualPort() {
  const open: {
    readonly call: string;
    readonly signal?: AbortSignal;
    reply(reading: Reading): void;
  }[] = [];
  const call =
    (name: string) =>
    (_: object, { signal }: { readonly signal?: AbortSignal } = {}) =>
      new Promise<Reading>((reply) => {
        open.push({ call: name, reply, ...(signal && { signal }) });
      });
  const port: MemberPort = {
    startJob: call('startJob'),
    readStatus: call('readStatus'),
    submitAnswers: call('submitAnswers'),
  };
  return { port, open };
}

test('close aborts polls, and waits for a running start', async () => {
  const store = createMemoryStore();
  const { port, open: calls } = manualPort();
  const host = await open({ port, store });
  await host.start({ member: memberOf(2), job: null });
  await pass(2_000);
  await host.start(INPUT);
  await settle();
  calls[1]?.reply(idle('CREATED'));
  await settle();
  expect(calls.map(({ call }) => call)).toEqual(['readStatus', 'readStatus', 'startJob']);
  let isClosed = false;
  const closed = host.close().then(() => {
    isClosed = true;
  });
  await settle();
  expect(calls.map(({ signal }) => signal?.aborted)).toEqual([true, false, false]);
  expect(isClosed).toBe(false);
  calls[2]?.reply(running('CONNECTED', { aggregatedAt: '2026-01-01T00:00:00Z' }));
  await closed;
  // The record says that the start has arrived.
  expect(JSON.parse((await store.find(MEMBER))?.text ?? '').context).toMatchObject({
    pendingStart: 'none',
    evidence: { of: 'reply' },
  });
});

test('the late result of a dropped call is ignored', async () => {
  const { port, open: calls } = manualPort();
  const host = await open({ port });
  await host.start({ ...INPUT, job: null });
  await pass(2_000);
  const end = await host.cancel(MEMBER);
  expect(calls[0]?.signal?.aborted).toBe(true);
  calls[0]?.reply(idle('CONNECTED'));
  await settle();
  expect(await host.view(MEMBER)).toEqual(end);
});

const never = () => new Promise<never>(() => {});

test('a host with a hanging port closes within 10 s and reports the unfinished start, and the next host polls first', async () => {
  const store = createMemoryStore();
  const left: unknown[] = [];
  const hanging = await createHost({
    port: { startJob: never, readStatus: async () => idle('CREATED'), submitAnswers: never },
    store,
    onLeft: (work) => left.push(work),
  });
  await hanging.start(INPUT);
  await settle();
  await passUntilDone(hanging.close(), 10_000);
  expect(left).toEqual([
    {
      calls: [{ member: MEMBER, call: 'startJob' }],
      outcomes: [],
      unkept: [],
      isStoreOpen: false,
    },
  ]);
  const bank = new Bank({ rounds: 0 });
  bank.begin(MEMBER);
  const next = await open({ port: bank, store });
  await pass(60_000);
  expect(await next.view(MEMBER)).toMatchObject({ state: 'connected' });
  expect(bank.startsOf(MEMBER)).toBe(0);
});

test('a host with a hanging store closes within 10 s, reports unsaved records, and rejects waiting callers', async () => {
  const store = createMemoryStore();
  const left: unknown[] = [];
  let isHanging = false;
  const host = await createHost({
    port: new Bank({ step: 3_600_000 }),
    store: {
      ...store,
      commit: (changes, options) => (isHanging ? never() : store.commit(changes, options)),
      close: never,
    },
    onLeft: (work) => left.push(work),
  });
  await host.start(INPUT);
  await pass(5_000);
  isHanging = true;
  const cancelling = host.cancel(MEMBER).catch((thrown: unknown) => thrown);
  await settle();
  await passUntilDone(host.close(), 10_000);
  expect(left).toEqual([{ calls: [], outcomes: [], unkept: [MEMBER], isStoreOpen: true }]);
  expect(await cancelling).toMatchObject({ name: 'HostError', code: 'unreachable' });
});
