import type { Answer, MemberId, MemberInput, Problem } from '../data/types.ts';
import type { BareView } from '../memory/view.ts';
import type { MemberView } from '../memory/worded-view.ts';
import type { CallOptions } from '../mx/port.ts';

/** The interfaces between packages that run members, limit calls, or reach MX outside of the lifecycle. */

/** The answers of a user, and the prompt that they are for. */
export interface GivenAnswers {
  readonly answers: readonly Answer[];
  /** The `prompt` of the view that the user answered. */
  readonly prompt: number;
}

/** The result of answering. */
export interface AnsweredMember<View extends BareView = BareView> {
  readonly view: View;
  /** What is wrong with the answers. Empty if they were accepted. */
  readonly problems: readonly Problem[];
}

/** How {@link MemberHost.next} waits. */
export interface NextOptions {
  /** The revision that the caller knows. */
  readonly revision: number;
  /** How long to wait for another view, in ms. @default 25000 */
  readonly wait?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How {@link MemberHost.start} begins. */
export interface StartOptions {
  /**
   * The revision of the outcome after which the caller wants another lifecycle. @default an ended lifecycle is not
   * started again
   */
  readonly after?: number | undefined;
  /**
   * Begins even if the member's record is `unreadable`. The record is set aside, not erased. MX is polled first: a
   * running job or an open question is followed, and nothing is started. It has no effect if the record can be read.
   *
   * @default false
   */
  readonly replace?: boolean | undefined;
}

/**
 * Runs members, locally or elsewhere. Each call resolves after the record was committed, and only committed records are
 * shown. `View` is `MemberView` for a host whose views have all sentences, which is every host but the one in a page.
 */
export interface MemberHost<View extends BareView = BareView> {
  /**
   * Starts a lifecycle for a member that the host does not know. While a lifecycle of the same job runs, or any if the
   * input has no job, returns its view. After an outcome, starts again only if `after` is the revision of that outcome.
   * Otherwise it returns the outcome, so that a repeated request starts nothing. A lifecycle that follows new credentials
   * is cancelled by a start after later ones, for which MX has begun another job.
   *
   * @throws {HostError} `busy` while another job runs, `invalid` for an invalid input, `unreadable` like every other
   * call.
   */
  start(input: MemberInput, options?: StartOptions): Promise<View>;
  /**
   * Sends the user's answers, with the `prompt` of the view that the user answered. `problems` says what is wrong with
   * them, including `superseded` and `notYet`. It is empty if the answers were accepted.
   */
  answer(member: MemberId, given: GivenAnswers): Promise<AnsweredMember<View>>;
  /** Polls now, because a webhook arrived. */
  hint(member: MemberId): Promise<void>;
  /** Cancels the lifecycle. It fails with the reason `cancelled`. The job at MX is not stopped. */
  cancel(member: MemberId): Promise<View>;
  /**
   * The view of a member.
   *
   * @throws {HostError} `notFound` for an unknown member.
   */
  view(member: MemberId): Promise<View>;
  /**
   * Waits for a view with another revision, and returns the same view after `wait`. A revision can decrease after a
   * power failure.
   */
  next(member: MemberId, since: NextOptions): Promise<View>;
  /** Closes this host, or this client of a host. Stored members continue in the next host. */
  close(): Promise<void>;
}

/**
 * Why a host refuses a call. `busy`: another job runs. `notFound`: the member is unknown. `invalid`: wrong arguments.
 * `signedOut`: the caller must sign in. `forbidden`: the caller may not do this. `unreachable`: the host cannot be
 * reached, or cannot store the record. `unreadable`: the record of the member is damaged or has another format; it is
 * not changed. `closed`: the host was closed.
 */
export const HOST_ERROR_CODES = [
  'busy',
  'notFound',
  'invalid',
  'signedOut',
  'forbidden',
  'unreachable',
  'unreadable',
  'closed',
] as const;
/** One of {@link HOST_ERROR_CODES}. */
export type HostErrorCode = (typeof HOST_ERROR_CODES)[number];

/** Why new credentials wait for a yes of the person. `docs/logins.md` has the table. */
export const LOGIN_HOLDS = ['locked', 'prevented', 'refusedTwice', 'sameAgain'] as const;

/** New credentials were not sent, because they need a yes of the person first. */
export interface LoginHold {
  /**
   * `sameAgain`: the bank has refused the same ones within the last hour. `refusedTwice`: it has refused two logins in a row.
   * `prevented`: MX tries no more until it gets the login that works. `locked`: the bank has locked the account.
   */
  readonly why: (typeof LOGIN_HOLDS)[number];
  /** The yes: send it as `confirmed` with the credentials, after the person has said so. It is valid for one login. */
  readonly confirm: string;
}

/** The hold of an error of `updateCredentials`, or of a creation. `null` for any other error. */
export function loginHoldOf(thrown: unknown): LoginHold | null {
  const { why, confirm } = Object(Object(thrown).hold);
  const known = LOGIN_HOLDS.find((one) => one === why);
  return known && typeof confirm === 'string' ? { why: known, confirm } : null;
}

/** The error of a {@link MemberHost}. Its message never quotes an answer or a key. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;
  /** `false` if the call certainly had no effect, so that nothing was sent to MX. @default undefined: not known */
  declare readonly sent?: false;
  /** Only of new credentials: they wait for a yes of the person, and were not sent. */
  declare readonly hold?: LoginHold;
  constructor(code: HostErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** An error of a second copy of this module counts too. Bundlers make such copies, and they share a host. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return Object(thrown).name === 'HostError';
  }
}

