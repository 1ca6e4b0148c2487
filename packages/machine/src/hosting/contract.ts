import type { Answer, MemberId, MemberInput, Problem } from '../data/types.ts';
import type { MemberView } from '../memory/view.ts';
import type { CallOptions } from '../mx/port.ts';

/** The interfaces between packages that run members, limit calls or reach MX beside the lifecycle. */

/** The answers of a user, and the question that they are for. */
export interface GivenAnswers {
  readonly answers: readonly Answer[];
  /** `prompt` of the view that asked for them. */
  readonly prompt: number;
}

/** What became known when a user answered. */
export interface AnsweredMember {
  readonly view: MemberView;
  /** What was wrong with the answers; empty when they were taken. */
  readonly problems: readonly Problem[];
}

/** How {@link MemberHost.next} waits. */
export interface NextOptions {
  /** Of the view that is known. */
  readonly revision: number;
  /** How long it waits for another view, in ms. @default 25000 */
  readonly wait?: number;
  readonly signal?: AbortSignal;
}

/** How {@link MemberHost.start} begins. */
export interface StartOptions {
  /** The revision of the end after which the caller asks for another lifecycle. @default a final state is shown */
  readonly after?: number;
  /**
   * Begins although the member's record is `unreadable`. The record is set aside and not erased. MX is polled first: a job that
   * runs, or a question that stands, is followed, and nothing is started. Where the record can be read, it changes nothing.
   * @default false
   */
  readonly replace?: boolean;
}

/** Runs members, wherever they are. Each call resolves when the record is kept, and only kept records are shown. */
export interface MemberHost {
  /**
   * Begins where nothing is known. While one runs, returns its view. After the final state it begins again only if `after` is the
   * revision of that end; otherwise it returns that end, so that a repeated request starts nothing.
   * @throws {HostError} `busy` for another job while one runs, `invalid` for a bad input, `unreadable` like every other call.
   */
  start(input: MemberInput, options?: StartOptions): Promise<MemberView>;
  /**
   * Passes on the user's answers, with the `prompt` of the view that asked for them. `problems` says what was wrong with them,
   * `superseded` and `notYet` included; it is empty when the answers were taken.
   */
  answer(member: MemberId, given: GivenAnswers): Promise<AnsweredMember>;
  /** A webhook: poll now. */
  hint(member: MemberId): Promise<void>;
  /** Gives up; ends in `failed` with reason `cancelled`. The job at MX is not stopped. */
  cancel(member: MemberId): Promise<MemberView>;
  /**
   * The view of a member.
   * @throws {HostError} `notFound` for a member that it does not know.
   */
  view(member: MemberId): Promise<MemberView>;
  /**
   * Waits for a view with another revision than `revision`, and returns the same view after `wait`. A revision can fall back
   * after a power failure.
   */
  next(member: MemberId, since: NextOptions): Promise<MemberView>;
  /** Stops this host, or closes this client of one. Members that were kept go on with the next host. */
  close(): Promise<void>;
}

/**
 * Why a host refuses. `busy`: another job runs. `notFound`: it does not know the member. `invalid`: wrong arguments. `signedOut`:
 * the caller has to sign in. `forbidden`: the caller may not do this. `unreachable`: it cannot be reached, or cannot keep the
 * record. `unreadable`: it has a record of the member that it cannot read, because the record is damaged or was written by
 * another version; the record is left as it is. `closed`: it was closed.
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

/** The error of a {@link MemberHost}. Its message quotes no answer and no key. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: HostErrorCode;
  constructor(code: HostErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One field of a bank's login form. */
export interface CredentialField {
  /** What the user types goes back under it: `CRD-…`. */
  readonly guid: string;
  /** MX's name for it, for example `LOGIN` or `PASSWORD`; empty when MX gives none. */
  readonly fieldName: string;
  /** What the bank calls it. */
  readonly label: string;
  /** How it is shown, for example `TEXT` or `PASSWORD`; empty when MX gives none. */
  readonly type: string;
}

/** Calls to MX that are not part of the lifecycle. Credentials go straight to MX, never through a host or a record. */
export interface MemberAccess {
  /** The address of the bank's own page, to open in a window. It can be used once. */
  oauthWindowUri(
    request: { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<{ readonly oauthWindowUri: string }>;
  /** The fields of the login form of an institution. */
  institutionCredentials(
    request: { readonly institutionCode: string },
    options?: CallOptions,
  ): Promise<readonly CredentialField[]>;
  /** Sends new credentials; MX starts a job by itself. */
  updateCredentials(
    request: {
      readonly member: MemberId;
      readonly credentials: readonly { readonly guid: string; readonly value: string }[];
    },
    options?: CallOptions,
  ): Promise<unknown>;
}

/** Watches members wherever they run: for metrics, traces or logs. It must not throw. */
export interface MemberObserver {
  /**
   * The view of a member, whenever it may have changed; the one with an outcome is the last of a lifecycle. `null` when it
   * does not run here any more, without an outcome: the process ends, or another one goes on.
   */
  onView(member: MemberId, view: MemberView | null): void;
}

/** Limits the calls of everybody who shares it. */
export interface Limiter {
  /**
   * Waits for a place: higher `priority` first, users in turn.
   * @returns A function that gives the place back when the call has ended. Where MX answered 429 it gets `refused`, with what
   *   MX asks for in ms, so that the limiter can learn MX's limit.
   * @throws {MxError} `rateLimited` when too many wait already; the signal's reason when it aborts.
   */
  acquire(options: {
    readonly member: MemberId | null;
    readonly priority: number;
    readonly signal?: AbortSignal | undefined;
  }): Promise<(refused?: { readonly retryAfter?: number | undefined }) => void>;
}
