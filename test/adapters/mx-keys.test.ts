import { inspect } from 'node:util';
import { MxError } from '@mx-member/machine';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeMx, MEMBER, member } from '../support/fake-mx.ts';

/** A key from a function, because it rotates or comes from a vault. */

const RUNNING = member({ connection_status: 'CREATED', is_being_aggregated: true });
const start = { member: MEMBER, job: 'aggregate' } as const;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('the function is called before each request, so a new key is used at once', async () => {
  const keys = ['one', ' two\n'];
  const { mx, sent } = fakeMx([RUNNING], { apiKey: () => keys.shift() ?? '' });
  await mx.startJob(start);
  await mx.readStatus({ member: MEMBER });
  expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(
    ['one', 'two'].map((key) => `Basic ${btoa(`client:${key}`)}`),
  );
});

const OUTAGE = { code: 'unreachable', message: /API key could not be read/ };
const MISTAKE = { code: 'badReturn', path: 'apiKey', message: /apiKey did not return a key/ };

test.each([
  ['throws', () => Promise.reject(new Error('SECRET')), OUTAGE],
  ['gives none', () => '\n', MISTAKE],
  ['returns something else', () => ({ key: 'SECRET' }) as unknown as string, MISTAKE],
  ['returns two lines', () => 'SECRET\nSECRET', MISTAKE],
])('if it %s, nothing is sent and nothing is quoted', async (_, apiKey, expected) => {
  const { mx, sent } = fakeMx([RUNNING], { apiKey });
  const error = await mx.startJob(start).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MxError);
  expect(error).toMatchObject({
    ...expected,
    message: expect.stringMatching(expected.message),
  });
  expect(inspect(error, { showHidden: true })).not.toMatch(/SECRET/);
  expect(sent).toEqual([]);
});

test('a read is not retried after an invalid key, but is after a failure of the function', async () => {
  let times = 0;
  const apiKey = () => {
    times += 1;
    return '';
  };
  const { mx } = fakeMx([RUNNING], { apiKey });
  await expect(mx.readUser({ userGuid: 'USR-1' })).rejects.toMatchObject({ code: 'badReturn' });
  expect(times).toBe(1);
});

test('an abort while the function runs keeps the request from being sent', async () => {
  let answer = (_: string) => {};
  const apiKey = () =>
    new Promise<string>((resolve) => {
      answer = resolve;
    });
  const { mx, sent } = fakeMx([RUNNING], { apiKey, timeout: 1_000 });
  const controller = new AbortController();
  const left = expect(mx.startJob(start, { signal: controller.signal })).rejects.toBe('left');
  await vi.advanceTimersByTimeAsync(0);
  controller.abort('left');
  await left;
  answer('key');
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([]);

  const late = expect(mx.startJob(start)).rejects.toMatchObject({ code: 'unreachable' });
  await vi.advanceTimersByTimeAsync(1_000);
  await late;
  answer('key');
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([]);
});
