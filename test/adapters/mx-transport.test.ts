import { getEventListeners } from 'node:events';
import { createMx, type MxOptions } from '@mx-member/adapters/mx';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readText } from '../../packages/http/src/web/body.ts';
import { MEMBER } from '../support/fake-mx.ts';
import { runCount } from '../support/run-count.ts';

/** What happens to a request that ends early: nothing of it may stay behind. */

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const TIMEOUT = 1_000;
const RUNNING = { member: { connection_status: 'CREATED', is_being_aggregated: true } };

const client = (fetch: NonNullable<MxOptions['fetch']>, options: Partial<MxOptions> = {}) =>
  createMx({
    clientId: 'client',
    apiKey: 'key',
    environment: 'integration',
    timeout: TIMEOUT,
    fetch,
    ...options,
  });

/** Lets everything happen that does not wait for a timer. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** A fetch that ignores its signal and answers on command. */
function deaf() {
  const settlers: { resolve(answer: Response): void; reject(error: Error): void }[] = [];
  const fetch = () =>
    new Promise<Response>((resolve, reject) => {
      settlers.push({ resolve, reject });
    });
  return { fetch, settlers };
}

/** A body that sends `first` and then hangs, and whether it was cancelled. */
function endless(first = '{"member":') {
  let isLetGo = false;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(first)),
    cancel: () => {
      isLetGo = true;
    },
  });
  return { body, isLetGo: () => isLetGo };
}

