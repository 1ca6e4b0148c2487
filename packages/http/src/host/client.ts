import {
  type AnsweredMember,
  HostError,
  type MemberAccess,
  type MemberHost,
  nextInRounds,
} from '@mx-member/machine/hosting';
import type { CallOptions, MemberId, MemberView } from '@mx-member/machine/step';
import { type AccessCall, createAccess } from '../access.ts';
import { errorOf, failureOf, notAHost } from '../replies.ts';
import { type ClientOptions, createJsonClient, type JsonCall } from '../web/json-client.ts';
import { ADDRESSES, fillPath, type HostAction } from './addresses.ts';
import type { ErasedUser, ErasingHost } from './erase.ts';

/**
 * Options of {@link connectHost}. `url` is the address of the handler, for example `https://members.internal/api/mx`;
 * in a page it may be relative. While a header has a value that cannot be sent, calls reject with `invalid`.
 */
export interface ConnectHostOptions extends ClientOptions {
  /** The time limit of a call, in ms. `next` adds its wait to it. @default 30000 */
  readonly timeout?: number;
}

/** What a call sends besides its action. */
interface Said {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly query?: Record<string, string>;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
  /** In ms, in addition to the time limit. */
  readonly wait?: number;
}

const closed = () => new HostError('closed', 'This host was closed.');

/** Sends a call. @returns The reply after `check`. */
type HostRequest = <Result>(
  action: HostAction,
  said: Said,
  check: (reply: unknown) => Result,
) => Promise<Result>;

function pathOf(action: HostAction, { parameters, query }: Said): string {
  try {
    const path = fillPath(action, parameters as Readonly<Record<string, string>>);
    return query ? `${path}?${new URLSearchParams(query)}` : path;
  } catch {
    throw new HostError('invalid', 'The ids must be texts that are not empty and not only dots.');
  }
}

function createRequest(
  send: ReturnType<typeof createJsonClient>,
  closing: AbortSignal,
): HostRequest {
  async function reply(call: JsonCall, signal: AbortSignal | undefined): Promise<unknown> {
    const [response, body] = await send(call).catch((thrown: unknown) => {
      if (closing.aborted) throw closed();
      signal?.throwIfAborted();
      throw failureOf(thrown);
    });
    if (!response.ok) throw errorOf(response, body);
    return body;
  }

  return async (action, said, check) => {
    const { signal, wait } = said;
    if (closing.aborted) throw closed();
    signal?.throwIfAborted();
    const { method } = ADDRESSES[action];
    const { body = method === 'POST' ? {} : undefined } = said;
    const path = pathOf(action, said);
    const replied = await reply({ method, path, body, wait, signals: [closing, signal] }, signal);
    try {
      return check(replied);
    } catch {
      throw notAHost(200);
    }
  };
}

/** Checks for the fields of a view. A newer version may add others. */
const isView = (value: unknown): value is MemberView => {
  const { state, revision, challenges } = Object(value) as Partial<MemberView>;
  return typeof state === 'string' && Number.isSafeInteger(revision) && Array.isArray(challenges);
};

/** Returns a valid reply. @throws {TypeError} for anything else. */
function ifHost<Reply>(isReply: boolean, reply: unknown): Reply {
  if (isReply) return reply as Reply;
  throw new TypeError();
}

const toView = (value: unknown): MemberView => ifHost(isView(value), value);

function toAnswered(value: unknown): AnsweredMember<MemberView> {
  const { view, problems } = Object(value) as Partial<AnsweredMember<MemberView>>;
  return ifHost(isView(view) && Array.isArray(problems), value);
}

function toErased(value: unknown): ErasedUser {
  const { members, records } = Object(value) as Partial<ErasedUser>;
  return ifHost(Array.isArray(members) && typeof records === 'number', value);
}

const ofMember = (member: MemberId) => ({ parameters: { ...Object(member) } });

const memberCalls = (request: HostRequest): Omit<MemberHost<MemberView>, 'close'> => ({
  async start(input, { after, replace } = {}) {
    const { member, after: record, ...rest } = Object(input) as typeof input;
    if (record !== undefined)
      throw new HostError('invalid', 'The host itself keeps the record of the previous attempt.');
    return request('start', { ...ofMember(member), body: { ...rest, after, replace } }, toView);
  },
  view: (member) => request('view', ofMember(member), toView),
  next(member, since) {
    const { revision, signal } = since;
    const ask = (wait: number) => {
      const query = { revision: `${revision}`, wait: `${wait}` };
      return request('next', { ...ofMember(member), query, wait, signal }, toView);
    };
    return nextInRounds(ask, since, () => performance.now());
  },
  async answer(member, given) {
    const { answers, prompt } = Object(given) as typeof given;
    return request('answer', { ...ofMember(member), body: { answers, prompt } }, toAnswered);
  },
  hint: (member) => request('hint', ofMember(member), () => undefined),
  cancel: (member) => request('cancel', ofMember(member), toView),
});

/** Splits a call of `MemberAccess` into path parameters and body. */
function saidOf(asked: AccessCall): Said {
  if (asked.call === 'institutionCredentials')
    return { parameters: { institutionCode: asked.institutionCode } };
  const said = ofMember(asked.member);
  return asked.call === 'oauthWindowUri'
    ? said
    : { ...said, body: { credentials: asked.credentials } };
}

/**
 * Connects to a host that `createHostHandler` serves.
 *
 * It rejects with the same `HostError` as the host itself, and with `unreachable` when the host cannot be reached.
 * Calls straight to MX (`MemberAccess`) reject with an `MxError` when MX has refused them.
 *
 * The server sets pacing and deadlines, so `start` refuses an input that has them. `close` closes only this client.
 *
 * @throws {TypeError} when `url` is not an address, when it contains a password, or when a header cannot be sent.
 */
export function connectHost(
  options: ConnectHostOptions,
): MemberHost<MemberView> & MemberAccess & ErasingHost {
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
