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
 * A host that writes events down (a durable engine, a queue) checks the value with `checkAnswers`, seals it, and sends
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
  /** ISO 8601: when the latest job **started**; `null` for never, absent when MX did not say. */
  readonly aggregatedAt?: string | null;
  /** ISO 8601: when a job last **ended well**; `null` for never, absent when MX did not say. */
  readonly successfullyAggregatedAt?: string | null;
  /** MX's own sentence for the end user (`connection_status_message`). */
  readonly message?: string;
  /** MX's `error.error_code`, which turns even CONNECTED into a failure. */
  readonly errorCode?: number;
}

/** Of a reading, what later ones are compared with to see whether a job has run since. */
export type Baseline = Pick<Reading, 'aggregatedAt' | 'successfullyAggregatedAt'>;

/** A reading with the moment it arrived, in ms since 1970. */
export type StampedReading = Reading & { readonly at: number };

/** What went wrong in a call to MX. `port.ts` says which HTTP answer is which. */
export const FAULT_CODES = [
  'unauthorized',
  'forbidden',
  'notFound',
  'refused',
  'notAllowed',
  'conflict',
  'rateLimited',
  'unreachable',
  'malformed',
  'unexpected',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** A failed call as plain data: no request, no headers, no body. */
export interface Fault {
  readonly code: FaultCode;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** How long MX asks us to wait, in ms. */
  readonly retryAfter?: number;
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
  'contactSupport',
  'fixIntegration',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** The four states in which a lifecycle is under way. */
export const PHASES = ['aggregating', 'authorizing', 'challenged', 'resumed'] as const;
export type Phase = (typeof PHASES)[number];

/** How often to read, in ms. Every number is from 0 to 2,147,483,647. */
export interface Pacing {
  /** The first reading after a start or an answer. @default 1000 */
  readonly first: number;
  /** Added to `first` by up to this much, so that a crowd that started together does not read together. @default 500 */
  readonly spread: number;
  /** While a job runs, for the first two minutes. MX asks for at least 3 s. @default 3000 */
  readonly busy: number;
  /** What `busy` grows to after those two minutes, by a quarter each time. @default 10000 */
  readonly busyMost: number;
  /** While the user is needed. @default 20000 */
  readonly needsUser: number;
  /** What `needsUser` grows to, by a quarter each time. @default 60000 */
  readonly needsUserMost: number;
  /** A failed reading doubles the wait, up to this; and up to a quarter of jitter on top. @default 60000 */
  readonly failedMost: number;
}

/** How long a phase may last before the lifecycle fails, in ms from 1 to 2,147,483,647. */
export interface Deadlines {
  /** A job that runs: reason `tookTooLong`. Time in which MX was unreachable does not count. @default 900000 (15 min) */
  readonly busy: number;
  /** A question or an OAuth window that nobody answers: reason `abandoned`. @default 1800000 (30 min) */
  readonly needsUser: number;
  /** MX does not answer: reason `unreachable`. @default 3600000 (1 h) */
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
  /**
   * With `job: null`: how the member was when its job was set off, as the reading that `createMember` and
   * `updateCredentials` return. A job that is over before the first reading is then known for what it is, not for an old
   * one. `null` is none. @default the first reading
   */
  readonly baseline?: Baseline | null;
  readonly pacing?: Partial<Pacing>;
  readonly deadlines?: Partial<Deadlines>;
}

/** What can be told to the actor. */
export type MemberEvent =
  /** The user's answers to all challenges of the round; heard only in `challenged`. */
  | {
      readonly type: 'challenge.answer';
      readonly answers: readonly Answer[];
      /**
       * Which asking this answers, as the view has it. One that comes late or twice (a double click, a queue, a request that
       * is repeated) is then not heard, even when the same questions are asked again by now. @default any
       */
      readonly asking?: number;
    }
  /** A webhook or another hint that MX has news: read now. It decides nothing by itself. */
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
      /** `false` when MX took the start but seems to have run nothing new (it throttles): the data may be older. */
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
      readonly trouble: Fault | null;
    };

/** What the actor tells its listeners (`actor.on(type, …)`). */
export type MemberEmitted =
  | {
      readonly type: 'challenged';
      readonly round: number;
      readonly asking: number;
      readonly challenges: readonly Challenge[];
    }
  | {
      readonly type: 'answer.refused';
      /** Which asking the next answers are for: it grows when MX has refused them. */
      readonly asking: number;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'resumed' }
  | { readonly type: 'settled'; readonly output: MemberOutput };

/** The rule by which a reading or a failed call was judged: the answer to "why is it here?". `verdict.ts` has those of readings. */
export type Rule =
  | 'begin'
  | 'stale'
  | 'newChallenge'
  | 'echo'
  | 'echoTooLong'
  | 'noChallengeShown'
  | 'beingAggregated'
  | 'flagAbsent'
  | 'free'
  | 'oauthIdle'
  | 'pending'
  | 'inProgress'
  | 'unknownStatus'
  | 'connected'
  | 'quietOnce'
  | 'quietTwice'
  | 'failedOnce'
  | 'failedTwice'
  | 'errorCode'
  | 'fault'
  | 'fatalFault'
  | 'deadline'
  | 'cancelled';

/** What a reading, or a failed call, means for the lifecycle. */
export type Verdict =
  | {
      /** `none`: it proves nothing, stay. `start`: nothing runs (any more), start our job. */
      readonly is: 'none' | 'start' | 'running' | 'authorizing' | 'challenged';
      readonly rule: Rule;
    }
  | { readonly is: 'connected'; readonly fresh: boolean; readonly rule: Rule }
  | {
      readonly is: 'failed';
      readonly reason: Reason;
      readonly nextStep: NextStep;
      readonly rule: Rule;
    };

/** All that the machine remembers: plain JSON, no answer, no credential. */
export interface MemberContext {
  readonly member: MemberId;
  readonly job: Job | null;
  readonly oauth: boolean;
  readonly pacing: Pacing;
  readonly deadlines: Deadlines;

  readonly phase: Phase;
  /** When the phase was first heard of, in ms since 1970; `null` until MX has answered in it. */
  readonly since: number | null;
  /** When MX last showed something new. */
  readonly newsAt: number | null;
  /** The last stamp. */
  readonly at: number | null;
  /** When MX first answered after something was done for the member (a start, an answer); `null` until it has. */
  readonly actedAt: number | null;
  /** Phases and rounds that have begun since then. */
  readonly moves: number;

  /** The last reading that was believed to be current. */
  readonly reading: StampedReading | null;
  /** How many readings in a row were the same as `reading`, itself included. */
  readonly repeats: number;
  /** Readings in a row that were passed over as old or as an echo. */
  readonly passedOver: number;
  /** When jobs ran before ours; what comes later is compared with it. */
  readonly baseline: Baseline | null;
  /** A reading showed our job at work. */
  readonly seenRunning: boolean;
  /** Our job is still to be started, and why it waits. */
  readonly pendingStart: 'none' | 'first' | 'otherJob' | 'fault';
  /** Failed attempts to start. */
  readonly failedStarts: number;

  /** Rounds of challenges so far. */
  readonly round: number;
  /** How often the user was asked so far: for each round, and each time that questions come back which were answered. */
  readonly asking: number;
  /** The open questions; empty unless challenged. */
  readonly challenges: readonly Challenge[];
  /** The guids of the latest round, and when it was asked. */
  readonly asked: readonly string[];
  readonly askedAt: number | null;
  /** Guids for which MX took an answer. */
  readonly accepted: readonly string[];
  /** Guids of rounds that were replaced without an answer of ours. */
  readonly superseded: readonly string[];
  readonly problems: readonly Problem[];

  /** The failed call that stands: no good reading since. */
  readonly fault: Fault | null;
  readonly faultSince: number | null;
  /** Failed starts and readings in a row. */
  readonly failures: number;
  /** The answers were sent and MX's reply was lost; if it still asks the same, a person decides. */
  readonly answerLost: boolean;

  /** A command (start, answer) was given and nothing read since. */
  readonly commanded: boolean;
  /** `pending`: told of news during a reading. `used`: the last reading was made on a hint, so the next waits. */
  readonly hint: 'none' | 'pending' | 'used';
  readonly readings: number;
  /** The number of the last call or wait that `step` has asked for. An actor needs none; `restore` counts as one. */
  readonly turn: number;
  readonly verdict: Verdict;
}
