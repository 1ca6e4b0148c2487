import { createLimiter } from '@mx-member/adapters/limiter';
import { createMx } from '@mx-member/adapters/mx';
import { createRelay } from '@mx-member/adapters/relay';
import type { MemberId, Reading } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MEMBER } from '../support/fake-mx.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import {
  answered,
  nothingCalled,
  READ,
  READING,
  refused,
  relaySetUp,
  requestOf,
  START,
  SUBMIT,
} from '../support/relay.ts';

beforeEach(stopTime);
afterEach(releaseTime);

const never = () => new Promise<never>(() => undefined);

/** The user whom a header names. */
const byHeader = ({ headers }: Request) => ({ userGuid: headers.get('x-user') ?? '' });

/** The result of a response after this much time. `undefined` if it has not arrived. */
async function answerWithin(ms: number, response: Promise<Response>) {
  let done: Response | undefined;
  response.then((one) => {
    done = one;
  });
  await pass(ms, () => done !== undefined);
  await settle();
  return done && answered(done);
}

describe('every wait has a limit', () => {
  test('authorize', async () => {
    let given: AbortSignal | undefined;
    const hanging = (...args: unknown[]) => {
      given = (args.at(-1) as { signal: AbortSignal }).signal;
      return never();
    };
    const relay = relaySetUp({ authorize: hanging, timeout: 5000 });
    expect(await answerWithin(5001, relay.send(SUBMIT))).toEqual(refused(503, 'unavailable'));
    expect(given?.aborted).toBe(true);
    nothingCalled(relay);
  });

  test('a slow body is cut off, even if 200 callers send half a body', async () => {
    const cancelled = vi.fn();
    const half = () =>
      new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"call":')),
        cancel: cancelled,
      });
    const callerLimits = { maxConcurrent: 200, requestsPerSecond: 1_000 };
    const { send } = relaySetUp({ timeout: 5000, callerLimits });
    const all = Promise.all(Array.from({ length: 200 }, () => send(half())));
    await pass(5001);
    const responses = await all;
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([408]));
    expect(responses[0]?.headers.get('connection')).toBe('close');
    expect(await answered(responses[0] as Response)).toEqual(refused(408, 'too-slow'));
    expect(cancelled).toHaveBeenCalledTimes(200);
  });

  test.each([
    [READ, 'readStatus', 'unreachable'],
    [START, 'startJob', 'unreachable'],
    [SUBMIT, 'submitAnswers', 'lost'],
  ] as const)('a port that hangs is cut off: $call', async (body, call, code) => {
    const relay = relaySetUp({}, { [call]: never });
    const hung = { status: 503, problem: 'unavailable', fault: code };
    expect(await answerWithin(60_001, relay.send(body))).toEqual(hung);
  });
});

describe('one command for a member runs at a time', () => {
  test('another command is refused at once with a wait, but a poll is not', async () => {
    let finish = (_: Reading) => {};
    const startJob = vi.fn(
      () =>
        new Promise<Reading>((resolve) => {
          finish = resolve;
        }),
    );
    const relay = relaySetUp({ callerLimits: { maxConcurrent: 10 } }, { startJob });
    const first = relay.send(START);
    await settle();
    for (const command of [START, SUBMIT]) {
      const response = await relay.send(command);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await answered(response)).toEqual({
        ...refused(429, 'command-running'),
        retryAfter: 1000,
      });
    }
    expect(startJob).toHaveBeenCalledOnce();
    expect(relay.calls.submitAnswers).not.toHaveBeenCalled();
    expect((await relay.send(READ)).status).toBe(200);
    const member = { ...MEMBER, memberGuid: 'MBR-2' };
    expect((await relay.send({ ...SUBMIT, member })).status).toBe(200);

    finish(READING);
    expect((await first).status).toBe(200);
    expect((await relay.send(SUBMIT)).status).toBe(200);
  });

  test('a failed command makes room for the next', async () => {
    const startJob = vi.fn(() => Promise.reject(new Error('a mistake')));
    const { send } = relaySetUp({}, { startJob });
    await send(START);
    await send(START);
    expect(startJob).toHaveBeenCalledTimes(2);
  });
});

