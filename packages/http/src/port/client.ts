import type { MemberAccess } from '@mx-member/machine/hosting';
import {
  type CallOptions,
  type FaultCode,
  type MemberPort,
  MxError,
  type Reading,
} from '@mx-member/machine/step';
import { createAccess, toSentReading } from '../access.ts';
import { readProblem, retryWait } from '../problems.ts';
import { faultOfStatus } from '../web/faults.ts';
import { type ClientOptions, createJsonClient } from '../web/json-client.ts';
import { retryAfterOf } from '../web/retry-after.ts';
import type { RelayCall } from './protocol.ts';

/**
 * Options of {@link connectRelay}. `url` may be relative in a page, for example `/mx`. While `headers` hold what none can hold, calls
 * reject with `badReturn`.
 */
export interface ConnectRelayOptions extends ClientOptions {
  /** The time limit of a call, in ms. It is longer than the relay's own, which may try MX more than once. @default 30000 */
  readonly timeout?: number;
}

/** Answers that these have kept back were certainly not sent. Signing in, or a limit, is what they wait for. */
const isKeptBack = (code: FaultCode): boolean => code === 'rateLimited' || code === 'unreachable';

/** A 401 is about the user's session. What MX says about the server's key comes as a fault. */
const codeOf = (status: number): FaultCode =>
  status === 401 ? 'signedOut' : faultOfStatus(status);

/** What the relay says went wrong; where something else has answered (a proxy), what its HTTP status says. */
function errorOf(response: Response, body: unknown, call: RelayCall['call']): MxError {
  const { status, headers } = response;
  const problem = readProblem(response, body);
  if (!problem) return new MxError(codeOf(status), { status, ...retryWait(retryAfterOf(headers)) });
  const { fault, wait, isUnsent, detail } = problem;
  const code = fault ?? codeOf(status);
  if (fault || !isUnsent) return new MxError(code, { ...wait, message: String(detail) });
  if (call === 'submitAnswers' && isKeptBack(code)) return new MxError('notSent', wait);
  return new MxError(code, { ...wait, message: `Your server has refused this: ${detail}` });
}

/**
 * The other half of `createRelay`: a port whose calls go to your server, each sent once. They reject with an `MxError`
 * that has the relay's code, or `unreachable` when it could not be asked; with the reason of `signal` when that aborts.
 * `signedOut` means that your server wants the user to sign in again: send `status.changed` to the actor after that, and it
 * polls at once. The calls of `MemberAccess` are `forbidden` unless the relay has `access`; `updateCredentials` resolves with
 * `{ reading }`, the baseline of the lifecycle that begins.
 * @throws {TypeError} when `url` is no address or has a password in it, or a header cannot be sent.
 */
export function connectRelay(options: ConnectRelayOptions): MemberPort & MemberAccess {
  const send = createJsonClient('connectRelay', options);

  async function call<Result>(
    asked: RelayCall,
    check: (body: unknown) => Result,
    { signal }: CallOptions = {},
  ): Promise<Result> {
    signal?.throwIfAborted();
    const [response, body] = await send({ method: 'POST', body: asked, signals: [signal] }).catch(
      (error) => {
        signal?.throwIfAborted();
        throw error;
      },
    );
    if (!response.ok) throw errorOf(response, body, asked.call);
    try {
      return check(body);
    } catch {
      // It comes from something on the way, or from another version.
      throw new MxError('malformed');
    }
  }

  const read = (asked: RelayCall, options?: CallOptions): Promise<Reading> =>
    call(asked, toSentReading, options);

  return {
    startJob: ({ member, job }, options) => read({ call: 'startJob', member, job }, options),
    readStatus: ({ member, expects = 'any' }, options) =>
      read({ call: 'readStatus', member, expects }, options),
    submitAnswers: ({ member, answers }, options) =>
      read({ call: 'submitAnswers', member, answers }, options),
    ...createAccess(call),
  };
}
