import { checkOptions, type HostErrorCode, type MemberAccess } from '@mx-member/machine/hosting';
import { JOBS, type Job, type MemberId } from '@mx-member/machine/step';
import type { CallerOf } from '../callers.ts';
import type { AskOptions } from '../context.ts';
import type { Authorization } from '../gate.ts';
import type { Limits } from '../limits/limiter.ts';
import type { OriginOptions } from '../origin.ts';
import type { ProblemName } from '../problems.ts';
import type { RelayCall } from './protocol.ts';

/** A call about a member. It is passed to `authorize`. */
export interface RelayedCall {
  readonly member: MemberId;
  readonly call: Exclude<RelayCall['call'], 'institutionCredentials'>;
  /** The job to start. `null` for every other call. */
  readonly job: Job | null;
  /** The result of `callerOf`. `null` without it. */
  readonly caller: string | null;
}

/** Why a relay refused a request: the name of the problem, as in its `type`. */
export type RefusalReason = ProblemName;

/** A request that the relay has refused. It contains no header, answer or credential. */
export interface RefusedRequest {
  readonly reason: RefusalReason;
  /** The HTTP status of the response. */
  readonly status: number;
  /** The `code` of the problem that the page gets. */
  readonly code: HostErrorCode;
  /** The result of `callerOf`. `null` if it was not called, or nobody is signed in. */
  readonly caller: string | null;
  /** `null` if the body was not read, or is not a call. */
  readonly call: RelayCall['call'] | null;
  /** `null` if the body was not read, or does not name a member. */
  readonly member: MemberId | null;
}

/** Where an error was thrown that is not an `MxError`: in one of your functions, or in the port. */
export type RelayErrorSource = 'callerOf' | 'authorize' | RelayCall['call'];

/** Whom a relay serves, and how much. `docs/relay.md` has a complete server. */
export interface RelayOptions<Context = undefined> extends OriginOptions {
  /**
   * Decides whether this caller may access this member. `true` allows it. `'signedOut'` is for an expired session: the
   * page keeps polling slowly until the user is back. Anything else denies it, and ends the lifecycle as `forbidden`.
   *
   * The request is passed for its headers (cookie, token); its body has already been read. If the function throws or
   * takes longer than `timeout`, the caller gets 503 and may try again.
   */
  readonly authorize: (
    request: Request,
    call: RelayedCall,
    options: AskOptions<Context>,
  ) => RelayAuthorization | Promise<RelayAuthorization>;
  /**
   * Returns the name of the caller from the headers of the request, for example the id of the session's user. Return
   * `null` if nobody is signed in: the caller then gets 401 before the body is read. Do not read the body. Calls are
   * counted by this name, and `authorize` and `onRefused` get it. @default callers have no name, and calls are counted
   * by the member's `userGuid`, after `authorize`
   */
  readonly callerOf?: CallerOf<Context>;
  /**
   * The jobs that may be started. Each job costs a login at the bank, and some cost money.
   *
   * @default ['aggregate']
   */
  readonly jobs?: readonly Job[];
  /**
   * Also serves `oauthWindowUri` and `updateCredentials` to callers that `authorize` allows, and
   * `institutionCredentials` to callers that `callerOf` names. It needs `callerOf`. For example the result of
   * `createMx`. @default none of the three is served
   */
  readonly access?: MemberAccess;
  /**
   * Limits of one caller: calls at the same time (2), per second (10), waiting (16), and how long they wait (10 s).
   * Requests beyond them get 429. To limit all callers together, use the limits of `createMx`.
   */
  readonly callerLimits?: Limits;
  /** The maximum length of a body, in bytes. @default 65536 */
  readonly maxBody?: number;
  /** The time limit for receiving the body, and for each of `callerOf` and `authorize`, in ms. @default 10000 */
  readonly timeout?: number;
  /** Called for each request that the relay refuses, for an audit log or a counter. Its errors are ignored. */
  readonly onRefused?: (refused: RefusedRequest) => void;
  /**
   * Called with errors of `callerOf` and `authorize`, and with errors of the port that are not an `MxError`, for your
   * log. A port of your own may quote secrets in its errors, so check before you log them. Its own errors are ignored.
   *
   * @default logs the error's name and our code to the console, at most once a minute
   */
  readonly onError?: (thrown: unknown, where: RelayErrorSource) => void;
}

/** The result of `authorize`. */
export type RelayAuthorization = Authorization;

const OPTIONS = [
  'authorize',
  'callerOf',
  'jobs',
  'access',
  'publicUrl',
  'allowedOrigins',
  'callerLimits',
  'maxBody',
  'timeout',
  'onRefused',
  'onError',
] as const;

/** @throws {TypeError} for options that would serve nothing, or too much. The message does not quote a value. */
export function checkRelayOptions<Context>(options: RelayOptions<Context>): void {
  checkOptions('createRelay', options, OPTIONS);
  const { authorize, callerOf, jobs = [], access } = options;
  if (!authorize)
    throw new TypeError(
      'createRelay: `authorize` is required. It must be a function that decides who may access which member.',
    );
  if (!Array.isArray(jobs) || !jobs.every((job) => JOBS.includes(job)))
    throw new TypeError(`createRelay: \`jobs\` must be a list of jobs: ${JOBS.join(', ')}.`);
  if (access && !callerOf)
    throw new TypeError(
      'createRelay: `access` needs `callerOf`, so that only your users get the login form of a bank.',
    );
}
