import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { code, fakeMx, hanging, MEMBER, member, offline } from '../support/fake-mx.ts';
import { refusal } from '../support/refusal.ts';

const RUNNING = member({ connection_status: 'CREATED', is_being_aggregated: true });
const answers = [{ guid: 'CRD-1', value: 'x' }];
const TIMEOUT = 10_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The result of a call, while time advances as needed. A failure is its code. */
async function outcome(call: Promise<unknown>) {
  const ended = call.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
  await vi.advanceTimersByTimeAsync(4 * TIMEOUT);
  return ended;
}

const FAULTS = [
  ['the connection drops', offline],
  ['MX does not answer', hanging],
  ['MX answers 500', code(500)],
  ['MX answers 503', code(503)],
  ['MX answers 429', code(429)],
] as const;

test.each(FAULTS)('a read is tried three times when %s', async (_, fault) => {
  const { mx, sent } = fakeMx([fault, fault, fault, RUNNING]);
  expect(await outcome(mx.readMember({ member: MEMBER }))).toMatch(/unreachable|rateLimited/);
  expect(sent).toHaveLength(3);
});

test.each(FAULTS)('a read succeeds on the third try if %s twice', async (_, fault) => {
  const { mx } = fakeMx([fault, fault, RUNNING]);
  expect(await outcome(mx.readMember({ member: MEMBER }))).toBe('done');
});

test.each(FAULTS)(
  'a status is read once when %s, because the machine polls again',
  async (_, fault) => {
    const { mx, sent } = fakeMx([fault, RUNNING]);
    expect(await outcome(mx.readStatus({ member: MEMBER }))).toMatch(/unreachable|rateLimited/);
    expect(sent).toHaveLength(1);
  },
);

test.each(FAULTS)('answers are sent once even when %s', async (_, fault) => {
  const { mx, calls } = fakeMx([fault, RUNNING]);
  const submitting = mx.submitAnswers({ member: MEMBER, answers });
  expect(await outcome(submitting)).toMatch(/unreachable|rateLimited/);
  expect(calls()).toEqual(['PUT /users/USR-1/members/MBR-1/resume']);
});

test.each(FAULTS)('a request that changes something is sent once when %s', async (_, fault) => {
  const { mx, sent } = fakeMx([fault]);
  const calls = [
    mx.startJob({ member: MEMBER, job: 'aggregate' }),
    mx.createUser(),
    mx.createMember({ userGuid: 'USR-1', institutionCode: 'mxbank' }),
    mx.updateCredentials({ member: MEMBER, credentials: answers }),
    mx.updateMember({ member: MEMBER, id: 'mine' }),
    mx.deleteMember({ member: MEMBER }),
  ];
  for (const end of await Promise.all(calls.map(outcome))) expect(end).not.toBe('done');
  expect(sent).toHaveLength(calls.length);
});

test.each([401, 403, 404, 405, 400, 422])('a read is not retried after %i', async (status) => {
  const { mx, sent } = fakeMx([code(status), RUNNING]);
  expect(await outcome(mx.readMember({ member: MEMBER }))).not.toBe('done');
  expect(sent).toHaveLength(1);
});

test('retries of many clients are spread out', async () => {
  const wait = async (random: number) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { mx, sent } = fakeMx([code(500), RUNNING]);
    const start = Date.now();
    const read = mx.readMember({ member: MEMBER });
    while (sent.length < 2) await vi.advanceTimersToNextTimerAsync();
    await read;
    return Date.now() - start;
  };
  expect(await wait(0)).toBe(150);
  expect(await wait(0.999)).toBeCloseTo(450, -1);
});

