import {
  type AnsweredMember,
  HostError,
  type MemberAccess,
  type MemberHost,
  nextInRounds,
  startRequest,
} from '@mx-member/machine/hosting';
import type { MemberView } from '@mx-member/machine/step';
import { createAccess, ofMember } from '../access.ts';
import { type Ask, createCalls, HOST_ERRORS, replyWith } from '../client.ts';
import type { ClientOptions } from '../web/json-client.ts';
import type { Erased, ErasingHost } from './erase.ts';

const toView = replyWith<MemberView>({
  state: 'string',
  revision: Number.isSafeInteger,
  challenges: 'list',
});
const toAnswered = replyWith<AnsweredMember<MemberView>>({ view: toView, problems: 'list' });
const toErased = replyWith<Erased>({ members: 'list', records: 'number' });

const memberCalls = (request: Ask): Omit<MemberHost<MemberView>, 'close'> => ({
  async start(input, options) {
    const { member, body } = startRequest(input, options);
    return request('start', { ...ofMember(member), body }, toView);
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

/**
 * Connects to a host that `createHostHandler` serves.
 *
 * It rejects with the same `HostError` as the host itself, and with `unreachable` when the host cannot be reached.
 * Calls straight to MX (`MemberAccess`) reject with an `MxError` when MX has refused them.
 *
 * `url` is the address of the handler, for example `https://members.internal/api/mx`. While a header has a value that cannot be
 * sent, calls reject with `invalid`. `next` adds its wait to the time limit.
 *
 * The server sets pacing and deadlines, so `start` refuses an input that has them. `close` closes only this client.
 *
 * @throws {TypeError} when `url` is not an address, when it contains a password, or when a header cannot be sent.
 */
export function connectHost(
  options: ClientOptions,
): MemberHost<MemberView> & MemberAccess & ErasingHost {
  const closing = new AbortController();
  const request = createCalls('connectHost', options, HOST_ERRORS, closing.signal);
  return {
    ...memberCalls(request),
    async forget(userGuid) {
      return request('forget', { parameters: { userGuid } }, toErased);
    },
    ...createAccess(request),
    async close() {
      closing.abort(new HostError('closed', 'This host was closed.'));
    },
  };
}
