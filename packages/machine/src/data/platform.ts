/** What goes to MX and comes from it: members, jobs, questions, answers, readings and failed calls. */

/** Which member this is about. Both guids are MX's own (`USR-…`, `MBR-…`) or, with API v20250224, your own ids. */
export interface MemberId {
  readonly userGuid: string;
  readonly memberGuid: string;
}

/** The jobs that MX can run for a member; each is named like its endpoint. */
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

/** Which name of a chosen option is sent to MX. */
export const ANSWER_NAMES = ['value', 'guid', 'label'] as const;
/** One of {@link ANSWER_NAMES}. */
export type AnswerName = (typeof ANSWER_NAMES)[number];

/** The five kinds of question that a bank asks through MX. */
export const CHALLENGE_TYPES = ['TEXT', 'OPTIONS', 'TOKEN', 'IMAGE_DATA', 'IMAGE_OPTIONS'] as const;
/** One of {@link CHALLENGE_TYPES}. */
export type ChallengeType = (typeof CHALLENGE_TYPES)[number];

/** One entry to choose from, of an OPTIONS or IMAGE_OPTIONS challenge. */
export interface ChallengeOption {
  readonly label: string;
  readonly value: string;
  readonly guid?: string;
  /** IMAGE_OPTIONS only: the picture, as a `data:` URI. */
  readonly dataUri?: string;
}

/** One question that MX passes on from the bank. Several can stand at once; all are answered together. */
export interface Challenge {
  /** Names the question. A later round has another guid. */
  readonly guid: string;
  readonly type: ChallengeType;
  /** The question as the bank words it. */
  readonly label: string;
  /** What to choose from: OPTIONS and IMAGE_OPTIONS, else empty. */
  readonly options: readonly ChallengeOption[];
  /** IMAGE_DATA only: the picture to read, as a `data:` URI. */
  readonly imageData?: string;
}

/**
 * The answer to one challenge, named by the challenge's guid.
 *
 * A host that writes events down (a durable engine, a queue) checks the value with `prepareAnswers`, seals it, and sends
 * `sealed` instead; whoever implements the port opens it. The machine never looks inside.
 */
export type Answer =
  | { readonly guid: string; readonly value: string; readonly sealed?: never }
  | { readonly guid: string; readonly sealed: string; readonly value?: never };

/** A member as MX shows it at one moment. */
export interface Reading {
  /** One of the 22 statuses, `null`, or a name that MX has added since. */
  readonly connectionStatus: string | null;
  /** Whether a job runs. `null` when MX did not say, which is not the same as `false`. */
  readonly isBeingAggregated: boolean | null;
  /** The open questions; empty unless the status is CHALLENGED. */
  readonly challenges: readonly Challenge[];
  /**
   * ISO 8601 with `Z` or an offset: when the latest job **started**; `null` for never, absent when MX did not say. A time
   * without a zone is no moment, and counts as absent.
   */
  readonly aggregatedAt?: string | null;
  /** The same for when a job last **ended well**. */
  readonly successfullyAggregatedAt?: string | null;
  /** MX's own sentence for the end user (`connection_status_message`). */
  readonly message?: string;
  /** MX's `error.error_code`, which turns even CONNECTED into a failure. */
  readonly errorCode?: number;
  /** MX's `needs_updated_credentials`: it will not try to log in before the credentials are updated. */
  readonly needsUpdatedCredentials?: boolean;
}

/** A reading with its stamp. */
export type StampedReading = Reading & {
  /** When it arrived, in ms since 1970. */
  readonly at: number;
  /** How long the call took, in ms. @default 0 */
  readonly took?: number;
};

/** How a member was before a job: later readings are compared with it, to see what is new. A whole reading will do. */
export type Baseline = Pick<
  Partial<Reading>,
  'connectionStatus' | 'errorCode' | 'aggregatedAt' | 'successfullyAggregatedAt'
>;

/** What went wrong in a call to MX. `FAULTS` says what each means. */
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

/** A failed call as plain data: no request, no headers, no body. */
export interface Fault {
  readonly code: FaultCode;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** How long MX asks us to wait, in ms. */
  readonly retryAfter?: number;
  /** `badReturn` only: how often in a row; absent for once. */
  readonly times?: number;
  /** `badReturn` only: the field of the returned value that is wrong, as `reading.challenges`. */
  readonly path?: string;
  /** When it was noticed, in ms since 1970. */
  readonly at: number;
}