test('a retry waits as long as MX asks, and up to a quarter longer', async () => {
  const { mx, sent } = fakeMx([code(429, { 'retry-after': '3' }), RUNNING]);
  const read = mx.readMember({ member: MEMBER });
  await vi.advanceTimersByTimeAsync(2999);
  expect(sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(751);
  await read;
  expect(sent).toHaveLength(2);
});

test('a long wait is reported to the caller, and the client does not wait', async () => {
  const { mx, sent } = fakeMx([code(503, { 'retry-after': '120' }), RUNNING]);
  await expect(mx.readMember({ member: MEMBER })).rejects.toMatchObject({
    code: 'unreachable',
    retryAfter: 120_000,
  });
  expect(sent).toHaveLength(1);
});

const HOUR = 3_600_000;
const inAnHour = () => String(Math.floor((Date.now() + HOUR) / 1000));
test.each([
  ['RateLimit-Reset', () => '3600'],
  ['RateLimit-Reset', inAnHour],
  ['X-RateLimit-Retry-After', () => '3600'],
  ['X-RateLimit-Reset', inAnHour],
  ['X-Rate-Limit-Reset', inAnHour],
  ['Retry-After', () => 'Sun Nov  6 08:49:37 2994'],
])('a wait that only ky understands is not waited for: %s', async (name, value) => {
  const { mx, sent } = fakeMx([code(429, { [name]: value() }), RUNNING]);
  const read = mx.readMember({ member: MEMBER }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(await read).toEqual(refusal('rateLimited', { status: 429 }));
  expect(sent).toHaveLength(1);
});

test('a header with the remaining limit does not prevent a retry', async () => {
  const { mx } = fakeMx([code(500, { 'x-ratelimit-reset': inAnHour() }), RUNNING]);
  expect(await outcome(mx.readMember({ member: MEMBER }))).toBe('done');
});

test('an abort ends the wait for a retry', async () => {
  const controller = new AbortController();
  const { mx, sent } = fakeMx([code(429, { 'retry-after': '3' }), RUNNING]);
  const read = mx.readMember({ member: MEMBER }, { signal: controller.signal });
  await vi.advanceTimersByTimeAsync(1000);
  controller.abort('left');
  await expect(read).rejects.toBe('left');
  await vi.advanceTimersByTimeAsync(5000);
  expect(sent).toHaveLength(1);
});

test('a request that takes too long is cancelled, not only ignored', async () => {
  const { mx, sent } = fakeMx([hanging]);
  await outcome(mx.submitAnswers({ member: MEMBER, answers }));
  expect(sent.map(({ signal }) => signal.aborted)).toEqual([true]);
});

test('a body that never ends is cut off by the time limit', async () => {
  const endless = () =>
    new Response(new ReadableStream({ pull: () => new Promise<void>(() => undefined) }));
  const { mx } = fakeMx([endless], { timeout: 2000 });
  const submitting = mx.submitAnswers({ member: MEMBER, answers });
  const ended = expect(submitting).rejects.toMatchObject({ code: 'unreachable' });
  await vi.advanceTimersByTimeAsync(2000);
  await ended;
});

test.each([0, 1, 4])('a read is retried as often as the caller asks: %i', async (retries) => {
  const { mx, sent } = fakeMx([code(500)]);
  expect(await outcome(mx.readMember({ member: MEMBER }, { retries }))).toBe('unreachable');
  expect(await outcome(mx.readStatus({ member: MEMBER }, { retries }))).toBe('unreachable');
  expect(sent).toHaveLength(2 * (retries + 1));
});

test('a call uses the time limit of its caller', async () => {
  const { mx, sent } = fakeMx([hanging]);
  const call = expect(
    mx.submitAnswers({ member: MEMBER, answers }, { timeout: 500 }),
  ).rejects.toMatchObject({ code: 'unreachable' });
  await vi.advanceTimersByTimeAsync(500);
  await call;
  expect(sent).toHaveLength(1);
});

test.each([
  [{ timeout: 0 }, /timeout must be a whole number of milliseconds/],
  [{ timeout: 2 ** 31 }, /timeout/],
  [{ retries: -1 }, /retries must be a whole number from 0 to 10/],
  [{ retries: 1.5 }, /retries/],
  [{ priority: Number.NaN }, /priority must be a finite number/],
])('a call with %o is refused, and nothing is sent', async (wrong, words) => {
  const { mx, sent } = fakeMx([RUNNING]);
  await expect(mx.readMember({ member: MEMBER }, wrong)).rejects.toThrow(words);
  await expect(mx.readStatus({ member: MEMBER }, wrong)).rejects.toBeInstanceOf(TypeError);
  expect(sent).toEqual([]);
});
