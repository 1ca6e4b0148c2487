import type { Deadlines, NextStep, Pacing, Phase, Problem, Reason } from './lifecycle.ts';
import type {
  AnswerName,
  Baseline,
  Challenge,
  Fault,
  Job,
  MemberId,
  StampedReading,
} from './platform.ts';

/** What is remembered of a lifecycle, and what its last reading meant. */

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
/** One of {@link FINDING_RULES}. */
export type FindingRule = (typeof FINDING_RULES)[number];

/** What the last polls have shown and is not acted on yet, and when the first of them arrived, in ms since 1970. */
export interface Finding {
  readonly rule: FindingRule;
  readonly from: number;
}

/** What shows that our job began: MX took the start, or a reading showed a job at work. `at` is when last, in ms since 1970. */
export interface Evidence {
  readonly of: 'start' | 'running';
  readonly at: number;
}

/** The rule by which a reading or a failed call was judged: the answer to "why is it here?". `RULES` has each in words. */
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
/** One of {@link CALLS}. */
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
/** The names of the routes in the table `ROUTES`. */
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
  /** The first stamp in the phase, in ms since 1970; `null` before it. */
  readonly since: number | null;
  /** Invariant: the latest stamp of any call, in ms since 1970; `null` before the first. */
  readonly lastStampAt: number | null;
  readonly observed: ObservedTime;

  /** The last reading that was trusted; a reply to a start or to answers counts. */
  readonly reading: StampedReading | null;
  /** How the member was before our job; `null` until something is known. */
  readonly baseline: Baseline | null;
  /** MX has sent `is_being_aggregated` at least once, so its absence says nothing. */
  readonly flagSeen: boolean;
  /** What shows that our job began, and when last; `null` while nothing does. */
  readonly evidence: Evidence | null;
  readonly finding: Finding | null;
  /** When the first of the ignored readings in a row arrived, in ms since 1970; `null` when the last one was not ignored. */
  readonly ignoredSince: number | null;

  /**
   * `due`: our start is still to be made; MX has certainly not taken it. `unsure`: it was sent, and it is not known whether MX
   * took it. `otherJob`: it waits for another job. `found`: a poll has shown a job in place of the reply to it. That can be
   * another job, so its end is confirmed, and never `fresh`.
   */
  readonly pendingStart: 'none' | 'due' | 'unsure' | 'otherJob' | 'found';
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
  /**
   * How often in a row MX has refused the answers to the questions of this round. After MX took them: how often the questions
   * have come back.
   */
  readonly refusals: number;

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
export const RECORD_VERSION = 3;

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
/** One of {@link RECORD_STATES}. */
export type RecordState = (typeof RECORD_STATES)[number];

/** A lifecycle as plain JSON. It holds no answer and no credential. */
export interface MemberRecord {
  readonly schema: typeof RECORD_VERSION;
  readonly state: RecordState;
  readonly context: MemberContext;
}
