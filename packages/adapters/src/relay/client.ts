import { type CallOptions, type MemberPort, MxError, type Reading } from '@mx-member/machine/step';
import * as v from 'valibot';
import { responseError } from '../http/errors.ts';
import { createTransport } from '../http/transport.ts';
import { type RelayCall, RelayError, relayReading } from './protocol.ts';

/** Options of {@link connectRelay}. */
export interface ConnectRelayOptions {
  /** The address of the relay. In a page it may be relative, for example `/mx`. Redirects are errors. */
  readonly url: string | URL;
  /** Sends a request, for example with cookies to another origin. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Sent with every request, for example a token for your `authorize`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The time limit of a call, in ms. It is longer than the relay's own, which may try MX more than once. @default 30000 */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 30_000;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The relay's word for what went wrong; where something else answered (a proxy), what its HTTP status says. */
function refusalOf(response: Response, body: unknown): MxError {
  const said = v.safeParse(RelayError, body);
  if (!said.success) return responseError(response);
  const { code, retryAfter } = said.output.error;
  return new MxError(code, retryAfter === undefined ? {} : { retryAfter });
}

/** A reading from the relay. What is none comes from something on the way, or from another version. */
function readingOf(body: unknown): Reading {
  try {
    return relayReading(body);
  } catch {
    throw new MxError('malformed');
  }
}

/**
 * The other half of `createRelay`: a port whose calls go to your server, each sent once. They reject with an `MxError`
 * that has the relay's code, or `unreachable` when it could not be asked; with the reason of `signal` when that aborts.
 * @throws {TypeError} when `url` is none.
 */
export function connectRelay({
  url,
  fetch,
  headers = {},
  timeout = DEFAULT_TIMEOUT,
}: ConnectRelayOptions): MemberPort {
  const address = new Request(url).url;

  const send = createTransport({ fetch, timeout });

  async function call(asked: RelayCall, { signal }: CallOptions = {}): Promise<Reading> {
    signal?.throwIfAborted();
    const request = new Request(address, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(asked),
      // The answers and your headers are for this address alone.
      redirect: 'manual',
      ...(signal && { signal }),
    });
    const response = await send(request).catch((error) => {
      signal?.throwIfAborted();
      throw error;
    });
    const body = jsonOf(await response.text());
    if (!response.ok) throw refusalOf(response, body);
    return readingOf(body);
  }

  return {
    startJob: ({ member, job }, options) => call({ call: 'startJob', member, job }, options),
    readStatus: ({ member, expects }, options) =>
      call({ call: 'readStatus', member, expects: expects ?? 'any' }, options),
    submitAnswers: ({ member, answers }, options) =>
      call({ call: 'submitAnswers', member, answers: [...answers] }, options),
  };
}
