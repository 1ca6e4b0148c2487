import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { pageUrl } from '../../packages/http/src/web/base-url.ts';
import {
  baseUrl,
  invalidHeaders,
  parseJson,
  retryAfterOf,
  TimeoutError,
  withTimeout,
} from '../../packages/http/src/web/index.ts';
import { createJsonClient } from '../../packages/http/src/web/json-client.ts';

const never = () => new Promise<never>(() => undefined);

describe('withTimeout', () => {
  test('returns the result of the task, and removes every listener of a signal', async () => {
    const outer = new AbortController();
    expect(await withTimeout(1_000, () => 7, outer.signal, undefined)).toBe(7);
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  test('does not wait for a task that ignores its signal', async () => {
    let given: AbortSignal | undefined;
    const ended = withTimeout(5, (signal) => {
      given = signal;
      return never();
    });
    await expect(ended).rejects.toBeInstanceOf(TimeoutError);
    expect(given?.aborted).toBe(true);
  });

  test.each([0, 1])('rejects with the reason of the first aborted signal', async (index) => {
    const outers = [new AbortController(), new AbortController()];
    const ended = withTimeout(60_000, never, ...outers.map(({ signal }) => signal));
    outers[index]?.abort('left');
    await expect(ended).rejects.toBe('left');
    for (const { signal } of outers) expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('does not begin if a signal has already aborted', async () => {
    const task = vi.fn();
    await expect(withTimeout(1_000, task, undefined, AbortSignal.abort('left'))).rejects.toBe(
      'left',
    );
    expect(task).not.toHaveBeenCalled();
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ])('passes on what the task %s', async (_, task) => {
    await expect(withTimeout(1_000, task)).rejects.toThrow('mine');
  });
});

test.each(['http://u:SECRET@127.0.0.1', 'no address', ''])(
  'an address is refused and not quoted: %j',
  (url) => {
    expect(() => baseUrl('it', url)).toThrow(
      /^it must be an address without a user name or a password\.$/,
    );
  },
);

test('only a page accepts a relative address', () => {
  expect(pageUrl('it', '/mx')).toBe('/mx');
  expect(() => baseUrl('it', '/mx')).toThrow(/^it must be/);
  expect(() => pageUrl('it', '//u:p@elsewhere')).toThrow(/^it must be/);
});

test('an invalid header is named without its value', () => {
  expect(invalidHeaders({ a: 'x', 'x-token': 'SECRET\nx' })).toMatch(
    /^The header x-token has a value/,
  );
  expect(invalidHeaders({ 'SECRET x': 'x' })).toBe('A header has an invalid name.');
  expect(invalidHeaders({ a: 'x' })).toBeNull();
});

test.each([
  ['2', 2_000],
  ['Fri, 27 Nov 2026 13:00:05 GMT', 5_000],
  ['Fri, 27 Nov 2026 12:00:00 GMT', 0],
  ['99999999', 3_600_000],
  ['soon', undefined],
  ['-1', undefined],
])('Retry-After: %s is a wait of %s ms', (text, wait) => {
  const now = Date.parse('2026-11-27T13:00:00Z');
  expect(retryAfterOf(new Headers({ 'retry-after': text }), now)).toBe(wait);
  expect(retryAfterOf(new Headers(), now)).toBeUndefined();
});

test('a text that is not JSON is undefined, and never quoted', () => {
  expect(parseJson('{"a":1}')).toEqual({ a: 1 });
  expect(parseJson('SECRET')).toBeUndefined();
});

test('a client sends a body once, does not follow redirects, and appends paths to its address', async () => {
  const sent: Request[] = [];
  const call = createJsonClient('it', {
    url: 'http://host.test/api/',
    headers: { 'x-token': 't' },
    fetch: async (request) => {
      sent.push(request);
      return Response.json({ done: true });
    },
  });
  const [, body] = await call({ method: 'PUT', path: '/a', body: { b: 1 }, signals: [] });
  await call({ method: 'GET', signals: [] });
  expect(body).toEqual({ done: true });
  expect(sent).toMatchObject([
    { method: 'PUT', url: 'http://host.test/api/a', redirect: 'manual' },
    { method: 'GET', url: 'http://host.test/api/', redirect: 'manual' },
  ]);
  expect(sent[0]?.headers.get('x-token')).toBe('t');
});
