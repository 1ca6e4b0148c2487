import type { Reading } from '../data/types.ts';

/** A member as its page at MX shows it. `MemberDetails` of `@mx-member/adapters/mx` is one. */
export interface MemberPage {
  /** From the member page. Open questions are not needed. */
  readonly reading: Reading;
  /** The user logs in at the bank's OAuth page, without credentials. */
  readonly isOauth: boolean;
  /** MX reads the bank on request only, and not about once a day as well (`background_aggregation_is_disabled`). */
  readonly backgroundAggregationIsDisabled: boolean;
  /** Nobody connected a bank: the user keeps these accounts by hand (`is_manual`). */
  readonly isManual: boolean;
  /** `false`: a partner of MX manages the member, and not its user (`is_managed_by_user`). */
  readonly isManagedByUser: boolean;
  /** The member's user is disabled, so MX reads nothing. It stands in the user's page. @default false */
  readonly userIsDisabled?: boolean;
  /** `false`: your app knows that MX has trouble with the whole institution. The member page does not say it. @default true */
  readonly institutionIsOperational?: boolean;
}

/** How a connection is doing. */
export type HealthStatus =
  /** MX reads the bank by itself, and its last success is recent. */
  | 'upToDate'
  /** Nothing is known to be broken, but the data is old. */
  | 'overdue'
  /** A job runs. */
  | 'running'
  /** Nothing goes on until the user acts. */
  | 'needsUser'
  /** MX or the institution is at work on it: nobody else can do anything. */
  | 'waiting'
  /** Nobody wants the member to be read. */
  | 'off'
  /** It is final: the member is gone, or will never be read again. */
  | 'over';

/** What is wrong. */
export type HealthIssue =
  /** The bank does not accept the login, or MX has none. */
  | 'credentials'
  /** The same where the bank has an OAuth page. */
  | 'authorization'
  /** The bank asks a question. */
  | 'questions'
  /** The last attempt failed by a wrong or late answer. */
  | 'again'
  /** The bank shows no account that fits. */
  | 'noAccounts'
  /** The bank wants something done on its own site. */
  | 'atInstitution'
  /** The institution has trouble. */
  | 'institution'
  /** MX has trouble. */
  | 'mx'
  /** The daily job has brought nothing for too long. */
  | 'late'
  /** No job has ever ended well. */
  | 'notRead'
  /** The data is old, and MX has no daily job for this member. */
  | 'backgroundOff'
  | 'userDisabled'
  | 'manual'
  | 'disabled'
  | 'closed'
  | 'discontinued'
  /** MX does not have the member. */
  | 'gone'
  /** A status or error code that this version does not know, or a page without a needed field. */
  | 'unknown';

/** Who has to act. */
export type HealthActor = 'nobody' | 'user' | 'institution' | 'mx' | 'app';

/** What that person, or the app, has to do. */
export type HealthAction =
  | 'none'
  | 'answer'
  | 'enterCredentials'
  | 'openBank'
  | 'tryAgain'
  | 'visitInstitution'
  | 'wait'
  | 'chooseInstitution'
  | 'contactSupport';

/**
 * Whether a job may be started: `withUser` while the user is there and asks for it, `afterRepair` only after new credentials,
 * the bank's OAuth page or a visit to the bank, else `never`. A program never starts one by itself.
 */
export type MayStart = 'withUser' | 'afterRepair' | 'never';

/** The names of the rules, in the order in which they are tried: the first that holds decides. */
export const HEALTH_RULE_NAMES = [
  'gone',
  'manual',
  'userDisabled',
  'questions',
  'running',
  'stuck',
  'ended',
  'disabled',
  'lockedOut',
  'atInstitution',
  'unfinished',
  'again',
  'noAccounts',
  'outage',
  'neverRead',
  'backgroundOff',
  'late',
  'upToDate',
  'unsettled',
  'unknown',
] as const;
/** One of {@link HEALTH_RULE_NAMES}. */
export type HealthRuleName = (typeof HEALTH_RULE_NAMES)[number];

/** The health of one connection at one moment. Plain JSON; moments are in ms since 1970. */
export interface ConnectionHealth {
  readonly status: HealthStatus;
  /** `null` for `upToDate` and `running`. */
  readonly issue: HealthIssue | null;
  readonly who: HealthActor;
  readonly action: HealthAction;
  /** MX's daily job takes this member, as far as a client can know. */
  readonly isReadByMx: boolean;
  readonly mayStart: MayStart;
  /** A job does nothing before this moment: the last success and MX's three hours. It may be past; `null` for no such limit. */
  readonly startFrom: number | null;
  /** The data is of this moment: the last success. `null` when there was none, or MX does not say. */
  readonly dataOf: number | null;
  /** When the member page is worth reading again. A webhook is a reason to read it earlier. `null` for never. */
  readonly lookAt: number | null;
  /** The rule that decided; `HEALTH_WORDS` has its sentences. */
  readonly rule: HealthRuleName;
}

/** The limits of the rules, in ms. */
export interface HealthRules {
  /** A success older than this is `overdue`: two daily jobs are missing (an inference from MX's "approximately every 24 hours"). @default 172800000 (48 h) */
  readonly overdueAfter: number;
  /** The same where MX has no daily job for the member. @default 86400000 (24 h) */
  readonly upToDateFor: number;
  /** A job that began longer ago than this has hung. MX gives no number. @default 86400000 (24 h) */
  readonly stuckAfter: number;
  /** MX ignores a start so soon after a success; an institution may differ. @default 10800000 (3 h) */
  readonly throttle: number;
  /** While all is well, the page is read again so long after the success, because the next daily job has ended then. Take 0 where no webhooks arrive. @default 90000000 (25 h) */
  readonly lookAfterSuccess: number;
  /** Two reads of a connection that is well or overdue are at least this far apart. @default 21600000 (6 h) */
  readonly lookEvery: number;
}
