import {
  type AnsweredMember,
  HostError,
  type MemberAccess,
  type MemberHost,
  nextInRounds,
} from '@mx-member/machine/hosting';
import type { CallOptions, MemberId, MemberView } from '@mx-member/machine/step';
import { type AccessCall, createAccess } from '../access.ts';
import { errorOf, failureOf } from '../replies.ts';
import { type ClientOptions, createJsonClient, type JsonCall } from '../web/json-client.ts';
import { ADDRESSES, fillPath, type HostAction } from './addresses.ts';
import { type ErasingHost, toErased } from './erase.ts';

/**
 * Options of {@link connectHost}. `url` is where the handler is, for example `https://members.internal/api/mx`; in a page it may be
 * relative. While `headers` hold what none can hold, calls reject with `invalid`.
 */
export interface ConnectHostOptions extends ClientOptions {
  /** The time limit of a call, in ms; for `next` it comes on top of the wait. @default 30000 */
  readonly timeout?: number;
}

/** What a call says besides its action. */
interface Said {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, number>>;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
  /** In ms, beside the time limit. */
  readonly wait?: number;
}

const CLOSED = 'This host was closed.';

/** @returns What `check` makes of the reply. */
type HostRequest = <Result>(
  action: HostAction,
  said: Said,
  check: (reply: unknown) => Result,
) => Promise<Result>;

function pathOf(action: HostAction, { parameters, query = {} }: Said): string {
  try {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)]),
    );
    const path = fillPath(action, parameters as Readonly<Record<string, string>>);
    return search.size > 0 ? `${path}?${search}` : path;
  } catch {
    throw new HostError('invalid', 'The ids must be texts, and neither empty nor dots alone.');
  }
}

function createRequest(
  send: ReturnType<typeof createJsonClient>,
  closing: AbortSignal,
): HostRequest {
  async function reply(call: JsonCall, signal: AbortSignal | undefined): Promise<unknown> {
    const [response, body] = await send(call).catch((thrown: unknown) => {
      if (closing.aborted) throw new HostError('closed', CLOSED);
      signal?.throwIfAborted();
      throw failureOf(thrown);
    });
    if (!response.ok) throw errorOf(response, body);
    return body;
  }

  return async (action, said, check) => {
    const { signal, body, wait } = said;
    if (closing.aborted) throw new HostError('closed', CLOSED);
    signal?.throwIfAborted();
    const { method } = ADDRESSES[action];
    const path = pathOf(action, said);
    const replied = await reply({ method, path, body, wait, signals: [closing, signal] }, signal);
    try {
      return check(replied);
    } catch {
      throw new HostError(
        'unreachable',
        'Something else than a host has answered. Check the address.',
      );
    }
  };
}

/** A view has these fields, whatever else a newer version adds. */
const isView = (value: unknown): value is MemberView => {
  const { state, revision, challenges } = Object(value) as Partial<MemberView>;
  return typeof state === 'string' && Number.isSafeInteger(revision) && Array.isArray(challenges);
};

function toView(value: unknown): MemberView {
  if (isView(value)) return value;
  throw new TypeError('It is not a view.');
}

function toAnswered(value: unknown): AnsweredMember {
  const { view, problems } = Object(value) as AnsweredMember;
  if (isView(view) && Array.isArray(problems)) return value as AnsweredMember;
  throw new TypeError('It is not the reply to answers.');
}

const ofMember = (member: MemberId) => ({ parameters: { ...Object(member) } });

const memberCalls = (request: HostRequest): Omit<MemberHost, 'close'> => ({
  async start(input, { after, replace } = {}) {
    const { member, after: record, ...rest } = Object(input) as typeof input;
    if (record !== undefined)
      throw new HostError('invalid', 'The host has the record of the attempt before itself.');
    const body = {
      ...rest,
      ...(after !== undefined && { after }),
      ...(replace !== undefined && { replace }),
    };
    return request('start', { ...ofMember(member), body }, toView);
  },
  view: (member) => request('view', ofMember(member), toView),
  next(member, since) {
    const { revision, signal } = since;
    const ask = (wait: number) =>
      request('next', { ...ofMember(member), query: { revision, wait }, wait, signal }, toView);
    return nextInRounds(ask, since, () => performance.now());
  },
  async answer(member, given) {
    const { answers, prompt } = Object(given) as typeof given;
    return request('answer', { ...ofMember(member), body: { answers, prompt } }, toAnswered);
  },
  hint: (member) => request('hint', { ...ofMember(member), body: {} }, () => undefined),
  cancel: (member) => request('cancel', { ...ofMember(member), body: {} }, toView),
});

/** Where the call of `MemberAccess` finds its parts in the address and the body. */
function saidOf(asked: AccessCall): Said {
  switch (asked.call) {
    case 'oauthWindowUri':
      return { ...ofMember(asked.member), body: {} };
    case 'updateCredentials':
      return { ...ofMember(asked.member), body: { credentials: asked.credentials } };
    case 'institutionCredentials':
      return { parameters: { institutionCode: asked.institutionCode } };
  }
}

/**
 * A host that is served by `createHostHandler`. It rejects with the same `HostError` as the host there, and with
 * `unreachable` when it cannot be reached; calls straight to MX (`MemberAccess`) reject with an `MxError` when MX has refused
 * them. Pacing and deadlines are the server's, so `start` refuses an input that has them. `close` closes this client alone.
 *
 * @throws {TypeError} when `url` is no address or has a password in it, or a header cannot be sent.
 */
export function connectHost(options: ConnectHostOptions): MemberHost & MemberAccess & ErasingHost {
  const closing = new AbortController();
  const request = createRequest(createJsonClient('connectHost', options), closing.signal);
  return {
    ...memberCalls(request),
    async forget(userGuid) {
      return request('forget', { parameters: { userGuid } }, toErased);
    },
    ...createAccess((asked, check, { signal }: CallOptions = {}) =>
      request(asked.call, { ...saidOf(asked), signal }, check),
    ),
    async close() {
      closing.abort();
    },
  };
}
