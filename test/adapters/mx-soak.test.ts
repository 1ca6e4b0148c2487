import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMx, type MxCallOptions } from '@mx-member/adapters/mx';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFixedLimiter } from '../../packages/http/src/limits/limiter.ts';
import { runCount } from '../support/run-count.ts';

/** Many calls of one client with faults, aborts and limits: what stays in memory, and what is sent. */

const CALLS = Math.min(50_000, runCount(1_000));
const AT_ONCE = 200;
const MEGABYTE = 2 ** 20;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
/** Waits for finalizers, which the platform runs between two turns of the event loop. */
async function heap(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().heapUsed;
}

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const numberOf = (url: string): number => Number(/MBR-(\d+)/.exec(url)?.[1]);
const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const RUNNING = { member: { connection_status: 'CREATED', is_being_aggregated: true } };
const BROKEN = { error: { message: 'SECRET-body', error_code: 1001 } };

/** What MX or the network does with a request. */
const FATES: readonly ((request: Request) => Response | Promise<Response>)[] = [
  () => Response.json(RUNNING),
  () => Response.json(RUNNING),
  () => later(700).then(() => Response.json(RUNNING)),
  () => Response.json(BROKEN, { status: 500, headers: { 'x-request-id': 'r-1' } }),
  () => Response.json(BROKEN, { status: 429, headers: { 'retry-after': '1' } }),
  () => Response.json(BROKEN, { status: 401 }),
  () => new Response('{"member":"SECRET-body"'),
  () => new Response(new ReadableStream({ pull: () => later(400) })),
  () => new Response(new ReadableStream({ pull: () => later(400) }), { status: 503 }),
  () => {
    throw new TypeError('SECRET-network');
  },
  // Ignores its signal.
  () => later(30_000).then(() => Response.json(RUNNING)),
  ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
];

test(`${CALLS} calls leak no memory and no secret, and send each command once`, async () => {
  const next = random(20250224);
  const pick = <One>(all: readonly One[]): One => all[Math.floor(next() * all.length)] as One;
  const sent = new Uint8Array(CALLS);
  const seen = { requests: 0, responses: 0, errors: 0, leaks: 0, aborted: 0, rateLimited: 0 };
  const look = (shown: unknown) => {
    if (/SECRET|U0VDUkVU/.test(inspect(shown, { depth: 9, showHidden: true }))) seen.leaks += 1;
  };

  const mx = createMx({
    clientId: 'client',
    apiKey: () => {
      if (next() < 0.02) throw new Error('SECRET-vault');
      return 'SECRET-key';
    },
    environment: 'integration',
    timeout: 2_000,
    // These 429s do not depend on the rate, so a learning limiter would be misled.
    limiter: createFixedLimiter({ requestsPerSecond: 60, maxConcurrent: 20, maxQueue: 120 }),
    fetch: async (request) => {
      const number = numberOf(request.url);
      sent[number] = Number(sent[number]) + 1;
      return pick(FATES)(request);
    },
    onRequest: (event) => {
      seen.requests += 1;
      look(event);
    },
    onResponse: (event) => {
      seen.responses += 1;
      look(event);
    },
  });

  const shared = new AbortController();
  const signals = new Set<AbortSignal>();

  /** One call. Commands must be sent at most once. */
  async function call(number: number): Promise<void> {
    const member = { userGuid: 'USR-1', memberGuid: `MBR-${number}` };
    const secrets = [{ guid: 'CRD-1', value: 'SECRET-answer' }];
    const controller = new AbortController();
    const signal = pick([controller.signal, shared.signal]);
    if (next() < 0.3) setTimeout(() => controller.abort('left'), next() * 4_000);
    signals.add(signal);
    const options: MxCallOptions = { signal, priority: Math.floor(next() * 3) };
    const commands = [
      () => mx.startJob({ member, job: 'aggregate' }, options),
      () => mx.submitAnswers({ member, answers: secrets }, options),
      () => mx.updateCredentials({ member, credentials: secrets }, options),
    ];
    const isCommand = next() < 0.6;
    const run = isCommand ? pick(commands) : () => mx.readMember({ member }, options);
    try {
      await run();
      expect(sent[number]).toBeGreaterThan(0);
    } catch (error) {
      seen.errors += 1;
      look(error);
      if (error === 'left') seen.aborted += 1;
      else if (Object(error).status !== undefined) expect(sent[number]).toBeGreaterThan(0);
      else if (Object(error).code === 'rateLimited') {
        seen.rateLimited += 1;
        if (isCommand) expect(sent[number]).toBe(0);
      }
    }
    if (isCommand) expect(sent[number]).toBeLessThanOrEqual(1);
  }

  let warm = 0;
  for (let first = 0; first < CALLS; first += AT_ONCE) {
    const calls = Array.from({ length: AT_ONCE }, (_, index) => call(first + index));
    await vi.advanceTimersByTimeAsync(90_000);
    await Promise.all(calls);
    for (const signal of signals) expect(getEventListeners(signal, 'abort')).toEqual([]);
    signals.clear();
    expect(vi.getTimerCount()).toBe(0);
    if (first === Math.floor(CALLS / 4 / AT_ONCE) * AT_ONCE) warm = await heap();
  }

  expect((await heap()) - warm).toBeLessThan(3 * MEGABYTE);
  expect(seen.leaks).toBe(0);
  expect(seen.responses).toBe(seen.requests);
  // The faults really happened.
  expect(seen.requests).toBeGreaterThan(CALLS / 2);
  expect(Math.min(seen.errors, seen.aborted, seen.rateLimited)).toBeGreaterThan(CALLS / 100);
});
