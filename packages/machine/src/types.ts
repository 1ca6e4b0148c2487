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
export type Job = (typeof JOBS)[number];

/** Which name of a chosen option is sent to MX. */
export const ANSWER_NAMES = ['value', 'guid', 'label'] as const;
export type AnswerName = (typeof ANSWER_NAMES)[number];

/** The five kinds of question that a bank asks through MX. */
export const CHALLENGE_TYPES = ['TEXT', 'OPTIONS', 'TOKEN', 'IMAGE_DATA', 'IMAGE_OPTIONS'] as const;
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

/** What went wrong in a call to MX. `FAULTS` in `status.ts` says what each means. */
export const FAULT_CODES = [
  'unauthorized',
  'forbidden',
  'notFound',
  'badRequest',
  'notAllowed',
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
export type FaultCode = (typeof FAULT_CODES)[number];

/** A failed call as plain data: no request, no headers, no body. */
export interface Fault {
  readonly code: FaultCode;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** How long MX asks us to wait, in ms. */
  readonly retryAfter?: number;
  /** `badReturn` only: the field of the returned value that is wrong, as `reading.challenges`. */
  readonly path?: string;
  /** When it was noticed, in ms since 1970. */
  readonly at: number;
}

/** Why a lifecycle ended without a connection. */
export const REASONS = [
  'credentials',
  'answer',
  'expired',
  'locked',
  'actionNeeded',
  'unavailable',
  'discontinued',
  'closed',
  'disabled',
  'noAccounts',
  'accessDenied',
  'refused',
  'unauthorized',
  'forbidden',
  'notFound',
  'signedOut',
  'unreachable',
  'tookTooLong',
  'abandoned',
  'cancelled',
  'misconfigured',
] as const;
export type Reason = (typeof REASONS)[number];

/** What to do after a failure. */
export const NEXT_STEPS = [
  'updateCredentials',
  'restart',
  'visitInstitution',
  'tryLater',
  'chooseInstitution',
  'connectAgain',
  'contactSupport',
  'fixIntegration',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** The four states in which a lifecycle is under way. */
export const PHASES = ['aggregating', 'authorizing', 'challenged', 'resumed'] as const;
export type Phase = (typeof PHASES)[number];

/** How often to poll, in ms from the sending of one request to the sending of the next. Every number is from 0 to 2,147,483,647. */
export interface Pacing {
  /** The first poll after a start or an answer. @default 1000 */
  readonly first: number;
  /** Added to `first` by up to this much, so that a crowd that started together does not poll together. @default 500 */
  readonly spread: number;
  /** While a job runs, for the first two minutes. MX asks for at least 3 s; less than 1 s needs `unsafePacing`. @default 3000 */
  readonly busy: number;
  /** What `busy` grows to after those two minutes, by a quarter each time. @default 10000 */
  readonly busyMost: number;
  /** While the user is needed. Less than 1 s needs `unsafePacing`. @default 20000 */
  readonly needsUser: number;
  /** What `needsUser` grows to, by a quarter each time. @default 60000 */
  readonly needsUserMost: number;
  /** A failed call doubles the wait, up to this; and an eighth to a quarter on top, by the member. @default 60000 */
  readonly failedMost: number;
}

/** How long a phase may last before the lifecycle fails, in ms from 1 to 2,147,483,647 in which MX was polled. */
export interface Deadlines {
  /** A job that runs: reason `tookTooLong`. Time in which MX was unreachable does not count. @default 900000 (15 min) */
  readonly busy: number;
  /** A question or an OAuth window that nobody answers: reason `abandoned`. @default 1800000 (30 min) */
  readonly needsUser: number;
  /** MX does not answer, or takes no start: reason `unreachable`. @default 3600000 (1 h) */
  readonly unreachable: number;
}

/** What an actor is created with. */
export interface MemberInput {
  readonly member: MemberId;
  /**
   * The job to start; `null` when it runs already, as it does after a member was created or its credentials were
   * updated.
   */
  readonly job: Job | null;
  /** The member connects through the bank's own OAuth page. @default false */
  readonly oauth?: boolean;
  /** Which name of a chosen option is sent to MX. @default 'value' */
  readonly answerWith?: AnswerName;
  /**
   * How the member was before the job: with `job: null` the reading that `createMember` and `updateCredentials` return,
   * with a job the last reading that is known. A job that has ended before the first poll is then known for what it is,
   * and a start whose reply was lost is not repeated when it had arrived. @default the first reading
   */
  readonly baseline?: Baseline;
  readonly pacing?: Partial<Pacing>;
  readonly deadlines?: Partial<Deadlines>;
  /** Allows `pacing.busy` and `pacing.needsUser` below 1,000 ms. MX may answer 429 or lock you out. @default false */
  readonly unsafePacing?: boolean;
  /**
   * The ended record of the attempt before, for the same member. Turns, prompts and revisions go on from it, so that
   * nothing that comes late from that attempt fits this one.
   */
  readonly after?: MemberRecord;
}

/** What can be said to the machine. */
export type MemberEvent =
  /** The user's answers to all challenges of the round; accepted only while the view needs `answers`. */
  | {
      readonly type: 'challenge.answer';
      readonly answers: readonly Answer[];
      /**
       * The `prompt` of the view from which the user answered, never of a later one. An answer that comes late or twice (a
       * double click, a queue, a repeated request) names an older prompt and is refused as `superseded`.
       */
      readonly prompt: number;
    }
  /** A webhook or another hint that something has changed: poll now. Its content is never trusted. */
  | { readonly type: 'status.changed' }
  /** Give up; ends in `failed` with reason `cancelled`. The job at MX is not stopped. */
  | { readonly type: 'cancel' };

/** What is wrong with an answer. */
export const PROBLEM_CODES = [
  'malformed',
  'missing',
  'duplicate',
  'unknown',
  'superseded',
  'notYet',
  'empty',
  'tooLong',
  'notAnOption',
  'refused',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One thing that is wrong with the answers, in words that a person can read. It never quotes an answer. */
export interface Problem {
  /** The challenge it is about; `null` when it is about the answers as a whole. */
  readonly guid: string | null;
  readonly code: ProblemCode;
  readonly message: string;
}

/** How a lifecycle ended. */
export type MemberOutput =
  | {
      readonly outcome: 'connected';
      /** `false` when MX has not shown that a job of ours ran (it throttles): the data may be older. */
      readonly fresh: boolean;
      readonly reading: StampedReading;
    }
  | {
      readonly outcome: 'failed';
      readonly reason: Reason;
      readonly nextStep: NextStep;
      /** The last status that MX showed. */
      readonly connectionStatus: string | null;
      /** The last failed call, if calls were failing at the end. */
      readonly lastFault: Fault | null;
    };

/** What the actor tells its listeners (`actor.on(type, …)`). */
export type MemberEmitted =
  | {
      readonly type: 'challenged';
      readonly round: number;
      readonly prompt: number;
      readonly challenges: readonly Challenge[];
    }
  | {
      readonly type: 'answer.refused';
      /** The prompt that the refused answers named. */
      readonly prompt: number;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'resumed' }
  | { readonly type: 'ended'; readonly output: MemberOutput };

/**
 * What one poll has shown and a second one has to confirm, or what nothing follows from yet. Each is also the rule that
 * the view names meanwhile.
 */
export const FINDING_RULES = [
  'failedOnce',
  'connectedOnce',
  'questionOnce',
  'elsewhereOnce',
  'idleOnce',
  'notFoundOnce',
  'flagAbsent',
] as const;
export type FindingRule = (typeof FINDING_RULES)[number];

/** The rule by which a reading or a failed call was judged: the answer to "why is it here?". `verdict.ts` has them all. */
export type Rule =
  | FindingRule
  | 'noReadingYet'
  | 'stale'
  | 'noChallengeShown'
  | 'challenge'
  | 'echo'
  | 'beingAggregated'
  | 'readyToStart'
  | 'pending'
  | 'oldError'
  | 'inProgress'
  | 'failed'
  | 'connected'
  | 'fault'
  | 'fatalFault'
  | 'limit'
  | 'cancelled';

/** What a reading, or a failed call, means for the lifecycle. */
export type Verdict =
  | {
      /**
       * `inconclusive`: stay and poll again. `start`: nothing runs, start our job. `reread`: MX refused the answers, poll
       * at once.
       */
      readonly type: 'inconclusive' | 'start' | 'running' | 'authorizing' | 'challenged' | 'reread';
      readonly rule: Rule;
    }
  | { readonly type: 'connected'; readonly fresh: boolean; readonly rule: Rule }
  | {
      readonly type: 'failed';
      readonly reason: Reason;
      readonly nextStep: NextStep;
      readonly rule: Rule;
    };

/** The three calls to MX. */
export const CALLS = ['startJob', 'readStatus', 'submitAnswers'] as const;
export type Call = (typeof CALLS)[number];

/** Where a verdict leads; `ROUTES` in `routes.ts` is the table. */
export const ROUTE_NAMES = [
  'connected',
  'failed',
  'starting',
  'queued',
  'aggregating',
  'authorizing',
  'asked',
  'challenged',
  'answeredElsewhere',
  'resumed',
  'rereading',
] as const;
export type Route = (typeof ROUTE_NAMES)[number];

/** Time in which MX was polled, in ms. Invariant: each gap between two stamps adds from 0 to the planned wait and a minute. */
export interface ObservedTime {
  /** Between successful calls, since the phase or the question began. */
  readonly phase: number;
  /** While calls fail, or a start that failed is still due. */
  readonly outage: number;
  /** Since MX last took a start or an answer of ours. */
  readonly total: number;
}

/** All that the machine remembers: plain JSON, no answer, no credential. */
export interface MemberContext {
  readonly member: MemberId;
  readonly job: Job | null;
  readonly oauth: boolean;
  readonly answerWith: AnswerName;
  readonly pacing: Pacing;
  readonly deadlines: Deadlines;

  /** Invariant: the top-level state, or the last one before the final state. */
  readonly phase: Phase;
  /** The first stamp in the phase; `null` before it. */
  readonly since: number | null;
  /** Invariant: the latest stamp of any call; `null` before the first. */
  readonly lastStampAt: number | null;
  readonly observed: ObservedTime;

  /** The last reading that was trusted; a reply to a start or to answers counts. */
  readonly reading: StampedReading | null;
  /** How the member was before our job; `null` until something is known. */
  readonly baseline: Baseline | null;
  /** MX has sent `is_being_aggregated` at least once, so its absence says nothing. */
  readonly flagSeen: boolean;
  /** A reading since our start showed a job at work. */
  readonly seenRunning: boolean;
  /** What the last polls have shown and is not acted on yet, and when the first of them was sent. */
  readonly finding: { readonly rule: FindingRule; readonly from: number } | null;
  /** When the first of the old readings in a row was sent; `null` when the last one was current. */
  readonly ignoredSince: number | null;

  /** `due`: our start is still to be made, or it is not known whether it was. `otherJob`: it waits for another job. */
  readonly pendingStart: 'none' | 'due' | 'otherJob';
  /** `command`: a start or an answer was given and nothing was read since. `recovery`: MX was not polled since a restore. */
  readonly awaiting: 'none' | 'command' | 'recovery';
  /** How the last answers failed to arrive; `null` when they did, or when there were none. */
  readonly lastSubmit: 'lost' | 'notSent' | null;

  /** Rounds of challenges so far. */
  readonly round: number;
  /** How often the user was asked so far: for each round, and each time that a question is asked again. */
  readonly prompt: number;
  /** The questions of the latest round; empty when MX has taken the answers. Invariant: not empty in `challenged`. */
  readonly challenges: readonly Challenge[];
  /** Guids for which MX took an answer: those of the last round that was answered, and at most 1,000 before them. */
  readonly answeredGuids: readonly string[];
  readonly problems: readonly Problem[];

  /** The failed call that stands: no good reading since, or a start that is still due. */
  readonly fault: Fault | null;
  /** Failed calls in a row; while a start is due, good polls do not end the row. */
  readonly failures: number;
  /** How many of the last calls in a row returned what is no reading. */
  readonly badReturns: number;

  /** `pending`: a hint came during a poll. `spent`: the last poll was made on a hint, so the next waits. */
  readonly hint: 'none' | 'pending' | 'spent';
  /** The number of the last call or wait that `step` has asked for. An actor needs none; `restore` counts as one. */
  readonly turn: number;
  /** Grows when the view changes. */
  readonly revision: number;
  readonly verdict: Verdict;
  /** Where the verdict has led. */
  readonly route: Route;
}

/** The version of the record's shape. It changes when old records no longer fit. */
export const RECORD_VERSION = 2;

/** Every place in which a lifecycle can be. Records of `persist` are only where MX is polled next, or final. */
export const RECORD_STATES = [
  'aggregating.starting',
  'aggregating.queued',
  'aggregating.reading',
  'aggregating.waiting',
  'authorizing.reading',
  'authorizing.waiting',
  'challenged.reading',
  'challenged.waiting',
  'resumed.submitting',
  'resumed.reading',
  'resumed.waiting',
  'connected',
  'failed',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

/** A lifecycle as plain JSON. It holds no answer and no credential. */
export interface MemberRecord {
  readonly schema: typeof RECORD_VERSION;
  readonly state: RecordState;
  readonly context: MemberContext;
}