/** One field of a bank's login form. */
export interface CredentialField {
  /** Identifies the field when its value is sent: `CRD-…`. */
  readonly guid: string;
  /** MX's name of the field, for example `LOGIN` or `PASSWORD`. Empty if MX does not send one. */
  readonly fieldName: string;
  /** The bank's name of the field. */
  readonly label: string;
  /** The kind of input, for example `TEXT` or `PASSWORD`. Empty if MX does not send one. */
  readonly type: string;
}

/** How the user gets to the bank's OAuth page and back (D-OURI). */
export interface OauthRequest {
  /** Where the user goes after the bank. Only with `APP`. MX appends the result and the guid of the member (D-OM). */
  readonly clientRedirectUrl?: string;
  /**
   * The kind of program that opens the page. With `BROWSER`, MX finally shows a page that posts a message to the window
   * that opened it. With `APP`, MX redirects to `clientRedirectUrl` (D-OB, D-OM). @default 'BROWSER', set by MX
   */
  readonly referralSource?: 'BROWSER' | 'APP';
  /** Whether the bank's own app may open, if the bank has one (Chase only). @default true, set by MX */
  readonly enableApp2app?: boolean;
  /** The URL scheme that MX's page uses to talk to a web view. Only with `APP`. @default 'mx', set by MX */
  readonly uiMessageWebviewUrlScheme?: string;
}

/** Calls to MX outside of the lifecycle. Credentials go straight to MX, never through a host or a record. */
export interface MemberAccess {
  /** Returns the address of the bank's own page, to open in a window. It can be used once. */
  oauthWindowUri(
    request: OauthRequest & { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<{ readonly oauthWindowUri: string }>;
  /** Returns the fields of an institution's login form. */
  institutionCredentials(
    request: { readonly institutionCode: string },
    options?: CallOptions,
  ): Promise<readonly CredentialField[]>;
  /**
   * Sends new credentials. MX then starts a job by itself. A server rejects with an error that has a `hold` while they need a yes of
   * the person.
   */
  updateCredentials(
    request: {
      readonly member: MemberId;
      readonly credentials: readonly { readonly guid: string; readonly value: string }[];
      /** The `confirm` of the hold to which the person has said yes. @default nobody has */
      readonly confirmed?: string;
    },
    options?: CallOptions,
  ): Promise<unknown>;
}

/** Watches members wherever they run, for metrics, traces or logs. It must not throw. */
export interface MemberObserver {
  /**
   * Called with the view of a member whenever it may have changed. A view with an outcome is the last of a lifecycle.
   * `null` means that the member no longer runs here and has no outcome: the process ends, or another process
   * continues.
   */
  onView(member: MemberId, view: MemberView | null): void;
}

/** Limits the calls of everybody who shares it. */
export interface Limiter {
  /**
   * Waits for a place: higher `priority` first, and users take turns.
   *
   * @returns A function to call when the call has ended. If MX answered 429, pass `refused` with the wait that MX asked
   * for, in ms, so that the limiter can learn MX's limit.
   * @throws {MxError} `rateLimited` when too many callers already wait. Also rejects with the signal's reason when it
   * aborts.
   */
  acquire(options: {
    readonly member: MemberId | null;
    readonly priority: number;
    readonly signal?: AbortSignal | undefined;
  }): Promise<(refused?: { readonly retryAfter?: number | undefined }) => void>;
}
