import { MxError } from '@mx-member/machine/step';
import { readText, TooLongError } from './body.ts';
import { badHeader, isHeaderError } from './headers.ts';
import { TimeoutError, withTimeout } from './timeout.ts';

/** Options of {@link createTransport}. */
export interface TransportOptions {
  /** @default the global `fetch` */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** In ms, from when the request is sent to the end of its body. */
  readonly timeout: number;
}

/** What one request does in another way than its transport. */
export interface SendOptions {
  /** Signals that end it. @default that of the request */
  readonly signals?: readonly (AbortSignal | undefined)[];
  /** @default that of the transport */
  readonly timeout?: number;
}

/** The longest body that is read, in bytes; a page of 1000 members is far shorter. */
const MAX_BODY = 8 * 2 ** 20;
/** Of a response that is not a success the status says nearly all. The most of its body that is read, in bytes, and the longest wait for it, in ms. */
const MAX_REFUSAL_BODY = 16 * 2 ** 10;
const MAX_REFUSAL_TIME = 1000;

const WRONG_FETCH = 'The function fetch has set a header that cannot be sent.';

/** The same response, which gives the text that was read of it. Another one with this body would take as long again. */
const withText = (response: Response, text: string): Response =>
  Object.defineProperty(response, 'text', { value: async () => text, configurable: true });

/** True if the platform itself lets no more through than `content-length` says. */
const isBounded = ({ headers }: Response): boolean =>
  Number(headers.get('content-length') ?? Number.NaN) <= MAX_BODY &&
  !headers.has('content-encoding') &&
  !headers.has('transfer-encoding');

/** The text of a response that is not a success; empty when it is long or slow. */
const refusalText = ({ body }: Response, outer: AbortSignal): Promise<string> =>
  withTimeout(MAX_REFUSAL_TIME, (signal) => readText(body, MAX_REFUSAL_BODY, signal), outer).catch(
    () => '',
  );

/**
 * Sends each request once, with `timeout` until the last byte of the response. A fetch or a body that ignores its signal is not
 * waited for either. A response that is not a success comes when its body has ended. If that body is long or slow, its text is empty.
 * @throws {MxError} `malformed` for a body that is too long; `badReturn` for a `fetch` that cannot set a header; `unreachable`
 *   for everything else, an abort included: whoever gave the signal looks at it first. An `MxError` of `fetch` passes.
 */
export function createTransport({
  fetch,
  timeout: usual,
}: TransportOptions): (request: Request, options?: SendOptions) => Promise<Response> {
  // The platform's fetch makes a request of its own out of the two, so another one before it would be useless.
  const send = (request: Request, signal: AbortSignal): Promise<Response> =>
    fetch ? fetch(new Request(request, { signal })) : globalThis.fetch(request, { signal });

  const textOf = (response: Response, signal: AbortSignal): Promise<string> =>
    !fetch && isBounded(response) ? response.text() : readText(response.body, MAX_BODY, signal);

  return async (request, { signals = [request.signal], timeout = usual } = {}) => {
    let refusal: Response | undefined;
    async function exchange(signal: AbortSignal): Promise<Response> {
      const response = await send(request, signal);
      if (response.status === 0) return response; // A redirect: a browser shows nothing of it.
      if (response.ok) return withText(response, await textOf(response, signal));
      refusal = response;
      return withText(response, await refusalText(response, signal));
    }
    try {
      return await withTimeout(timeout, exchange, ...signals);
    } catch (thrown) {
      if (refusal && thrown instanceof TimeoutError) return withText(refusal, '');
      if (thrown instanceof MxError) throw thrown;
      if (fetch && isHeaderError(thrown)) throw badHeader('fetch', WRONG_FETCH);
      // Every runtime has its own words for a network that fails. The machine needs none of them.
      throw thrown instanceof TooLongError
        ? new MxError('malformed', { message: thrown.message })
        : new MxError('unreachable', {
            message: 'The server could not be reached. Check its address, and try again.',
          });
    }
  };
}
