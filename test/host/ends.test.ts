import { createHost, createMemoryStore } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberPort, Reading } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { idle, running } from '../support/fake-member.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';

/** How members and hosts end. */

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;

let hosts: MemberHost[] = [];
const open = async (...args: Parameters<typeof createHost>): Promise<MemberHost> => {
  const host = await createHost(...args);
  hosts.push(host);
  return host;
};

beforeEach(stopTime);
afterEach(async () => {
  for (const host of hosts) await host.close();
  hosts = [];
  releaseTime();
});

test('onEnded is called again until it resolves, later each time, and what it throws is reported', async () => {
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

test('a finished member can be seen for the retention, and is then forgotten', async () => {
  const hour = 3_600_000;
  const host = await open({ port: new Bank(), retention: 5 * hour });
  await host.start(INPUT);
  const end = await host.cancel(MEMBER);
  await pass(4.5 * hour);
  expect(await host.view(MEMBER)).toEqual(end);
  await pass(2 * hour);
  await expect(host.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
});

/** MX whose replies the test gives. */
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

test('a host that is closed aborts polls, and waits for a start that is under way', async () => {
  const store = createMemoryStore();
  const { port, open: calls } = manualPort();
  const host = await open({ port, store });
  await host.start({ member: memberOf(2), job: null });
  await pass(2_000);
  await host.start(INPUT);
  await settle();
  expect(calls.map(({ call }) => call)).toEqual(['readStatus', 'startJob']);
  let isClosed = false;
  const closed = host.close().then(() => {
    isClosed = true;
  });
  await settle();
  expect(calls.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
  expect(isClosed).toBe(false);
  calls[1]?.reply(running('CONNECTED', { aggregatedAt: '2026-01-01T00:00:00Z' }));
  await closed;
  // The start is known to have arrived.
  expect((await store.find(MEMBER))?.context).toMatchObject({
    pendingStart: 'none',
    evidence: { of: 'running' },
  });
});

test('a call that is dropped changes nothing when it returns', async () => {
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

test('an answer is in no record, view, request or error', async () => {
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

test('options that are no limits are refused', async () => {
  const port = new Bank();
  await expect(createHost({ port, requestsPerSecond: 0 })).rejects.toThrow(
    'createHost: requestsPerSecond must be a whole number of at least 1.',
  );
  await expect(createHost({ port, maxInFlight: 1.5 })).rejects.toThrow('maxInFlight');
});

test('pacing and deadlines of the host are for all members; those of an input go first', async () => {
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

test('a limiter is asked for a place for each call, which it gets back', async () => {
  const places: string[] = [];
  let taken = 0;
  const host = await open({
    port: new Bank({ rounds: 0 }),
    limiter: {
      acquire: async ({ member, priority }) => {
        places.push(`${member?.memberGuid} ${priority}`);
        taken += 1;
        return () => {
          taken -= 1;
        };
      },
    },
  });
  await host.start(INPUT);
  await pass(30_000);
  expect(await host.view(MEMBER)).toMatchObject({ state: 'connected' });
  // The start and the first poll go first.
  expect(places).toEqual(['MBR-1 1', 'MBR-1 1', 'MBR-1 0']);
  expect(taken).toBe(0);
});
