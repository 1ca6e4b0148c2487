import {
  checkOptions,
  type HostErrorCode,
  type MemberAccess,
  type OptionKinds,
} from '@mx-member/machine/hosting';
import { JOBS, type Job, type MemberId } from '@mx-member/machine/step';
import type { CallerOf } from '../callers.ts';
import type { Authorization } from '../gate.ts';
import type { Limits } from '../limits/limiter.ts';
import type { ProblemName } from '../problems.ts';
import type { RelayCall } from './protocol.ts';

/** A call that is about a member, as `authorize` gets it. */
export interface RelayedCall {
  readonly member: MemberId;
  readonly call: Exclude<RelayCall['call'], 'institutionCredentials'>;
  /** The job to start; `null` for every other call. */
  readonly job: Job | null;
  /** What `callerOf` has said; `null` without it. */
  readonly caller: string | null;
}

/** Why a relay refuses: the name of the problem that the page gets, as in its `type`. */
export type RefusalReason = ProblemName;

/** A request that the relay has refused. It holds no header, no answer and no credential. */
export interface RefusedRequest {
  readonly reason: RefusalReason;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** The `code` of the problem that the page gets. */
  readonly code: HostErrorCode;
  /** What `callerOf` has said; `null` when it was not asked, or knows nobody. */
  readonly caller: string | null;
  /** `null` when the body was not read, or is no call. */
  readonly call: RelayCall['call'] | null;
  /** `null` when the body was not read, or names no member. */
  readonly member: MemberId | null;
}

/** Where something was thrown that is no `MxError`: in a function of yours, or in the port. */
export type RelayErrorSource = 'callerOf' | 'authorize' | RelayCall['call'];

/** Whom a relay serves, and how much. `docs/relay.md` has a whole server. */
export interface RelayOptions {
  /**
   * Decides whether this caller may touch this member. `true` is a yes. `'signedOut'` is for a session that has ended: the
   * page polls on slowly until the user is back. Everything else is a no, and ends the lifecycle as `forbidden`. The request
   * is for its headers (cookie, token); its body has been read. When it throws or takes longer than `timeout`, the caller
   * gets 503 and may try again.
   */
  readonly authorize: (
    request: Request,
    call: RelayedCall,
    options: { readonly signal: AbortSignal },
  ) => RelayAuthorization | Promise<RelayAuthorization>;
  /**
   * Names the caller by the headers of the request, for example the id of the user whose session it is; `null` when nobody
   * is signed in, who then gets 401 before the body is read. It must not read the body. The name counts calls and goes to
   * `authorize` and `onRefused`. @default nobody is asked; calls are counted by the member's `userGuid`, after `authorize`
   */
  readonly callerOf?: CallerOf;
  /**
   * The jobs that may be started. Each costs a login at the bank, and some cost money.
   * @default ['aggregate']
   */
  readonly jobs?: readonly Job[];
  /**
   * Serves `oauthWindowUri` and `updateCredentials` as well, behind `authorize`, and `institutionCredentials`, to whom
   * `callerOf` names. Needs `callerOf`. `createMx` is one. @default none of the three is served
   */
  readonly access?: MemberAccess;
  /**
   * The address at which browsers see this server, for example `https://app.example`. Needed behind a proxy that ends TLS or
   * changes the host: the relay then sees another address than the browser. Only its origin counts. With it, the address of
   * a request is not trusted. @default the address of each request
   */
  readonly publicUrl?: string | URL | undefined;
  /**
   * Origins that may call besides the relay's own, as browsers send them: `https://shop.example`, without a slash at the
   * end. @default []
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * Limits of one caller: calls at the same time (2), per second (10), waiting (16) and how long they wait (10 s). What is
   * more gets 429. Limits of all callers together are those of `createMx`.
   */
  readonly callerLimits?: Limits;
  /** The longest body that is read, in bytes. @default 65536 */
  readonly maxBody?: number;
  /** How long the body, `callerOf` and `authorize` may take, each, in ms. @default 10000 */
  readonly timeout?: number;
  /** Called for each request that the relay refuses: for an audit log, or a counter. What it throws is ignored. */
  readonly onRefused?: (refused: RefusedRequest) => void;
  /**
   * What `callerOf` or `authorize` has thrown, or what the port has thrown that is no `MxError`: for your log. A port of your
   * own may quote secrets in its errors: look before you write them down. What it throws is ignored.
   * @default the console gets its name and our code, once a minute
   */
  readonly onError?: (thrown: unknown, where: RelayErrorSource) => void;
}

/** What `authorize` answers. */
export type RelayAuthorization = Authorization;

const KINDS: OptionKinds<RelayOptions> = {
  authorize: '',
  callerOf: 'a function',
  jobs: '',
  access: 'an object',
  publicUrl: '',
  allowedOrigins: '',
  callerLimits: 'an object',
  maxBody: 'a whole number above 0',
  timeout: 'a whole number above 0',
  onRefused: 'a function',
  onError: 'a function',
};

/** @throws {TypeError} for what would serve nothing, or too much. It quotes no value. */
export function checkRelayOptions(options: RelayOptions): void {
  checkOptions('createRelay', options, KINDS);
  const { authorize, callerOf, jobs = [], access } = options;
  if (typeof authorize !== 'function')
    throw new TypeError(
      'createRelay: `authorize` must be a function that decides who may touch which member; without it nothing is served.',
    );
  if (!Array.isArray(jobs) || !jobs.every((job) => JOBS.includes(job)))
    throw new TypeError(`createRelay: \`jobs\` must be a list of jobs: ${JOBS.join(', ')}.`);
  if (access && !callerOf)
    throw new TypeError(
      'createRelay: `access` needs `callerOf`, so that the login form of a bank is served to your users alone.',
    );
}
