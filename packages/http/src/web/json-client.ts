import { checkOptions, type OptionKinds } from '@mx-member/machine/hosting';
import { onceHeader } from '../repeats.ts';
import { pageUrl } from './base-url.ts';
import { parseJson } from './body.ts';
import { badHeader, invalidHeaders } from './headers.ts';
import { createTransport } from './transport.ts';

/** How a client reaches its server. */
export interface ClientOptions {
  /** The address of the server. In a page it may be relative. */
  readonly url: string | URL;
  /** Sends a request, for example with cookies to another origin. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /**
   * Sent with every request, for example a token for your `authorize`. It may change, or have getters: it is read for each.
   * While a header holds what none can hold, calls reject.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** The time limit of a call, in ms. @default 30000 */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 30_000;

const KINDS: OptionKinds<ClientOptions> = {
  url: 'a string or an object!',
  fetch: 'a function',
  headers: 'an object',
  timeout: 'a whole number above 0',
};

/** A request of a client. */
export interface JsonCall {
  readonly method: string;
  /** What comes after the address of the server. @default '' */
  readonly path?: string;
  readonly body?: object | undefined;
  /** Signals that end the call. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** In ms, beside the time limit. @default 0 */
  readonly wait?: number | undefined;
}

/** A response, with its JSON; `undefined` where it has none. */
export type JsonReply = readonly [response: Response, body: unknown];

/**
 * Makes a client of a server that speaks JSON. Each call is sent once, with a key by which a server knows what a browser has
 * repeated, and follows no redirect.
 * @param name The function that makes it, for errors.
 * @returns Sends a call. It rejects with an `MxError`: `badReturn` for headers that cannot be sent, `malformed` for a response that
 *   is too long, `unreachable` for everything else, an abort included.
 * @throws {TypeError} when an option is wrong, `url` is not an address or has a password in it, or a header cannot be sent.
 */
export function createJsonClient(
  name: string,
  options: ClientOptions,
): (call: JsonCall) => Promise<JsonReply> {
  checkOptions(name, options, KINDS);
  const { url, fetch, headers = {}, timeout = DEFAULT_TIMEOUT } = options;
  const base = pageUrl(`${name}: url`, url);
  const invalid = invalidHeaders(headers);
  if (invalid !== null) throw new TypeError(`${name}: ${invalid}`);
  const send = createTransport({ fetch, timeout });

  return async ({ method, path = '', body, signals, wait = 0 }) => {
    const own = { ...headers };
    const invalid = invalidHeaders(own);
    if (invalid !== null) throw badHeader('headers', invalid);
    const request = new Request(path ? base.replace(/\/+$/, '') + path : base, {
      method,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json', ...onceHeader() }),
        ...own,
      },
      body: body ? JSON.stringify(body) : null,
      // Answers and your headers are for this address alone.
      redirect: 'manual',
    });
    const response = await send(request, { signals, timeout: timeout + wait });
    return [response, parseJson(await response.text())];
  };
}
