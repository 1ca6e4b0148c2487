import { getEventListeners } from 'node:events';
import { createMx, type MxOptions } from '@mx-member/adapters/mx';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readText } from '../../packages/http/src/web/body.ts';
import { MEMBER } from '../support/fake-mx.ts';
import { runCount } from '../support/run-count.ts';

/** What becomes of a request that ends early: nothing of it may stay. */

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

/** Lets everything happen that waits for no timer. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** A fetch that pays no heed to its signal and answers when told to. */
function deaf() {
  const settlers: { resolve(answer: Response): void; reject(error: Error): void }[] = [];
  const fetch = () =>
    new Promise<Response>((resolve, reject) => {
      settlers.push({ resolve, reject });
    });
  return { fetch, settlers };
}

/** A body that sends `first` and then nothing, and whether it was let go. */
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
  ['the caller leaves', 'left', (controller: AbortController) => controller.abort('left')],
  ['its time is over', { code: 'unreachable' }, () => vi.advanceTimersByTime(TIMEOUT)],
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

  test.each([[{}], [{ maxConcurrent: 1 }]])('no timer stays (%o)', async (limits) => {
    const signal = await endEarly(deaf().fetch, limits);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('an answer that comes all the same is let go, unread', async () => {
    const { fetch, settlers } = deaf();
    const { body, isLetGo } = endless();
    await endEarly(fetch);
    settlers[0]?.resolve(new Response(body));
    await settle();
    expect(isLetGo()).toBe(true);
  });

  test("an error that comes all the same is nobody's", async () => {
    const { fetch, settlers } = deaf();
    await endEarly(fetch);
    settlers[0]?.reject(new TypeError('fetch failed'));
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a body under way is let go', async () => {
    const { body, isLetGo } = endless();
    await endEarly(async () => new Response(body));
    expect(isLetGo()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('the request is told', async () => {
    const told: AbortSignal[] = [];
    await endEarly(({ signal }) => {
      told.push(signal);
      return new Promise(() => undefined);
    });
    expect(told.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

test('who leaves while the request is being made is heard', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const mx = client(() => {
    controller.abort('left');
    return new Promise(() => undefined);
  });
  await expect(mx.readStatus({ member: MEMBER }, { signal })).rejects.toBe('left');
  expect(vi.getTimerCount()).toBe(0);
});

test('who leaves between two tries is heard at once, and there is no other try', async () => {
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

test('a call that has ended well does not care who leaves after it', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const mx = client(async () => Response.json(RUNNING));
  const reading = await mx.readStatus({ member: MEMBER }, { signal });
  controller.abort('left');
  await settle();
  expect(reading).toMatchObject({ connectionStatus: 'CREATED' });
  expect(vi.getTimerCount()).toBe(0);
});

test('a signal for many calls keeps nothing of them', async () => {
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
  ['gives no response', async () => undefined as never],
  [
    'gives one that was read already',
    async () => {
      const used = Response.json(RUNNING);
      await used.text();
      return used;
    },
  ],
] as const)('a fetch that %s is a network that fails', async (_, fetch) => {
  await expect(client(fetch).startJob({ member: MEMBER, job: 'aggregate' })).rejects.toMatchObject({
    code: 'unreachable',
  });
  expect(vi.getTimerCount()).toBe(0);
});

describe('a status that is no success decides, whatever its body does', () => {
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

  test('a long time limit is not spent on it', async () => {
    const { body, isLetGo } = endless();
    const mx = client(async () => new Response(body, { status: 403 }), { timeout: 60_000 });
    const ended = expect(mx.readStatus({ member: MEMBER })).rejects.toMatchObject({ status: 403 });
    await vi.advanceTimersByTimeAsync(1_000);
    await ended;
    expect(isLetGo()).toBe(true);
  });

  test('nor is the memory', async () => {
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

  test('and one that breaks off is none', async () => {
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

  test('is the same however it is cut, in the middle of a character too', async () => {
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

  test('is left as the sender has it', async () => {
    const sent = ['Z', 'ü', 'rich'].map((text) => new TextEncoder().encode(text));
    const before = sent.map((chunk) => chunk.slice());
    expect(await readText(bodyOf(sent), 100)).toBe('Zürich');
    expect(sent).toEqual(before);
  });

  test('may be as long as the limit, and is let go as soon as it is longer', async () => {
    const four = endless('four');
    await expect(readText(four.body, 3)).rejects.toThrow(/longer than 3 bytes/);
    expect(four.isLetGo()).toBe(true);
    expect(await readText(bodyOf([new TextEncoder().encode('four')]), 4)).toBe('four');
  });

  test('that breaks off fails with what it broke off with', async () => {
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

  test('is never half a body to who leaves', async () => {
    const { body } = endless('half');
    const controller = new AbortController();
    const reading = readText(body, 10, controller.signal);
    controller.abort('left');
    await expect(reading).rejects.toBe('left');
  });
});
