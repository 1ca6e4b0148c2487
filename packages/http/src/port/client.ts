import type { MemberAccess } from '@mx-member/machine/hosting';
import {
  type CallOptions,
  type FaultCode,
  type MemberId,
  type MemberPort,
  MxError,
  type Reading,
} from '@mx-member/machine/step';
import { createAccess, ofMember, toSentReading } from '../access.ts';
import type { Action } from '../addresses.ts';
import { createCalls } from '../client.ts';
import { readProblem, retryWait } from '../problems.ts';
import { faultOfStatus } from '../web/faults.ts';
import type { ClientOptions } from '../web/json-client.ts';
import { retryAfterOf } from '../web/retry-after.ts';

/**
 * With these codes the server kept the answers back, so they were certainly not sent. The user must sign in, or a limit
 * must pass.
 */
const isKeptBack = (code: FaultCode): boolean => code === 'rateLimited' || code === 'unreachable';

/** A 401 is about the user's session. A problem with the server's key at MX comes as a fault instead. */
const codeOf = (status: number): FaultCode =>
  status === 401 ? 'signedOut' : faultOfStatus(status);

/**
 * The error that the relay reports. If the response comes from something else (a proxy), the meaning of its HTTP
 * status.
 */
function errorOf(response: Response, body: unknown, action: Action): MxError {
  const { status, headers } = response;
  const problem = readProblem(response, body);
  if (!problem) return new MxError(codeOf(status), { status, ...retryWait(retryAfterOf(headers)) });
  const { fault, wait, isUnsent, message, hold } = problem;
  if (hold) return Object.assign(new MxError('forbidden', { message }), { sent: false, hold });
  const code = fault ?? codeOf(status);
  if (fault || !isUnsent) return new MxError(code, { ...wait, message });
  if (action === 'submitAnswers' && isKeptBack(code)) return new MxError('notSent', wait);
  return new MxError(code, { ...wait, message: `Your server has refused this: ${message}` });
}

/**
 * Connects to `createRelay`: a port whose calls go to your server. Each call is sent once. The time limit is longer than the
 * relay's own limit, because the relay may try MX more than once. While a header has a value that cannot be sent, calls reject
 * with `badReturn`.
 *
 * Calls reject with an `MxError`. Its code is the relay's, or `unreachable` when the relay could not be reached. After
 * an abort they reject with the reason of `signal`. `signedOut` means that the user must sign in again at your server.
 * After that, send `status.changed` to the actor, and it polls at once.
 *
 * The calls of `MemberAccess` are `forbidden` unless the relay has `access`. `updateCredentials` resolves with
 * `{ reading }`, the baseline of the next lifecycle.
 *
 * @throws {TypeError} when `url` is not an address, when it contains a password, or when a header cannot be sent.
 */
export function connectRelay(options: ClientOptions): MemberPort & MemberAccess {
  const ask = createCalls('connectRelay', options, {
    failed: (thrown) => thrown,
    refused: errorOf,
    // The response comes from a proxy, or from another version of the relay.
    foreign: () => new MxError('malformed'),
  });
  const read = (
    action: Action,
    member: MemberId,
    body: object,
    { signal }: CallOptions = {},
  ): Promise<Reading> => ask(action, { ...ofMember(member), body, signal }, toSentReading);

  return {
    startJob: ({ member, job }, options) => read('startJob', member, { job }, options),
    readStatus: ({ member, expects = 'any' }, options) =>
      read('readStatus', member, { expects }, options),
    submitAnswers: ({ member, answers }, options) =>
      read('submitAnswers', member, { answers }, options),
    ...createAccess(ask),
  };
}
