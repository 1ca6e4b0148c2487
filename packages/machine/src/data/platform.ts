/** The data that MX receives and sends: members, jobs, questions, answers, readings and failed calls. */

/** Identifies a member. Both guids are MX's own (`USR-…`, `MBR-…`) or, with API v20250224, your own ids. */
export interface MemberId {
  readonly userGuid: string;
  readonly memberGuid: string;
}

/** The jobs that MX can run for a member. Each has the name of its endpoint. */
export const JOBS = [
  'aggregate',
  'verify',
  'identify',
  'extend_history',
  'check_balance',
  'fetch_statements',
  'fetch_rewards',
] as const;
/** One of {@link JOBS}. */
export type Job = (typeof JOBS)[number];

/** Which field of a chosen option is sent to MX. */
export const ANSWER_NAMES = ['value', 'guid', 'label'] as const;
/** One of {@link ANSWER_NAMES}. */
export type AnswerName = (typeof ANSWER_NAMES)[number];

/** The five types of question that a bank asks through MX. */
export const CHALLENGE_TYPES = ['TEXT', 'OPTIONS', 'TOKEN', 'IMAGE_DATA', 'IMAGE_OPTIONS'] as const;
/** One of {@link CHALLENGE_TYPES}. */
export type ChallengeType = (typeof CHALLENGE_TYPES)[number];

/** An option of an OPTIONS or IMAGE_OPTIONS challenge. */
export interface ChallengeOption {
  readonly label: string;
  readonly value: string;
  readonly guid?: string;
  /** IMAGE_OPTIONS only: the picture, as a `data:` URI. */
  readonly dataUri?: string;
}

/** A question that MX passes on from the bank. Several can be open at once, and are answered together. */
export interface Challenge {
  /** Identifies the question. A later round has other guids. */
  readonly guid: string;
  readonly type: ChallengeType;
  /** The question in the bank's words. */
  readonly label: string;
  /** The options of OPTIONS and IMAGE_OPTIONS. Otherwise empty. */
  readonly options: readonly ChallengeOption[];
  /** IMAGE_DATA only: the picture to read, as a `data:` URI. */
  readonly imageData?: string;
}

/**
 * The answer to one challenge.
 *
 * A host that stores events (a durable engine, a queue) checks the value with `prepareAnswers`, seals it, and sends
 * `sealed` instead. The port opens it. The machine does not read sealed answers.
 */
export type Answer =
  | { readonly guid: string; readonly value: string; readonly sealed?: never }
  | { readonly guid: string; readonly sealed: string; readonly value?: never };

/** How far a job is, as MX shows it. Each step includes the steps before it. */
export const PROGRESS = ['loggingIn', 'loggedIn', 'accounts', 'transactions'] as const;
/** One of {@link PROGRESS}. */
export type Progress = (typeof PROGRESS)[number];

/** A member as MX shows it at one moment. */
export interface Reading {
  /** One of MX's statuses, `null`, or a name that MX has added since. */
  readonly connectionStatus: string | null;
  /** Whether a job runs. `null` if MX does not say, which is not the same as `false`. */
  readonly isBeingAggregated: boolean | null;
  /** The open questions. Empty unless the status is CHALLENGED. */
  readonly challenges: readonly Challenge[];
  /**
   * When the latest job **started**, as ISO 8601 with `Z` or an offset. `null` for never, absent if MX does not say. A
   * time without a zone counts as absent.
   */
  readonly aggregatedAt?: string | null;
  /** When a job last **ended successfully**, in the same format. */
  readonly successfullyAggregatedAt?: string | null;
  /** MX's sentence for the end user (`connection_status_message`). */
  readonly message?: string;
  /** MX's `error.error_code`. It turns even CONNECTED into a failure. */
  readonly errorCode?: number;
  /** MX's `needs_updated_credentials`: MX will not log in before the credentials are updated. */
  readonly needsUpdatedCredentials?: boolean;
  /**
   * How far the running job is, from MX's `is_authenticated` and `has_processed_…`. It is only for display: no rule reads
   * it. Absent if MX does not say.
   */
  readonly progress?: Progress;
  /** MX's `most_recent_job_guid`. No rule reads it. Absent if MX does not say. */
  readonly jobGuid?: string;
}

