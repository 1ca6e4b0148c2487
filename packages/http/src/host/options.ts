import { checkOptions, type MemberAccess } from '@mx-member/machine/hosting';
import type { Job, MemberId } from '@mx-member/machine/step';
import type { CallerOf } from '../callers.ts';
import type { AskOptions } from '../context.ts';
import type { Authorization } from '../gate.ts';
import type { Limits } from '../limits/limiter.ts';
import type { OriginOptions } from '../origin.ts';
import type { HostAction } from './addresses.ts';
import type { ServedHost } from './erase.ts';

/** What a caller wants to do. It is passed to `authorize`. */
export interface HostCall {
  /** Never `forget`: `authorizeErasure` decides about that. */
  readonly action: Exclude<HostAction, 'forget'>;
  /** `null` for `institutionCredentials`, which is about a bank's login form and not about a member. */
  readonly member: MemberId | null;
  /** The user of the member: compare this with the user of your session. `null` for `institutionCredentials`. */
  readonly userGuid: string | null;
  /** The job of a `start`. `null` if the job already runs, and for every other action. */
  readonly job: Job | null;
}

/** The user whom a caller wants to erase. It is passed to `authorizeErasure`. */
export interface HostErasure {
  readonly userGuid: string;
}

/** The result of `authorize` and `authorizeErasure`: `true` allows the call, `'signedOut'` means 401, anything else means 403. */
export type HostAuthorization = Authorization;

/** What a handler was doing when an error was thrown. */
export type HandlerErrorPlace =
  | 'callerOf'
  | 'authorize'
  | 'authorizeErasure'
  | 'webhook'
  | HostAction;

/** Options of `createHostHandler`. */
export interface HostHandlerOptions<Context = undefined> extends OriginOptions {
  /**
   * Decides whether this caller may do this. The request is passed for its headers (cookie, token): do not read its
   * body. If the function throws or takes longer than `timeout`, the caller gets 503 and may try again.
   *
   * The job of a start is in its body. So without `callerOf`, a start is authorized twice: as a `view` of the member
   * before its body is read, then as a `start` with its job.
   */
  readonly authorize: (
    request: Request,
    call: HostCall,
    options: AskOptions<Context>,
  ) => HostAuthorization | Promise<HostAuthorization>;
  /**
   * Decides whether this caller may erase everything that the host stores about a user (`forget`). `authorize` is not
   * asked. Usually only your own backend may do this, and a page may not.
   *
   * @default nobody may erase a user over HTTP
   */
  readonly authorizeErasure?:
    | ((
        request: Request,
        erasure: HostErasure,
        options: AskOptions<Context>,
      ) => HostAuthorization | Promise<HostAuthorization>)
    | undefined;
  /**
   * Returns the name of the caller from the headers of the request, for example the id of the session's user. Return
   * `null` if nobody is signed in: the caller then gets 401 at once. Do not read the body. The limits count calls by
   * this name.
   *
   * @default calls are counted by the member's `userGuid`, after `authorize`
   */
  readonly callerOf?: CallerOf<Context> | undefined;
  /**
   * Limits of one caller: calls at the same time (4), per second (20), waiting (32), and how long they wait (10 s).
   * Requests beyond them get 429. Waiting `next` calls have a limit of their own: 64 at the same time. @default as
   * above
   */
  readonly callerLimits?: Limits | undefined;
  /**
   * Serves OAuth window addresses, login forms and new credentials, straight from MX. For example the result of
   * `createMx`.
   *
   * @default none of the three is served
   */
  readonly access?: MemberAccess | undefined;
  /**
   * Parses a webhook that arrives at `/webhooks/mx`. Return the member to poll, `null` to poll nobody, or a response,
   * for example to a wrong password. The function must check the sender (`parseMxWebhook` does) and limit how much it
   * reads.
   *
   * @default webhooks are not served
   */
  readonly webhook?:
    | ((
        request: Request,
        options: { readonly signal: AbortSignal },
      ) => MemberId | null | Response | Promise<MemberId | null | Response>)
    | undefined;
  /** The part before all paths, for example `/api/mx`. @default '' */
  readonly basePath?: string;
  /** The maximum length of a body, in bytes. @default 65536 */
  readonly maxBody?: number;
  /**
   * The time limit for receiving the body, and for each of `callerOf`, `authorize`, `authorizeErasure` and `webhook`, in
   * ms. @default 10000
   */
  readonly timeout?: number;
  /**
   * Called with errors that the caller does not see, for your log. Errors of your own functions may contain secrets, so
   * check before you log them. Its own errors are ignored.
   *
   * @default logs the error's name and our code to the console, at most once a minute
   */
  readonly onError?: (thrown: unknown, where: HandlerErrorPlace) => void;
}

const OPTIONS = [
  'authorize',
  'authorizeErasure',
  'callerOf',
  'callerLimits',
  'access',
  'webhook',
  'publicUrl',
  'allowedOrigins',
  'basePath',
  'maxBody',
  'timeout',
  'onError',
] as const;

/** @throws {TypeError} for options that would serve nothing, or would serve everybody. */
export function checkHandlerOptions<Context>(
  host: ServedHost,
  options: HostHandlerOptions<Context>,
): void {
  checkOptions('createHostHandler', options, OPTIONS);
  const { authorize, authorizeErasure, basePath = '' } = options;
  if (!authorize)
    throw new TypeError(
      'createHostHandler: `authorize` is required. It must be a function that decides who may do what.',
    );
  if (authorizeErasure && !host.forget)
    throw new TypeError(
      'createHostHandler: `authorizeErasure` needs a host that can erase users (`forget`).',
    );
  if (typeof basePath !== 'string' || !/^(\/[^/?#]+)*$/.test(basePath))
    throw new TypeError(
      'createHostHandler: `basePath` must begin with a slash and end without one.',
    );
}