describe('each caller has its own limits', () => {
  /** Requests of two users, who are named by a header or by their members. */
  const users = (isNamed: boolean) => {
    const reads: string[] = [];
    const readStatus = vi.fn(async ({ member }: { member: MemberId }) => {
      reads.push(member.userGuid);
      return never();
    });
    const relay = relaySetUp(isNamed ? { authorize: byHeader } : {}, { readStatus });
    const poll = (user: string) =>
      relay.send({ ...READ, member: { ...MEMBER, userGuid: user } }, { 'x-user': user });
    return { reads, poll };
  };

  test.each([
    ['named by `authorize`', true],
    ['known by its member', false],
  ])(
    '%s, surplus requests wait and are then refused, and other callers do not wait',
    async (_, isNamed) => {
      const { reads, poll } = users(isNamed);
      const all = Array.from({ length: 38 }, () => poll('USR-1'));
      const surplus = (await Promise.all(all.slice(36))).map(answered);
      expect(await Promise.all(surplus)).toEqual(
        Array(2).fill({
          ...refused(429, 'rate-limited'),
          retryAfter: expect.any(Number),
        }),
      );
      poll('USR-2');
      await settle();
      expect(reads.sort()).toEqual([...Array(4).fill('USR-1'), 'USR-2']);
      // Nothing waits forever: queued requests are refused after a while.
      expect(await answerWithin(10_001, all[4] as Promise<Response>)).toMatchObject({
        status: 429,
      });
    },
  );

  test('an aborted wait makes room in the queue', async () => {
    const reads = vi.fn(never);
    const relay = relaySetUp(
      { callerLimits: { maxConcurrent: 1, maxQueue: 1 } },
      {
        readStatus: reads,
      },
    );
    relay.send();
    await settle();
    const caller = new AbortController();
    const waiting = relay.send(READ, {}, { signal: caller.signal });
    await settle();
    expect((await relay.send()).status).toBe(429);
    caller.abort();
    await waiting;
    relay.send();
    await settle();
    expect(reads).toHaveBeenCalledOnce();
  });

  test('the default is twenty calls a second, and each limit can be set', async () => {
    const statuses = async (options: object) => {
      const { send } = relaySetUp(options);
      const sent = Array.from({ length: 24 }, () => send().then(({ status }) => status));
      await pass(900);
      return (await Promise.race([Promise.all(sent), settle()])) ?? 'some wait';
    };
    expect(await statuses({})).toBe('some wait');
    expect(await statuses({ callerLimits: { requestsPerSecond: 40 } })).toHaveLength(24);
    expect(() => relaySetUp({ callerLimits: { maxConcurrent: 0 } })).toThrow(TypeError);
  });
});

test('300 commands of one user do not delay the poll of another, and the surplus is refused', async () => {
  const CALL_TIME = 77;
  let requests = 0;
  const mx = createMx({
    clientId: 'client',
    apiKey: 'key',
    environment: 'integration',
    limiter: createLimiter({ maxConcurrent: 2 }),
    fetch: async () => {
      requests += 1;
      await new Promise((resolve) => setTimeout(resolve, CALL_TIME));
      return Response.json({ member: { connection_status: 'CREATED', is_being_aggregated: true } });
    },
  });
  const relay = createRelay(mx, {
    authorize: byHeader,
  });
  const call = (user: string, asked: Parameters<typeof requestOf>[0]) => {
    const { path, method, body } = requestOf(asked);
    return relay(
      new Request(`https://app.example${path}`, {
        method,
        body,
        headers: { 'content-type': 'application/json', 'x-user': user },
      }),
    );
  };
  const took = async (): Promise<number> => {
    const from = Date.now();
    let to = from;
    const poll = call('USR-2', { ...READ, member: { ...MEMBER, userGuid: 'USR-2' } });
    poll.then(() => {
      to = Date.now();
    });
    await pass(10_000, () => to !== from);
    return to - from;
  };
  const alone = await took();
  expect(alone).toBe(CALL_TIME);

  const storm = Array.from({ length: 300 }, (_, index) =>
    call('USR-1', { ...START, member: { ...MEMBER, memberGuid: `MBR-${index}` } }),
  );
  await settle();
  expect((await took()) - alone).toBeLessThanOrEqual(alone);

  await pass(20_000);
  const all = await Promise.all(storm);
  const surplus = all.filter(({ status }) => status !== 200);
  expect(surplus.length).toBeGreaterThan(250);
  for (const one of surplus) {
    expect(Number(one.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answered(one)).toMatchObject({ status: 429, problem: 'rate-limited' });
  }
  expect(requests).toBe(2 + all.length - surplus.length);
});
