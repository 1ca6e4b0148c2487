import {
  type CallOptions,
  FAULT_CODES,
  HOST_ERROR_CODES,
  HostError,
  type HostErrorCode,
  type MemberAccess,
  type MemberHost,
  type MemberId,
  type MemberView,
  MxError,
} from '@mx-member/machine/step';
import { invalidHeaders, pageUrl, parseJson, retryAfterOf, withTimeout } from '../web/index.ts';
import { type HostAction, pathOf, ROUTES } from './routes.ts';

/** Options of `connectHost`. */
export interface ConnectHostOptions {
  /** Where the handler is, for example `https://members.internal/api/mx`. In a page it may be relative. */
  readonly url: string | URL;
  /** Sends a request, for example with cookies to another origin. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /**
   * Sent with every request, for example a token for your `authorize`. It may change, or have getters: it is read for each.
   * While a header holds what none can hold, calls reject with `invalid`.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** The time limit of a call, in ms; for `next` it comes on top of the wait. @default 30000 */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 30_000;

/** How long `next` waits, and how long one of its requests does, in ms: proxies end longer ones. */
const DEFAULT_WAIT = 25_000;

interface Call {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, number>>;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
  /** In ms, beside the time limit. */
  readonly wait?: number;
}

/** What an HTTP status says where something else than the handler has answered. */
const codeOf = (status: number): HostErrorCode =>
  status === 401 ? 'signedOut' : status === 403 ? 'forbidden' : 'unreachable';

const UNREACHABLE = 'The host could not be reached. Check its address, and try again.';
const CLOSED = 'This host was closed.';

function errorOf(response: Response, body: unknown): Error {
  const { code, fault, detail } = Object(body) as Readonly<Record<string, unknown>>;
  const known = HOST_ERROR_CODES.find((one) => one === code);
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (!isProblem || !known)
    return new HostError(
      codeOf(response.status),
      `Something else than a host has answered (HTTP ${response.status}). Check the address.`,
    );
  const faultCode = FAULT_CODES.find((one) => one === fault);
  if (!faultCode) return new HostError(known, String(detail));
  const retryAfter = retryAfterOf(response.headers);
  return new MxError(faultCode, retryAfter === undefined ? {} : { retryAfter });
}

function addressOf(base: string, action: HostAction, { parameters, query = {} }: Call): string {
  try {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    );
    const path = pathOf(action, parameters as Readonly<Record<string, string>>);
    return `${base}${path}${search.size > 0 ? `?${search}` : ''}`;
  } catch {
    throw new HostError('invalid', 'The ids must be texts, and neither empty nor dots alone.');
  }
}

/** A view has these fields, whatever else a newer version adds. */
const isView = (value: unknown): value is MemberView => {
  const { state, revision, challenges } = Object(value) as Partial<MemberView>;
  return typeof state === 'string' && Number.isSafeInteger(revision) && Array.isArray(challenges);
};

function checked<Value>(value: unknown, isIt: (value: unknown) => value is Value): Value {
  if (isIt(value)) return value;
  throw new HostError('unreachable', 'Something else than a host has answered. Check the address.');
}

const isAnswered = (
  value: unknown,
): value is Awaited<ReturnType<MemberHost['answer']>> & { readonly view: MemberView } => {
  const { view, problems } = Object(value) as Readonly<Record<string, unknown>>;
  return isView(view) && Array.isArray(problems);
};

/**
 * A host that is served by `createHostHandler`. It rejects with the same `HostError` as the host there, and with
 * `unreachable` when it cannot be reached; calls straight to MX (`MemberAccess`) reject with an `MxError` when MX has refused
 * them. Pacing and deadlines are the server's, so `start` refuses an input that has them. `close` closes this client alone.
 *
 * @throws {TypeError} when `url` is no address or has a password in it, or a header cannot be sent.
 */
