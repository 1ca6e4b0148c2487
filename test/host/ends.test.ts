import { createHost, createMemoryStore } from '@mx-member/host';
import { expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, settle } from '../support/fake-timers.ts';
import { eachWithHosts, open, passUntilDone } from './support/open-hosts.ts';

/** How lifecycles end at a host. `closing.test.ts` shows how hosts close. */

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;

eachWithHosts();

test('onEnded is called again until it resolves, with growing waits, and its errors are reported', async () => {
  const calls: number[] = [];
  const errors: unknown[] = [];
  const host = await open({
    port: new Bank({ rounds: 0 }),
    onEnded: async () => {
      calls.push(Date.now());
      if (calls.length < 4) throw new Error('our database is down');
    },
    onError: (thrown, where) => errors.push([where, String(thrown)]),
  });
  await host.start(INPUT);
  await host.cancel(MEMBER);
  await pass(120_000);
  const [from = 0] = calls;
  expect(calls.map((at) => at - from)).toEqual([0, 1_000, 3_000, 7_000]);
  expect(errors).toEqual(Array(3).fill(['onEnded', 'Error: our database is down']));
});

test('an ended member is shown for the retention, and then forgotten', async () => {
  const hour = 3_600_000;
  const host = await open({ port: new Bank(), retention: 5 * hour });
  await host.start(INPUT);
  const end = await host.cancel(MEMBER);
  await pass(4.5 * hour);
  expect(await host.view(MEMBER)).toEqual(end);
  await pass(2 * hour);
  await expect(host.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
});

test('a clock that jumps 8 days ahead at a restart does not make the host forget members', async () => {
  const day = 24 * 3_600_000;
  const store = createMemoryStore();
  const first = await createHost({ port: new Bank(), store });
  await first.start(INPUT);
  const end = await first.cancel(MEMBER);
  await pass(2 * 3_600_000);
  await first.close();
  vi.setSystemTime(Date.now() + 8 * day);
  const bank = new Bank();
  const second = await open({ port: bank, store });
  await pass(2 * 3_600_000);
  // Repeating the start starts nothing.
  expect(await second.start(INPUT)).toEqual(end);
  vi.setSystemTime(Date.now() - 30 * day);
  await pass(6.5 * day);
  expect(await second.view(MEMBER)).toEqual(end);
  expect(bank.calls).toEqual([]);
  await pass(day);
  await expect(second.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
});

test('records, views, requests and errors do not contain an answer', async () => {
  const secret = 'unmistakable-answer';
  const store = createMemoryStore();
  const seen: unknown[] = [];
  const bank = new Bank();
  const host = await open({
    port: {
      startJob: (request, options) => bank.startJob(request, options),
      readStatus: (request, options) => bank.readStatus(request, options),
      submitAnswers: (request, options) => {
        seen.push(JSON.stringify(request), { ...request });
        return bank.submitAnswers(request, options);
      },
    },
    store: {
      ...store,
      commit: (changes, options) => {
        seen.push(changes);
        return store.commit(changes, options);
      },
    },
    onEnded: (_, view) => void seen.push(view),
  });
  await host.start(INPUT);
  await pass(10_000);
  const { challenges, prompt } = await host.view(MEMBER);
  const answers = challenges.map(({ guid }) => ({ guid, value: secret }));
  seen.push(await host.answer(MEMBER, { answers, prompt }));
  await pass(20_000);
  seen.push(await host.view(MEMBER));
  expect(bank.received).toMatchObject([{ value: secret }]);
  expect(JSON.stringify(seen)).not.toContain(secret);
});

test('a hanging handler does not delay other outcomes, and is called again after its time limit', async () => {
  const calls: [guid: string, at: number][] = [];
  const signals: AbortSignal[] = [];
  const errors: unknown[] = [];
  const host = await open({
    port: new Bank({ rounds: 0 }),
    onEndedTimeout: 20_000,
    onEnded: ({ memberGuid }, _, { signal }) => {
      calls.push([memberGuid, Date.now()]);
      signals.push(signal);
      return memberGuid === 'MBR-100' ? Promise.resolve() : new Promise(() => {});
    },
    onError: (thrown, where) => errors.push([where, Object(thrown).name]),
  });
  for (let index = 1; index <= 100; index++) {
    await host.start({ member: memberOf(index), job: 'aggregate' });
    await host.cancel(memberOf(index));
  }
  const from = Date.now();
  await pass(4_000);
  expect(calls).toHaveLength(100);
  expect(calls.at(-1)).toEqual(['MBR-100', from + 3_000]);
  await pass(21_000);
  expect(signals.map(({ aborted }) => aborted).slice(0, 100)).toEqual([
    ...Array(99).fill(true),
    false,
  ]);
  expect(errors.slice(0, 99)).toEqual(Array(99).fill(['onEnded', 'TimeoutError']));
  expect(calls.filter(([guid]) => guid === 'MBR-1').map(([, at]) => at - from)).toEqual([
    0, 21_000,
  ]);
});

test('an outcome that is acknowledged after the host was closed is delivered again', async () => {
  const store = createMemoryStore();
  const left: unknown[] = [];
  let acknowledge = () => {};
  const closing = await createHost({
    port: new Bank({ rounds: 0 }),
    store,
    closeTimeout: 5_000,
    onLeft: (work) => left.push(work),
    onEnded: () =>
      new Promise<void>((resolve) => {
        acknowledge = resolve;
      }),
  });
  await closing.start(INPUT);
  const { revision } = await closing.cancel(MEMBER);
  await settle();
  await passUntilDone(closing.close(), 5_000);
  expect(left).toEqual([
    { calls: [], outcomes: [{ member: MEMBER, revision }], unkept: [], isStoreOpen: false },
  ]);
  acknowledge();
  await settle();
  const ends: number[] = [];
  await open({ port: new Bank(), store, onEnded: (_, view) => void ends.push(view.revision) });
  await settle();
  expect(ends).toEqual([revision]);
});

test('invalid limits are refused', async () => {
  const port = new Bank();
  await expect(createHost({ port, requestsPerSecond: 0 })).rejects.toThrow(
    'createHost: `requestsPerSecond` must be a whole number above 0.',
  );
  await expect(createHost({ port, maxInFlight: 1.5 })).rejects.toThrow('maxInFlight');
});

test('pacing and deadlines of the host apply to all members, and an input overrides them', async () => {
  const bank = new Bank({ step: 3_600_000 });
  const host = await open({
    port: bank,
    pacing: { busy: 50, busyMost: 50 },
    deadlines: { busy: 20_000 },
    unsafePacing: true,
  });
  bank.begin(MEMBER);
  bank.begin(memberOf(2));
  await host.start({ member: MEMBER, job: null });
  await host.start({ member: memberOf(2), job: null, pacing: { busy: 5_000 } });
  await pass(15_000);
  const count = (index: number) =>
    bank.calls.filter(({ member }) => member === memberOf(index).memberGuid).length;
  expect(count(1)).toBeGreaterThan(200);
  expect(count(2)).toBeLessThan(5);
  await pass(10_000);
  expect(await host.view(MEMBER)).toMatchObject({ outcome: { reason: 'tookTooLong' } });
});
