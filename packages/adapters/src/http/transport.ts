import { MxError } from '@mx-member/machine';
import { readText, TooLongError } from './body.ts';
import type { Turn } from './turn.ts';

export interface TransportOptions {
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** In ms, from when the request leaves the queue to the end of its body. */
  readonly timeout: number;
  /** @default at once */
  readonly turn?: Turn | undefined;
}

/** The longest body that is read, in bytes; a page of 1000 members is far shorter. */
const MAX_BODY = 8 * 2 ** 20;

/** Rejects when the signal aborts, and does nothing before. */
const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * One attempt to send a request: it takes its turn, then has `timeout` until the last byte of the response.
 * @throws {MxError} `malformed` for a body that is too long; `unreachable` for everything else, an abort included: whoever
 *   gave the signal looks at it first.
 */
export function createTransport({
  fetch,
  timeout,
  turn = (task) => task(),
}: TransportOptions): (request: Request) => Promise<Response> {
  // The platform's fetch makes a request of its own out of the two; another one before it would be for nothing.
  const send = (request: Request, signal: AbortSignal): Promise<Response> =>
    fetch ? fetch(new Request(request, { signal })) : globalThis.fetch(request, { signal });

  async function exchange(request: Request, signal: AbortSignal): Promise<Response> {
    const response = await send(request, signal);
    const { status, headers, body } = response;
    if (status === 0) return response; // A redirect: a browser shows nothing of it.
    const text = await readText(body, MAX_BODY, signal);
    return new Response(text || null, { status, headers });
  }

  // Not with `AbortSignal.any` and `AbortSignal.timeout`: they keep 2.3 kB for each call until its time has passed.
  async function attempt(request: Request): Promise<Response> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    const timer = setTimeout(stop, timeout);
    request.signal.addEventListener('abort', stop);
    try {
      // A fetch or a body that does not heed the signal is not waited for either.
      return await Promise.race([ended(controller.signal), exchange(request, controller.signal)]);
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', stop);
    }
  }

  return async (request) => {
    try {
      request.signal.throwIfAborted();
      return await turn(() => attempt(request), request.signal);
    } catch (thrown) {
      // Every runtime has its own words for a network that fails; none of them matters to the machine.
      throw new MxError(thrown instanceof TooLongError ? 'malformed' : 'unreachable');
    }
  };
}
