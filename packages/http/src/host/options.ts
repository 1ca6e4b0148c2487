import { checkOptions, type MemberAccess, type OptionKinds } from '@mx-member/machine/hosting';
import type { Job, MemberId } from '@mx-member/machine/step';
import type { CallerOf } from '../callers.ts';
import type { Authorization } from '../gate.ts';
import type { Limits } from '../limits/limiter.ts';
import type { HostAction } from './addresses.ts';

/** What a caller wants, as `authorize` gets it. */
export interface HostCall {
  readonly action: HostAction;
  /** `null` for `institutionCredentials`, which is about no member, and for `forget`, which is about all of a user. */
  readonly member: MemberId | null;
  /** The user of the member, or the user to forget; `null` for `institutionCredentials`. */
  readonly userGuid: string | null;
  /** The job that `start` names; `null` for one that runs already, and for every other action. */
  readonly job: Job | null;
}

/** What `authorize` answers: `true` is a yes, `'signedOut'` a 401, everything else a 403. */
export type HostAuthorization = Authorization;

/** What a handler was doing when something was thrown. */
export type HandlerErrorPlace = 'callerOf' | 'authorize' | 'webhook' | HostAction;

/** Options of `createHostHandler`. */
export interface HostHandlerOptions {
  /**
   * Decides whether this caller may do this. The request is for its headers (cookie, token): it must not read the body. When it
   * throws or takes longer than `timeout`, the caller gets 503 and may try again.
   *
   * The job of a start is in its body, so without `callerOf` a start is asked twice: as a `view` of the member before its body
   * is read, then as a `start` with its job.
   */
  readonly authorize: (
    request: Request,
    call: HostCall,
    options: { readonly signal: AbortSignal },
  ) => HostAuthorization | Promise<HostAuthorization>;
  /**
   * Names the caller by the headers of the request, for example the id of the user whose session it is; `null` when nobody is
   * signed in, who then gets 401 before anything else happens. It must not read the body. Calls are counted by this name.
   * @default calls are counted by the member's `userGuid`, after `authorize`
   */
  readonly callerOf?: CallerOf | undefined;
  /**
   * Limits of one caller: calls at the same time (4), per second (20), waiting (32) and how long they wait (10 s). What is more
   * gets 429. A `next` that waits counts as one of 64 at the same time. @default as above
   */
  readonly callerLimits?: Limits | undefined;
  /**
   * Serves the address of an OAuth window, login forms, and new credentials, straight to MX. `createMx` is one.
   * @default none of the three is served
   */
  readonly access?: MemberAccess | undefined;
  /**
   * Reads a webhook that arrives at `/webhooks/mx`: the member it is about, who is then polled; `null` for none; or the
   * response, for example to a wrong password. It must check who has sent it (`parseMxWebhook` does), and bound what it reads.
   * @default no webhooks
   */
  readonly webhook?:
    | ((
        request: Request,
        options: { readonly signal: AbortSignal },
      ) => MemberId | null | Response | Promise<MemberId | null | Response>)
    | undefined;
  /** What comes before all paths, for example `/api/mx`. @default '' */
  readonly basePath?: string;
  /** The longest body that is read, in bytes. @default 65536 */
  readonly maxBody?: number;
  /** How long the body, `callerOf`, `authorize` and `webhook` may take, each, in ms. @default 10000 */
  readonly timeout?: number;
  /**
   * What was thrown that no caller is shown, for your log. What your own functions throw may hold secrets: look before you
   * write it down. What it throws is ignored.
   * @default the console gets its name and our code, once a minute
   */
  readonly onError?: (thrown: unknown, where: HandlerErrorPlace) => void;
}

const KINDS: OptionKinds<HostHandlerOptions> = {
  authorize: '',
  callerOf: 'a function',
  callerLimits: 'an object',
  access: 'an object',
  webhook: 'a function',
  basePath: '',
  maxBody: 'a whole number above 0',
  timeout: 'a whole number above 0',
  onError: 'a function',
};

/** @throws {TypeError} for what would serve nothing, or everybody. */
export function checkHandlerOptions(options: HostHandlerOptions): void {
  checkOptions('createHostHandler', options, KINDS);
  const { authorize, basePath = '' } = options;
  if (typeof authorize !== 'function')
    throw new TypeError(
      'createHostHandler: `authorize` must be a function that decides who may do what; without it nothing is served.',
    );
  if (typeof basePath !== 'string' || !/^(\/[^/?#]+)*$/.test(basePath))
    throw new TypeError(
      'createHostHandler: `basePath` must begin with a slash and end without one.',
    );
}
