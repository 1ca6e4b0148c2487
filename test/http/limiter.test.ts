import { getEventListeners } from 'node:events';
import { MxError } from '@mx-member/machine';
import type { Limiter } from '@mx-member/machine/hosting';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLimiter } from '../../packages/http/src/limits/limiter.ts';
import { runCount } from '../support/run-count.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Makes another member of a user each time. */
let members = 0;
const member = (user: string) => ({ userGuid: user, memberGuid: `MBR-${members++}` });
const settle = () => vi.advanceTimersByTimeAsync(0);

/** Asks for a turn that never ends, and records who got it. */
function asks(limiter: Limiter, served: string[]) {
  return (name: string, priority = 0, signal?: AbortSignal) =>
    limiter.acquire({ member: member(name), priority, signal }).then(
      (release) => {
        served.push(name);
        return release;
      },
      (error) => error,
    );
}

test('one user with 300 requests for 300 members delays another by one', async () => {
  const limiter = createLimiter({ requestsPerSecond: 10 });
  const served: string[] = [];
  const ask = asks(limiter, served);
  for (let count = 0; count < 300; count++) ask('greedy');
  await settle();
  ask('modest');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(served.indexOf('modest')).toBeGreaterThan(-1);
  expect(served.indexOf('modest')).toBeLessThan(12);
});

test('a higher priority goes first, however long others have waited', async () => {
  const served: string[] = [];
  const ask = asks(createLimiter({ maxConcurrent: 1 }), served);
  const first = ask('a');
  for (const [name, priority] of [
    ['b', -1],
    ['c', 0],
    ['d', 5],
  ] as const)
    void ask(name, priority).then((release) => release());
  (await first)();
  await settle();
  expect(served).toEqual(['a', 'd', 'c', 'b']);
});

describe('a full queue', () => {
  test('refuses with the time until the queue will have been sent', async () => {
    const limiter = createLimiter({ requestsPerSecond: 2, maxQueue: 10 });
    const ask = asks(limiter, []);
    for (let count = 0; count < 12; count++) ask('a');
    const error = await ask('a');
    expect(error).toBeInstanceOf(MxError);
    expect(error).toMatchObject({ code: 'rateLimited', retryAfter: 5_000 });
    expect(error.message).toMatch(/not sent/);
  });

  test('makes room for users other than the one that fills it', async () => {
    const limiter = createLimiter({ maxConcurrent: 1, maxQueue: 4 });
    const served: string[] = [];
    const ask = asks(limiter, served);
    const running = ask('greedy');
    const greedy = [1, 2, 3, 4].map(() => ask('greedy'));
    const modest = ask('modest');
    expect(await greedy[3]).toMatchObject({ code: 'rateLimited' });
    (await running)();
    (await greedy[0])();
    await settle();
    expect(served).toEqual(['greedy', 'greedy', 'modest']);
    (await modest)();
  });

  test('can have a length of 0', async () => {
    const ask = asks(createLimiter({ maxConcurrent: 1, maxQueue: 0 }), []);
    const release = await ask('a');
    expect(await ask('b')).toMatchObject({ code: 'rateLimited' });
    release();
    expect(await ask('b')).toBeTypeOf('function');
  });
});

test('a request that waits longer than the limit is refused, and no timer is left', async () => {
  const ask = asks(createLimiter({ maxConcurrent: 1, maxWait: 5_000 }), []);
  await ask('a');
  const late = ask('b');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await late).toMatchObject({ code: 'rateLimited' });
  expect(vi.getTimerCount()).toBe(0);
});

test('an aborted wait makes room, is not served, and leaves nothing behind', async () => {
  const served: string[] = [];
  const ask = asks(createLimiter({ requestsPerSecond: 1, maxQueue: 1 }), served);
  await ask('a');
  const controller = new AbortController();
  const left = ask('b', 0, controller.signal);
  controller.abort('left');
  expect(await left).toBe('left');
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  ask('c');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(served).toEqual(['a', 'c']);
  expect(await ask('d', 0, controller.signal)).toBe('left');
});

test('ending a turn twice counts once', async () => {
  const served: string[] = [];
  const ask = asks(createLimiter({ maxConcurrent: 1 }), served);
  const release = await ask('a');
  for (const name of ['b', 'c']) ask(name);
  release();
  release();
  await settle();
  expect(served).toEqual(['a', 'b']);
});

test('for any input the limits hold, every request is served or refused, and nothing is left', async () => {
  const request = fc.record({
    gap: fc.nat({ max: 400 }),
    name: fc.constantFrom('a', 'b', 'c'),
    priority: fc.nat({ max: 1 }),
    hold: fc.nat({ max: 3_000 }),
    leavesAfter: fc.option(fc.nat({ max: 2_000 }), { nil: undefined }),
  });
  const limits = fc.record({
    maxConcurrent: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    requestsPerSecond: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    maxQueue: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
  });
  const property = fc.asyncProperty(
    limits,
    fc.array(request, { maxLength: 40 }),
    async (of, all) => {
      const limiter = createLimiter({ ...of, maxWait: 60_000 });
      const starts: number[] = [];
      let running = 0;
      let settled = 0;
      const signals: AbortSignal[] = [];
      for (const { gap, name, priority, hold, leavesAfter } of all) {
        await vi.advanceTimersByTimeAsync(gap);
        const controller = new AbortController();
        const { signal } = controller;
        signals.push(signal);
        if (leavesAfter !== undefined) setTimeout(() => controller.abort('left'), leavesAfter);
        limiter
          .acquire({ member: name === 'c' ? null : member(name), priority, signal })
          .then(
            (release) => {
              expect(signal.aborted).toBe(false);
              starts.push(performance.now());
              running += 1;
              expect(running).toBeLessThanOrEqual(of.maxConcurrent ?? Number.POSITIVE_INFINITY);
              setTimeout(() => {
                running -= 1;
                release();
              }, hold);
            },
            (error) => expect(error === 'left' || error.code === 'rateLimited').toBe(true),
          )
          .finally(() => {
            settled += 1;
          });
      }
      await vi.runAllTimersAsync();
      expect(settled).toBe(all.length);
      expect(vi.getTimerCount()).toBe(0);
      for (const signal of signals) expect(getEventListeners(signal, 'abort')).toEqual([]);
      for (const start of starts)
        expect(
          starts.filter((one) => one >= start && one < start + 1_000).length,
        ).toBeLessThanOrEqual(of.requestsPerSecond ?? Number.POSITIVE_INFINITY);
    },
  );
  await fc.assert(property, { numRuns: runCount(200) });
});