export function connectHost({
  url,
  fetch = globalThis.fetch,
  headers = {},
  timeout = DEFAULT_TIMEOUT,
}: ConnectHostOptions): MemberHost & MemberAccess {
  const base = pageUrl('connectHost: url', url).replace(/\/+$/, '');
  const invalid = invalidHeaders(headers);
  if (invalid !== null) throw new TypeError(`connectHost: ${invalid}`);
  const closing = new AbortController();

  async function send(request: Request): Promise<readonly [Response, unknown]> {
    const response = await fetch(request);
    const text = await response.text();
    return [response, parseJson(text)];
  }

  async function call(action: HostAction, asked: Call): Promise<unknown> {
    if (closing.signal.aborted) throw new HostError('closed', CLOSED);
    asked.signal?.throwIfAborted();
    const own = { ...headers };
    const invalid = invalidHeaders(own);
    if (invalid !== null) throw new HostError('invalid', invalid);
    const { method } = ROUTES[action];
    const limit = timeout + (asked.wait ?? 0);
    try {
      const [response, body] = await withTimeout(
        limit,
        (signal) =>
          send(
            new Request(addressOf(base, action, asked), {
              method,
              signal,
              // Answers and your headers are for this address alone.
              redirect: 'manual',
              headers: {
                accept: 'application/json, application/problem+json',
                ...(asked.body && { 'content-type': 'application/json' }),
                ...own,
              },
              ...(asked.body && { body: JSON.stringify(asked.body) }),
            }),
          ),
        closing.signal,
        asked.signal,
      );
      if (!response.ok) throw errorOf(response, body);
      return body;
    } catch (thrown) {
      if (closing.signal.aborted) throw new HostError('closed', CLOSED);
      asked.signal?.throwIfAborted();
      if (thrown instanceof HostError || thrown instanceof MxError) throw thrown;
      throw new HostError('unreachable', UNREACHABLE);
    }
  }

  const of = (member: MemberId) => ({ parameters: { ...Object(member) } });
  const view = async (action: HostAction, asked: Call) =>
    checked(await call(action, asked), isView);

  return {
    async start(input, { after } = {}) {
      const { member, after: record, ...rest } = Object(input) as typeof input;
      if (record !== undefined)
        throw new HostError('invalid', 'The host has the record of the attempt before itself.');
      const body = { ...rest, ...(after !== undefined && { after }) };
      return view('start', { ...of(member), body });
    },
    view: (member) => view('view', of(member)),
    async next(member, { revision, wait = DEFAULT_WAIT, signal }) {
      const until = performance.now() + wait;
      for (;;) {
        const left = Math.max(0, Math.min(until - performance.now(), DEFAULT_WAIT));
        const query = { revision, wait: Math.ceil(left) };
        const shown = await view('next', { ...of(member), query, wait: left, signal });
        if (shown.revision !== revision || performance.now() >= until) return shown;
      }
    },
    async answer(member, given) {
      const { answers, prompt } = Object(given) as typeof given;
      const answered = await call('answer', { ...of(member), body: { answers, prompt } });
      return checked(answered, isAnswered);
    },
    async hint(member) {
      await call('hint', { ...of(member), body: {} });
    },
    cancel: (member) => view('cancel', { ...of(member), body: {} }),
    async oauthWindowUri({ member }, { signal }: CallOptions = {}) {
      const made = await call('oauthWindowUri', { ...of(member), body: {}, signal });
      return checked(made, isOauthWindow);
    },
    async institutionCredentials({ institutionCode }, { signal }: CallOptions = {}) {
      const fields = await call('institutionCredentials', {
        parameters: { institutionCode },
        signal,
      });
      return checked(fields, isFields);
    },
    updateCredentials: ({ member, credentials }, { signal }: CallOptions = {}) =>
      call('updateCredentials', { ...of(member), body: { credentials }, signal }),
    async close() {
      closing.abort();
    },
  };
}

const isOauthWindow = (value: unknown): value is { readonly oauthWindowUri: string } => {
  const { oauthWindowUri } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof oauthWindowUri === 'string' && /^https?:/.test(oauthWindowUri);
};

const isFields = (
  value: unknown,
): value is Awaited<ReturnType<MemberAccess['institutionCredentials']>> =>
  Array.isArray(value) && value.every((field) => typeof Object(field).guid === 'string');
