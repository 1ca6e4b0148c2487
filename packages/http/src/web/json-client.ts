import { checkOptions } from '@mx-member/machine/hosting';
import { pageUrl } from './base-url.ts';
import { parseJson } from './body.ts';
import { badHeader, invalidHeaders } from './headers.ts';
import { createTransport } from './transport.ts';

/** How a client reaches its server. */
export interface ClientOptions {
  /** The address of the server. In a page it may be relative. */
  readonly url: string | URL;
  /** Sends a request. Replace it to send cookies to another origin, for example. @default the global `fetch` */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /**
   * Sent with every request, for example a token for your `authorize`. It is read again for each request, so it may
   * change or have getters. While a header has a value that cannot be sent, calls reject.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The time limit of a call, in ms. @default 30000 */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 30_000;

/** A request of a client. */
export interface JsonCall {
  readonly method: string;
  /** The part after the address of the server. @default '' */
  readonly path?: string;
  /** Sent as JSON. `undefined` for an empty body. */
  readonly body?: unknown;
  /** In addition to the headers of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Signals that abort the call. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** In ms, in addition to the time limit. @default 0 */
  readonly wait?: number | undefined;
}

/** A response and its JSON. The JSON is `undefined` if the body is empty or not JSON. */
export type JsonReply = readonly [response: Response, body: unknown];

/**
 * Creates a client of a server that speaks JSON. Each call is sent once and follows no redirect.
 *
 * @param name The name of the calling function, for errors.
 * @returns A function that sends a call. It rejects with an `MxError`: `badReturn` for headers that cannot be sent,
 * `malformed` for a response that is too long, `unreachable` for anything else, including an abort.
 * @throws {TypeError} when an option is wrong, `url` is not an address or contains a password, or a header cannot be
 * sent.
 */
export function createJsonClient(
  name: string,
  options: ClientOptions,
): (call: JsonCall) => Promise<JsonReply> {
  checkOptions(name, options, ['url', 'fetch', 'headers', 'timeout']);
  const { url, fetch, headers = {}, timeout = DEFAULT_TIMEOUT } = options;
  const base = pageUrl(`${name}: url`, url);
  const invalid = invalidHeaders(headers);
  if (invalid !== null) throw new TypeError(`${name}: ${invalid}`);
  const send = createTransport({ fetch, timeout });

  return async ({ method, path = '', body, headers: ofCall, signals, wait = 0 }) => {
    const own = { ...headers };
    const isEmpty = body === undefined;
    const invalid = invalidHeaders(own);
    if (invalid !== null) throw badHeader('headers', invalid);
    const request = new Request(path ? base.replace(/\/+$/, '') + path : base, {
      method,
      headers: {
        accept: 'application/json',
        ...(!isEmpty && { 'content-type': 'application/json' }),
        ...ofCall,
        ...own,
      },
      body: isEmpty ? null : JSON.stringify(body),
      // A redirect would send the body and your headers to another address.
      redirect: 'manual',
    });
    const response = await send(request, { signals, timeout: timeout + wait });
    return [response, parseJson(await response.text())];
  };
}
