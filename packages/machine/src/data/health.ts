import type { Reading } from './types.ts';

/** A member as its page at MX shows it, for example `MemberDetails` of `@mx-member/adapters/mx`. */
export interface MemberPage {
  /** From the member page. Open questions are not needed. */
  readonly reading: Reading;
  /** Whether the user logs in at the bank's OAuth page, without credentials. */
  readonly isOauth: boolean;
  /**
   * Whether MX reads the bank only on request, instead of also about once a day (`background_aggregation_is_disabled`).
   */
  readonly backgroundAggregationIsDisabled: boolean;
  /** Whether the user maintains these accounts by hand, without a bank (`is_manual`). */
  readonly isManual: boolean;
  /** `false` if a partner of MX manages the member instead of its user (`is_managed_by_user`). */
  readonly isManagedByUser: boolean;
  /** Whether the member's user is disabled, so that MX reads nothing. The user's page has it. @default false */
  readonly userIsDisabled?: boolean;
  /**
   * Pass `false` if your app knows that the whole institution has trouble at MX. The member page does not say it.
   * @default true
   */
  readonly institutionIsOperational?: boolean;
  /**
   * Pass `true` if the institution has its own login page (`supports_oauth`). A member with credentials there that is locked out
   * has moved to that page. @default false
   */
  readonly institutionSupportsOauth?: boolean;
}

/** The names of the rules, in order. The first rule that applies decides. */
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

/** The health of a connection at one moment. It is plain JSON, with times in ms since 1970. */
export interface ConnectionHealth {
  /** MX's status on the page; `null` if MX has none, or has no such member. */
  readonly connectionStatus: string | null;
  /** How the connection is doing. */
  readonly status: /** MX reads the bank by itself, and the last success is recent. */
    | 'upToDate'
    /** Nothing is known to be broken, but the data is old. */
    | 'overdue'
    /** A job runs. */
    | 'running'
    /** The connection is stuck until the user acts. */
    | 'needsUser'
    /** MX or the institution is working on it. Nobody else can do anything. */
    | 'waiting'
    /** The member is not meant to be read. */
    | 'off'
    /** The member is gone, or will never be read again. */
    | 'over';
  /** What is wrong. `null` for `upToDate` and `running`. */
  readonly issue: /** The bank does not accept the login, or MX does not have one. */
    | 'credentials'
    /** The same for a bank with an OAuth page. */
    | 'authorization'
    /** The same, and the bank has moved to an OAuth page since the user entered credentials. */
    | 'movedToOauth'
    /** The bank asks a question. */
    | 'questions'
    /** The last attempt failed because of a wrong or late answer. */
    | 'again'
    /** The bank shows no suitable account. */
    | 'noAccounts'
    /** The user has to do something on the bank's own site. */
    | 'atInstitution'
    /** The institution has trouble. */
    | 'institution'
    /** MX has trouble. */
    | 'mx'
    /** The daily job has brought no data for too long. */
    | 'late'
    /** No job has ever ended successfully. */
    | 'notRead'
    /** The data is old, and MX has no daily job for this member. */
    | 'backgroundOff'
    | 'userDisabled'
    | 'manual'
    | 'disabled'
    | 'closed'
    | 'discontinued'
    /** The member does not exist at MX. */
    | 'gone'
    /** A status or error code that this version does not know, or a page without a required field. */
    | 'unknown'
    | null;
  /** Who has to act. */
  readonly who: 'nobody' | 'user' | 'institution' | 'mx' | 'app';
  /** What that person, or the app, has to do. */
  readonly action:
    | 'none'
    | 'answer'
    | 'enterCredentials'
    | 'openBank'
    | 'tryAgain'
    | 'visitInstitution'
    | 'wait'
    | 'chooseInstitution'
    | 'contactSupport';
  /** Whether MX's daily job reads this member, as far as a client can know. */
  readonly isReadByMx: boolean;
  /**
   * Whether a job may be started. `withUser`: while the user is present and asks for it. `afterRepair`: only after new
   * credentials, the bank's OAuth page, or a visit to the bank. `never`: otherwise. A program must never start one by
   * itself.
   */
  readonly mayStart: 'withUser' | 'afterRepair' | 'never';
  /**
   * A job has no effect before this time: three hours after the last success. It may be in the past. `null` without
   * such a limit.
   */
  readonly startFrom: number | null;
  /** The time of the data: the last success. `null` if there was none, or MX does not say. */
  readonly dataOf: number | null;
  /** When to read the member page again. A webhook is a reason to read it earlier. `null` for never. */
  readonly lookAt: number | null;
  /** The rule that decided. `HEALTH_WORDS` has its sentences. */
  readonly rule: HealthRuleName;
}

/** The limits of the rules, in ms. */
export interface HealthRules {
  /**
   * A success older than this is `overdue`: two daily jobs are missing, an inference from MX's "approximately every 24
   * hours". @default 172800000 (48 h)
   */
  readonly overdueAfter: number;
  /** The same for a member without a daily job. @default 86400000 (24 h) */
  readonly upToDateFor: number;
  /** A job that began longer ago than this hangs. MX gives no number. @default 86400000 (24 h) */
  readonly stuckAfter: number;
  /** For how long after a success MX ignores a start. Institutions may differ. @default 10800000 (3 h) */
  readonly throttle: number;
  /**
   * When to read a healthy page again, counted from the last success. The next daily job has ended by then. Use 0 if
   * you do not receive webhooks. @default 90000000 (25 h)
   */
  readonly lookAfterSuccess: number;
  /** The minimum time between two reads of a connection that is healthy or overdue. @default 21600000 (6 h) */
  readonly lookEvery: number;
}
