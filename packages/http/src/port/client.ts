import {
  type CallOptions,
  type FaultCode,
  type MemberAccess,
  type MemberPort,
  MxError,
} from '@mx-member/machine/step';
import {
  badHeader,
  createTransport,
  invalidHeaders,
  pageUrl,
  parseJson,
  responseError,
} from '../web/index.ts';
import type { RelayCall } from './protocol.ts';
import {
  relayError,
  relayFields,
  relayOauthWindow,
  relayReading,
  relayUpdated,
} from './replies.ts';

/** Options of {@link connectRelay}. */
export interface ConnectRelayOptions {
  /** The address of the relay. In a page it may be relative, for example `/mx`. Redirects are errors. */
  readonly url: string | URL;
  /** Sends a request, for example with cookies to another origin. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /**
   * Sent with every request, for example a token for your `authorize`. It may change, or have getters: it is read for each.
   * While a header holds what none can hold, calls reject with `badReturn`.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** The time limit of a call, in ms. It is longer than the relay's own, which may try MX more than once. @default 30000 */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 30_000;

/** Words for what the relay, and not MX, has refused. */
const OWN_WORDS: Partial<Record<FaultCode, string>> = {
  forbidden: 'Your server does not allow this.',
  rateLimited: 'Your server asks to send less.',
  unreachable: 'Your server could not take the request.',
};

/** What makes the answers that the relay has kept back known as not sent. Signing in, or a limit, is what they wait for. */
const isKeptBack = (code: FaultCode): boolean => code === 'rateLimited' || code === 'unreachable';

/**
 * The relay's word for what went wrong; where something else answered (a proxy), what its HTTP status says. A 401 on the way
 * is about the user's session: that of MX about the key comes in the relay's own words.
 */
function refusalOf(response: Response, body: unknown, call: RelayCall['call']): MxError {
  const said = relayError(body);
  if (!said)
    return response.status === 401
      ? new MxError('signedOut', { status: 401 })
      : responseError(response);
  const { code, retryAfter, sent } = said;
  const wait = retryAfter === undefined ? {} : { retryAfter };
  if (sent !== false) return new MxError(code, wait);
  if (call === 'submitAnswers' && isKeptBack(code)) return new MxError('notSent', wait);
  const message = OWN_WORDS[code];
  return new MxError(code, { ...wait, ...(message !== undefined && { message }) });
}

/**
 * The other half of `createRelay`: a port whose calls go to your server, each sent once. They reject with an `MxError`
 * that has the relay's code, or `unreachable` when it could not be asked; with the reason of `signal` when that aborts.
 * `signedOut` means that your server wants the user to sign in again: send `status.changed` to the actor after that, and it
 * polls at once. The calls of `MemberAccess` are `forbidden` unless the relay has `access`; `updateCredentials` resolves with
 * `{ reading }`, the baseline of the lifecycle that begins.
 * @throws {TypeError} when `url` is no address or has a password in it, or a header cannot be sent.
 */
export function connectRelay({
  url,
  fetch,
  headers = {},
  timeout = DEFAULT_TIMEOUT,
}: ConnectRelayOptions): MemberPort & MemberAccess {
  const address = pageUrl('connectRelay: url', url);
  const invalid = invalidHeaders(headers);
  if (invalid !== null) throw new TypeError(`connectRelay: ${invalid}`);

  const send = createTransport({ fetch, timeout });

  async function call<Result>(
    asked: RelayCall,
    check: (body: unknown) => Result,
    { signal }: CallOptions = {},
  ): Promise<Result> {
    signal?.throwIfAborted();
    const own = { ...headers };
    const invalid = invalidHeaders(own);
    if (invalid !== null) throw badHeader('headers', invalid);
    const request = new Request(address, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...own },
      body: JSON.stringify(asked),
      // The answers and your headers are for this address alone.
      redirect: 'manual',
      ...(signal && { signal }),
    });
    const response = await send(request).catch((error) => {
      signal?.throwIfAborted();
      throw error;
    });
    const body = parseJson(await response.text());
    if (!response.ok) throw refusalOf(response, body, asked.call);
    try {
      return check(body);
    } catch {
      // It comes from something on the way, or from another version.
      throw new MxError('malformed');
    }
  }

  return {
    startJob: ({ member, job }, options) =>
      call({ call: 'startJob', member, job }, relayReading, options),
    readStatus: ({ member, expects }, options) =>
      call({ call: 'readStatus', member, expects: expects ?? 'any' }, relayReading, options),
    submitAnswers: ({ member, answers }, options) =>
      call({ call: 'submitAnswers', member, answers: [...answers] }, relayReading, options),
    oauthWindowUri: ({ member }, options) =>
      call({ call: 'oauthWindowUri', member }, relayOauthWindow, options),
    institutionCredentials: ({ institutionCode }, options) =>
      call({ call: 'institutionCredentials', institutionCode }, relayFields, options),
    updateCredentials: ({ member, credentials }, options) =>
      call(
        { call: 'updateCredentials', member, credentials: [...credentials] },
        relayUpdated,
        options,
      ),
  };
}