describe.each([
  ['the caller aborts', 'left', (controller: AbortController) => controller.abort('left')],
  ['its time limit passes', { code: 'unreachable' }, () => vi.advanceTimersByTime(TIMEOUT)],
] as const)('when %s', (_, reason, end) => {
  /** A call that is sent and then ends early. */
  async function endEarly(fetch: NonNullable<MxOptions['fetch']>, options = {}) {
    const controller = new AbortController();
    const { signal } = controller;
    const call = client(fetch, options).readStatus({ member: MEMBER }, { signal });
    const ended =
      typeof reason === 'string'
        ? expect(call).rejects.toBe(reason)
        : expect(call).rejects.toMatchObject(reason);
    await settle();
    end(controller);
    await ended;
    return signal;
  }

  test.each([[{}], [{ maxConcurrent: 1 }]])('no timer is left (%o)', async (limits) => {
    const signal = await endEarly(deaf().fetch, limits);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('a late response is cancelled without being read', async () => {
    const { fetch, settlers } = deaf();
    const { body, isLetGo } = endless();
    await endEarly(fetch);
    settlers[0]?.resolve(new Response(body));
    await settle();
    expect(isLetGo()).toBe(true);
  });

  test('a late error is ignored', async () => {
    const { fetch, settlers } = deaf();
    await endEarly(fetch);
    settlers[0]?.reject(new TypeError('fetch failed'));
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a body that is being read is cancelled', async () => {
    const { body, isLetGo } = endless();
    await endEarly(async () => new Response(body));
    expect(isLetGo()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('the request is aborted', async () => {
    const told: AbortSignal[] = [];
    await endEarly(({ signal }) => {
      told.push(signal);
      return new Promise(() => undefined);
    });
    expect(told.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

test('an abort while the request is being built takes effect', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const mx = client(() => {
    controller.abort('left');
    return new Promise(() => undefined);
  });
  await expect(mx.readStatus({ member: MEMBER }, { signal })).rejects.toBe('left');
  expect(vi.getTimerCount()).toBe(0);
});

test('an abort between two attempts takes effect at once, and prevents the next attempt', async () => {
  let tries = 0;
  const mx = client(async () => {
    tries += 1;
    return new Response('', { status: 503 });
  });
  const controller = new AbortController();
  const { signal } = controller;
  const ended = expect(mx.readMember({ member: MEMBER }, { signal })).rejects.toBe('left');
  await settle();
  expect([tries, vi.getTimerCount()]).toEqual([1, 1]);
  controller.abort('left');
  await ended;
  expect([tries, vi.getTimerCount()]).toEqual([1, 0]);
});

test('an abort after a successful call has no effect', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const mx = client(async () => Response.json(RUNNING));
  const reading = await mx.readStatus({ member: MEMBER }, { signal });
  controller.abort('left');
  await settle();
  expect(reading).toMatchObject({ connectionStatus: 'CREATED' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a signal for many calls keeps no reference to them', async () => {
  const warnings: unknown[] = [];
  const note = (warning: unknown) => warnings.push(warning);
  process.on('warning', note);
  const { signal } = new AbortController();
  const { fetch, settlers } = deaf();
  const mx = client(fetch);
  const calls = Array.from({ length: 100 }, () => mx.readStatus({ member: MEMBER }, { signal }));
  await settle();
  for (const { resolve } of settlers) resolve(Response.json(RUNNING));
  expect(await Promise.all(calls)).toHaveLength(100);
  await settle();
  process.off('warning', note);
  expect([getEventListeners(signal, 'abort'), warnings]).toEqual([[], []]);
});

test.each([
  ['throws', () => undefined as never],
  ['returns no response', async () => undefined as never],
  [
    'returns a response that was already read',
    async () => {
      const used = Response.json(RUNNING);
      await used.text();
      return used;
    },
  ],
] as const)('a fetch that %s counts as a network failure', async (_, fetch) => {
  await expect(client(fetch).startJob({ member: MEMBER, job: 'aggregate' })).rejects.toMatchObject({
    code: 'unreachable',
  });
  expect(vi.getTimerCount()).toBe(0);
});

describe('an unsuccessful status decides, whatever its body does', () => {
  test.each([
    [401, 'unauthorized'],
    [429, 'rateLimited'],
    [500, 'unreachable'],
    [307, 'malformed'],
  ])('%i with a body that never ends', async (status, expected) => {
    const { body, isLetGo } = endless();
    const mx = client(async () => new Response(body, { status }), { timeout: 500 });
    const call = mx.startJob({ member: MEMBER, job: 'aggregate' });
    const ended = expect(call).rejects.toMatchObject({ code: expected, status });
    await vi.advanceTimersByTimeAsync(500);
    await ended;
    expect(isLetGo()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('the body is not waited for until a long time limit', async () => {
    const { body, isLetGo } = endless();
    const mx = client(async () => new Response(body, { status: 403 }), { timeout: 60_000 });
    const ended = expect(mx.readStatus({ member: MEMBER })).rejects.toMatchObject({ status: 403 });
    await vi.advanceTimersByTimeAsync(1_000);
    await ended;
    expect(isLetGo()).toBe(true);
  });

  test('the body is not read beyond its size limit', async () => {
    let pulled = 0;
    const flood = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const mx = client(async () => new Response(flood, { status: 500 }));
    await expect(mx.readStatus({ member: MEMBER })).rejects.toMatchObject({ code: 'unreachable' });
    expect(pulled).toBeLessThan(100);
  });

  test('a body that breaks off counts as empty', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('x')) });
    const mx = client(async () => new Response(broken, { status: 404 }));
    await expect(mx.readStatus({ member: MEMBER })).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('a body', () => {
  const bodyOf = (chunks: readonly Uint8Array[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });

  test('is the same however it is split into chunks, even within a character', async () => {
    const cuts = fc.array(fc.nat({ max: 6 }), { maxLength: 200 });
    const anyText = fc.string({ unit: 'binary', maxLength: 200 });
    const property = fc.asyncProperty(anyText, cuts, async (text, sizes) => {
      const bytes = new TextEncoder().encode(text);
      const chunks: Uint8Array[] = [];
      let start = 0;
      for (const size of sizes) {
        chunks.push(bytes.slice(start, start + size));
        start += size;
      }
      chunks.push(bytes.slice(start));
      expect(await readText(bodyOf(chunks), bytes.length)).toBe(new TextDecoder().decode(bytes));
    });
    await fc.assert(property, { numRuns: runCount(200) });
  });

  test('is not changed', async () => {
    const sent = ['Z', 'ü', 'rich'].map((text) => new TextEncoder().encode(text));
    const before = sent.map((chunk) => chunk.slice());
    expect(await readText(bodyOf(sent), 100)).toBe('Zürich');
    expect(sent).toEqual(before);
  });

  test('can be as long as the limit, and is cancelled as soon as it is longer', async () => {
    const four = endless('four');
    await expect(readText(four.body, 3)).rejects.toThrow(/longer than 3 bytes/);
    expect(four.isLetGo()).toBe(true);
    expect(await readText(bodyOf([new TextEncoder().encode('four')]), 4)).toBe('four');
  });

  test('that breaks off rejects with the error of the stream', async () => {
    const reason = new Error('reset');
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
        controller.error(reason);
      },
    });
    const { signal } = new AbortController();
    await expect(readText(broken, 10, signal)).rejects.toBe(reason);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('is never returned in part after an abort', async () => {
    const { body } = endless('half');
    const controller = new AbortController();
    const reading = readText(body, 10, controller.signal);
    controller.abort('left');
    await expect(reading).rejects.toBe('left');
  });
});
