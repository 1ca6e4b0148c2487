import { checkOptions, type MemberAccess, type OptionKinds } from '@mx-member/machine/hosting';
import type { Job, MemberId } from '@mx-member/machine/step';
import type { Authorization } from '../gate.ts';
import type { HostAction } from './addresses.ts';

/** What a caller wants, as `authorize` gets it. */
export interface HostCall {
  readonly action: HostAction;
  /** `null` for `institutionCredentials`, which is about no member. */
  readonly member: MemberId | null;
  /** The job that `start` names; `null` for one that runs already, and for every other action. */
  readonly job: Job | null;
}

/** What `authorize` answers: `true` is a yes, `'signedOut'` a 401, everything else a 403. */
export type HostAuthorization = Authorization;

/** What a handler was doing when something was thrown. */
export type HandlerErrorPlace = 'authorize' | 'webhook' | HostAction;

/** Options of `createHostHandler`. */
export interface HostHandlerOptions {
  /**
   * Decides whether this caller may do this. The request is for its headers (cookie, token): it must not read the body. When it
   * throws or takes longer than `timeout`, the caller gets 503 and may try again.
   */
  readonly authorize: (
    request: Request,
    call: HostCall,
    options: { readonly signal: AbortSignal },
  ) => HostAuthorization | Promise<HostAuthorization>;
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
  /** How long the body, `authorize` and `webhook` may take, each, in ms. @default 10000 */
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
