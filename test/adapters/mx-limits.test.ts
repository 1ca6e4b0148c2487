import { createLimiter } from '@mx-member/adapters/limiter';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { code, fakeMx, hanging, json } from '../support/fake-mx.ts';

const RUNNING = json({ member: { connection_status: 'CREATED', is_being_aggregated: true } });
const one = (index: number) => ({ member: { userGuid: 'USR-1', memberGuid: `MBR-${index}` } });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An MX that answers on command. */
function slowMx(options: Parameters<typeof fakeMx>[1]) {
  const waiting: (() => void)[] = [];
  const fake = fakeMx(
    [() => new Promise((resolve) => waiting.push(() => resolve(RUNNING() as Response)))],
    options,
  );
  return { ...fake, answerOne: () => waiting.shift()?.() };
}

test('maxConcurrent limits the running requests of all members together', async () => {
  const { mx, sent, answerOne } = slowMx({ maxConcurrent: 2 });
  const readings = [1, 2, 3, 4].map((index) => mx.readStatus(one(index)));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(2);
  answerOne();
  await readings[0];
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(3);
  for (let left = 3; left > 0; left--) {
    answerOne();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(await Promise.all(readings)).toHaveLength(4);
});

test('requestsPerSecond limits the requests that start in any second, including retries', async () => {
  const { mx, sent } = fakeMx([code(500), RUNNING], { requestsPerSecond: 2 });
  const reads = [1, 2, 3].map((index) => mx.readMember(one(index)));
  await vi.advanceTimersByTimeAsync(999);
  expect(sent).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toHaveLength(4);
  await Promise.all(reads);
});

test('a client without limits sends every request at once until MX refuses one', async () => {
  const { mx, sent } = slowMx({});
  for (let index = 0; index < 100; index++) mx.readStatus(one(index)).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(100);
});

test('a call that is aborted while it waits for its turn is never sent', async () => {
  const controller = new AbortController();
  const { mx, sent, answerOne } = slowMx({ maxConcurrent: 1 });
  const first = mx.readStatus(one(1));
  const answers = [{ guid: 'CRD-1', value: 'x' }];
  const second = mx.submitAnswers({ ...one(2), answers }, { signal: controller.signal });
  const ended = expect(second).rejects.toBe('left');
  await vi.advanceTimersByTimeAsync(0);
  controller.abort('left');
  await ended;
  answerOne();
  await first;
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toHaveLength(1);
});

test('the wait for a turn does not count towards the time limit of a request', async () => {
  const { mx, sent } = fakeMx([hanging, hanging, hanging, RUNNING], {
    maxConcurrent: 1,
    timeout: 1000,
  });
  const lost = [1, 2, 3].map((index) =>
    expect(mx.startJob({ ...one(index), job: 'aggregate' })).rejects.toMatchObject({
      code: 'unreachable',
    }),
  );
  const last = mx.startJob({ ...one(4), job: 'aggregate' });
  await vi.advanceTimersByTimeAsync(3000);
  await Promise.all(lost);
  expect(await last).toMatchObject({ connectionStatus: 'CREATED' });
  expect(sent).toHaveLength(4);
});

test('users take turns, and higher priorities go first', async () => {
  const { mx, sent } = fakeMx([RUNNING], { requestsPerSecond: 1 });
  const read = (user: number, member: number, options = {}) =>
    mx.readStatus({ member: { userGuid: `USR-${user}`, memberGuid: `MBR-${member}` } }, options);
  const reads = [read(0, 0), read(1, 1), read(1, 2), read(1, 3), read(2, 4)];
  const first = read(3, 5, { priority: 1 });
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all([...reads, first]);
  const members = sent.map(({ path }) => /MBR-(\d)/.exec(path)?.[1]);
  expect(members).toEqual(['0', '5', '1', '4', '2', '3']);
});

test('one limiter serves several clients', async () => {
  const limiter = createLimiter({ maxConcurrent: 1 });
  const [a, b] = [slowMx({ limiter }), slowMx({ limiter })];
  const reads = [a.mx.readStatus(one(1)), b.mx.readStatus(one(2))];
  await vi.advanceTimersByTimeAsync(0);
  expect([a.sent.length, b.sent.length]).toEqual([1, 0]);
  a.answerOne();
  await vi.advanceTimersByTimeAsync(0);
  expect(b.sent).toHaveLength(1);
  b.answerOne();
  expect(await Promise.all(reads)).toHaveLength(2);
});

test('a request that finds the queue full is refused with a code and not sent', async () => {
  const { mx, sent, answerOne } = slowMx({ maxConcurrent: 1, maxQueue: 1 });
  const reads = [mx.readStatus(one(1)), mx.readStatus(one(2))];
  await vi.advanceTimersByTimeAsync(0);
  const answers = [{ guid: 'CRD-1', value: 'x' }];
  const refused = { retryAfter: 1_000 };
  await expect(mx.readStatus(one(3))).rejects.toMatchObject({ code: 'rateLimited', ...refused });
  await expect(mx.submitAnswers({ ...one(3), answers })).rejects.toMatchObject({
    code: 'notSent',
    ...refused,
  });
  for (const read of reads) {
    answerOne();
    await read;
  }
  expect(sent).toHaveLength(2);
});

test.each([
  [{ limiter: {} }, /limiter must have a function acquire/],
  [{ limiter: createLimiter({}), requestsPerSecond: 1 }, /a shared limiter already has limits/],
  [{ maxConcurrent: 1, maxWait: 0 }, /createMx: `maxWait` must be a whole number above 0/],
])('invalid limits are refused: %o', (options, words) => {
  expect(() => fakeMx([], options as Parameters<typeof fakeMx>[1])).toThrow(words);
});

test.each([
  { requestsPerSecond: 0.5 },
  { maxConcurrent: 0 },
  { maxQueue: -1 },
  { maxWait: Number.NaN },
])('a limiter of %o is refused', (limits) => {
  expect(() => createLimiter(limits)).toThrow(/createLimiter: `?\w+`? must be a whole number/);
});