/** A reading with the time at which it arrived. */
export type StampedReading = Reading & {
  /** When it arrived, in ms since 1970. */
  readonly at: number;
  /** How long the call took, in ms. @default 0 */
  readonly took?: number;
};

/**
 * A member's state before a job. Later readings are compared with it to find changes. A whole reading can be passed.
 */
export type Baseline = Pick<
  Partial<Reading>,
  | 'connectionStatus'
  | 'isBeingAggregated'
  | 'errorCode'
  | 'aggregatedAt'
  | 'successfullyAggregatedAt'
>;

/**
 * What a person has done before a lifecycle. MX begins a job by itself after the first four. `credentials`: new credentials were sent.
 * `creation`: the member was created. `return`: the person came back from the bank's own page. `elsewhere`: something else did it, such as
 * MX's hosted widget, another app, or a webhook about it. `checked`: the person has checked the login at the bank, so that MX can log in
 * with what it has, although it shows a refused login.
 */
export const ACTS = ['credentials', 'creation', 'return', 'elsewhere', 'checked'] as const;
/** One of {@link ACTS}. */
export type ActType = (typeof ACTS)[number];

/**
 * What a person has done just before a lifecycle begins. After an act other than `checked`, MX begins a job of its own. The lifecycle waits
 * for that job, follows it, and only then makes its own start. After `checked` the start is made at once.
 */
export interface Act {
  readonly type: ActType;
  /** The member before the act. `null` if nobody has read it. */
  readonly before: Baseline | null;
  /** MX's reply to the act: the `reading` of `createMember` or `updateCredentials`. `null` if it was lost, or if there is none. */
  readonly reply: Baseline | null;
  /** When the person did it, in ms since 1970, by the clock of the caller. A host takes a time that is later than its own clock as now. */
  readonly at: number;
}

/** The kinds of failed calls. `FAULTS` explains each. */
export const FAULT_CODES = [
  'unauthorized',
  'forbidden',
  'notFound',
  'badRequest',
  'notAllowed',
  'institutionMaintenance',
  'institutionUnavailable',
  'institutionPrevented',
  'institutionPreventNew',
  'institutionPreventVerification',
  'conflict',
  'rateLimited',
  'unreachable',
  'malformed',
  'unexpected',
  'badReturn',
  'lost',
  'notSent',
  'signedOut',
] as const;
/** One of {@link FAULT_CODES}. */
export type FaultCode = (typeof FAULT_CODES)[number];

/** Faults after which MX has certainly carried nothing out. After any other one it may have. A `conflict` says that a job runs. */
export const NOT_CARRIED_OUT: readonly FaultCode[] = [
  'rateLimited',
  'notFound',
  'notSent',
  'signedOut',
  'unauthorized',
  'forbidden',
  'badRequest',
  'notAllowed',
  'institutionMaintenance',
  'institutionUnavailable',
  'institutionPrevented',
  'institutionPreventNew',
  'institutionPreventVerification',
];

/** A failed call as plain data, without its request, headers and body. */
export interface Fault {
  readonly code: FaultCode;
  /** HTTP status, if there was a response. */
  readonly status?: number;
  /** How long MX asks to wait, in ms. */
  readonly retryAfter?: number;
  /** Only for `badReturn`: how often in a row. Absent for the first time. */
  readonly times?: number;
  /** Only for `badReturn`: the invalid field of the returned value, for example `reading.challenges`. */
  readonly path?: string;
  /** When the failure was noticed, in ms since 1970. */
  readonly at: number;
}
