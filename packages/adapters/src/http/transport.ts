import { MxError } from '@mx-member/machine';
import PQueue from 'p-queue';
import { readText, TooLongError } from './body.ts';

export interface TransportOptions {
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** In ms, from when the request leaves the queue to the end of its body. */
  readonly timeout: number;
  readonly maxConcurrent?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
}

/** The longest body that is read, in bytes; a page of 1000 members is far shorter. */
const LONGEST_BODY = 8 * 2 ** 20;

/**
 * One attempt to send a request: it takes its turn, then has `timeout` until the last byte of the response.
 * @throws {MxError} `malformed` for a body that is too long; `unreachable` for everything else, an abort included: whoever
 *   gave the signal looks at it first.
 */
export function createTransport({
  fetch = (request) => globalThis.fetch(request),
  timeout,
  maxConcurrent = Number.POSITIVE_INFINITY,
  requestsPerSecond,
}: TransportOptions): (request: Request) => Promise<Response> {
  const queue = new PQueue({
    timeout,
    concurrency: maxConcurrent,
    ...(requestsPerSecond && { interval: 1000, intervalCap: requestsPerSecond, strict: true }),
  });

  const send = async (request: Request): Promise<Response> => {
    const { status, headers, body } = await fetch(request);
    return new Response((await readText(body, LONGEST_BODY)) || null, { status, headers });
  };

  return async (request) => {
    try {
      return await queue.add(
        ({ signal = request.signal }) => send(new Request(request, { signal })),
        { signal: request.signal },
      );
    } catch (thrown) {
      // Every runtime has its own words for a network that fails; none of them matters to the machine.
      throw new MxError(thrown instanceof TooLongError ? 'malformed' : 'unreachable');
    }
  };
}
