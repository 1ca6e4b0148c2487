import { MxError } from '@mx-member/machine/step';
import { readText, TooLongError } from './body.ts';
import { badHeader, isHeaderError } from './headers.ts';
import { TimeoutError, withTimeout } from './timeout.ts';

/** Options of {@link createTransport}. */
export interface TransportOptions {
  /** @default the global `fetch` */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** The time limit from sending the request to the last byte of the body, in ms. */
  readonly timeout: number;
}

/** The maximum length of a body, in bytes. A page of 1000 members is far shorter. */
const MAX_BODY = 8 * 2 ** 20;
/** Limits for the body of an unsuccessful response, in bytes and in ms. The status already says nearly everything. */
const MAX_REFUSAL_BODY = 16 * 2 ** 10;
const MAX_REFUSAL_TIME = 1000;

/** A code of a system or of a runtime. Anything else of an error may quote a secret. */
const CODE = /^[A-Z][A-Z0-9_]{2,59}$/;

const WRONG_FETCH = 'The function fetch has set a header that cannot be sent.';

/**
 * The same response with its text already read. A new response with this body would be read a second time, which is
 * slow.
 */
const withText = (response: Response, text: string): Response =>
  Object.defineProperty(response, 'text', { value: async () => text, configurable: true });

/** Whether the platform itself enforces `content-length`. */
const isBounded = ({ headers }: Response): boolean =>
  Number(headers.get('content-length') ?? Number.NaN) <= MAX_BODY &&
  !headers.has('content-encoding') &&
  !headers.has('transfer-encoding');

/** Why a request had no response: the code of the error or of its cause, such as `ENOTFOUND`. `TIMEOUT` after our own time limit. */
function networkCode(thrown: unknown): string | undefined {
  if (thrown instanceof TimeoutError) return 'TIMEOUT';
  const { code, cause } = Object(thrown);
  return [Object(cause).code, code].find((one) => CODE.test(String(one)));
}

/** The text of an unsuccessful response. Empty if it is long or slow. */
const refusalText = ({ body }: Response, outer: AbortSignal): Promise<string> =>
  withTimeout(MAX_REFUSAL_TIME, (signal) => readText(body, MAX_REFUSAL_BODY, signal), outer).catch(
    () => '',
  );

/**
 * Creates a function that sends requests, each once. The time limit includes the last byte of the response, and holds
 * even for a `fetch` or a body that ignores its signal. An unsuccessful response is returned after its body has ended.
 * If that body is long or slow, its text is empty.
 *
 * @throws {MxError} `malformed` for a body that is too long, `badReturn` for a `fetch` that sets an invalid header,
 * `unreachable` for anything else, including an abort: check your own signal first. An `MxError` of `fetch` is passed
 * on.
 */
export function createTransport({ fetch, timeout: usual }: TransportOptions): (
  request: Request,
  options?: {
    /** Signals that abort the request. @default the signal of the request */
    readonly signals?: readonly (AbortSignal | undefined)[];
    /** @default the `timeout` of the transport */
    readonly timeout?: number;
  },
) => Promise<Response> {
  // The platform's fetch builds a request from these two, so building one here would be superfluous.
  const send = (request: Request, signal: AbortSignal): Promise<Response> =>
    fetch ? fetch(new Request(request, { signal })) : globalThis.fetch(request, { signal });

  const textOf = (response: Response, signal: AbortSignal): Promise<string> =>
    // React Native has no stream of a body.
    !response.body || (!fetch && isBounded(response))
      ? response.text()
      : readText(response.body, MAX_BODY, signal);

  return async (request, { signals = [request.signal], timeout = usual } = {}) => {
    let refusal: Response | undefined;
    async function exchange(signal: AbortSignal): Promise<Response> {
      const response = await send(request, signal);
      if (response.status === 0) return response; // A redirect. A browser hides its status.
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
      // The runtimes have different messages for network errors. The machine needs none of them, and a log the code.
      const code = networkCode(thrown);
      throw thrown instanceof TooLongError
        ? new MxError('malformed', { message: thrown.message })
        : new MxError('unreachable', {
            message: 'The server could not be reached. Check its address, and try again.',
            ...(code !== undefined && { cause: { code } }),
          });
    }
  };
}
