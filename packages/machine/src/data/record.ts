import type {
  Deadlines,
  JobEvidence,
  NextStep,
  Pacing,
  Phase,
  Problem,
  Reason,
} from './lifecycle.ts';
import type {
  AnswerName,
  Baseline,
  Challenge,
  Fault,
  Job,
  MemberId,
  Progress,
  StampedReading,
} from './platform.ts';

/** The memory of a lifecycle, and what its last reading meant. */

/**
 * Findings of a poll that a second poll has to confirm, and inconclusive findings. The view shows the finding as its
 * rule meanwhile.
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

/**
 * What the last polls have found, before the machine acts on it. `from` is when the first of them arrived, in ms since
 * 1970.
 */
export interface Finding {
  readonly rule: FindingRule;
  readonly from: number;
}

/**
 * What is known of the job that is followed. `start`: MX accepted the start, or begins a job by itself. `reply`: the reply to the
 * start showed a job at work. `seen`: a poll did, MX took our answers, or refused our start because a job runs (409). `at` is when
 * that last happened, in ms since 1970.
 */
export interface Evidence {
  readonly of: 'start' | 'reply' | 'seen';
  readonly at: number;
  /** `most_recent_job_guid` of the first job that a poll showed at work. Absent if MX has not said. */
  readonly jobGuid?: string;
  /** The first `aggregated_at` that is later than the baseline's: when that job began. Absent if MX has not said. */
  readonly aggregatedAt?: string;
}

/**
 * The rule that judged a reading or a failed call. It explains why the lifecycle is where it is. `RULES` has each rule
 * in words.
 */
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
       * `inconclusive`: stay and poll again. `look`: poll at once, because only a fresh reading allows a start. `start`: no job
       * runs, so start ours. `reread`: MX refused the answers, so poll at once.
       */
      readonly type:
        | 'inconclusive'
        | 'look'
        | 'start'
        | 'running'
        | 'authorizing'
        | 'challenged'
        | 'reread';
      readonly rule: Rule;
    }
  | {
      readonly type: 'connected';
      readonly fresh: boolean;
      readonly evidence: JobEvidence;
      readonly rule: Rule;
    }
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

/** Where a verdict leads. The table is `ROUTES` in `routes.ts`. A record does not contain it. */
export type Route =
  | 'connected'
  | 'failed'
  | 'looking'
  | 'starting'
  | 'queued'
  | 'aggregating'
  | 'authorizing'
  | 'asked'
  | 'challenged'
  | 'answeredElsewhere'
  | 'resumed'
  | 'rereading';

/** What happened to our start. */
export const PENDING_STARTS = ['none', 'due', 'unsure', 'otherJob', 'joining', 'found'] as const;
/** One of {@link PENDING_STARTS}. */
export type PendingStart = (typeof PENDING_STARTS)[number];

/** The whole memory of the machine. It is plain JSON, without answers and credentials. */
export interface MemberContext {
  readonly member: MemberId;
  readonly job: Job | null;
  /** The user may be at the bank's page. `false` once MX has shown a job since, and our start follows, or MX has accepted it. */
  readonly oauth: boolean;
  /**
   * What the person has done before. `at` is in ms since 1970. `isTaken`: MX begins a job of its own after the act, and has certainly taken
   * it, so that our start is not a login with what the bank has refused before; `null` if the person has only checked the login, so that
   * MX begins no job. `null` without an act.
   */
  readonly act: { readonly at: number; readonly isTaken: boolean | null } | null;
  readonly answerWith: AnswerName;
  readonly pacing: Pacing;
  readonly deadlines: Deadlines;

  /** Invariant: the top-level state, or in a final state the last one before it. */
  readonly phase: Phase;
  /** The first stamp in the phase, in ms since 1970. `null` before the first. */
  readonly since: number | null;
  /** Invariant: the latest stamp of any call, in ms since 1970. `null` before the first. */
  readonly lastStampAt: number | null;
  /**
   * Time in which MX was polled, in ms. Invariant: each gap between two stamps adds at least 0, and at most the planned
   * wait plus a minute.
   */
  readonly observed: {
    /** Time between successful calls, since the phase or the question began. */
    readonly phase: number;
    /** Time in which calls failed, or a failed start was still due. */
    readonly outage: number;
    /** Time since MX last accepted a start or an answer from us. */
    readonly total: number;
  };

  /** The last trusted reading. A reply to a start or to answers counts as one. */
  readonly reading: StampedReading | null;
  /** The member's state before our job. `null` until it is known. */
  readonly baseline: Baseline | null;
  /** Whether a poll has ever had `is_being_aggregated`. If one had, a reading without it says nothing about a job. */
  readonly flagSeen: boolean;
  /** How far the job is. It never goes back. Only for display. `null` if MX has not said. */
  readonly progress: Progress | null;
  /** What is known of the job that is followed. `null` if nothing is. */
  readonly evidence: Evidence | null;
  readonly finding: Finding | null;
  /**
   * When the first of several ignored readings in a row arrived, in ms since 1970. `null` if the last reading was not
   * ignored.
   */
  readonly ignoredSince: number | null;

  /**
   * `due`: our start is still to be sent, and MX has certainly not accepted it. `unsure`: it was sent, and may or may
   * not have arrived. `otherJob`: it waits for another job, or for the user at the bank's page. `joining`: the job is `aggregate`,
   * and MX aggregates by itself, or may do so. If that ends well, it counts as ours. `found`: the reply to the start was lost, and a
   * poll has shown a job. That job can be another one, so its end needs a second poll, and is never `fresh`.
   */
  readonly pendingStart: PendingStart;
  /**
   * `command`: a start or an answer was sent, and MX was not polled since. `recovery`: MX was not polled since a
   * restore.
   */
  readonly awaiting: 'none' | 'command' | 'recovery';
  /** Why the last answers did not arrive. `null` if they did, or if there were none. */
  readonly lastSubmit: 'lost' | 'notSent' | null;

  /** The number of rounds of challenges so far. */
  readonly round: number;
  /**
   * How often the user was asked so far: once for each round, and once for each time that a question is asked again.
   */
  readonly prompt: number;
  /** The first prompt whose answers are still accepted: since then, only the words of the questions have changed. */
  readonly promptFrom: number;
  /** The questions of the latest round. Empty after MX accepted the answers. Invariant: not empty in `challenged`. */
  readonly challenges: readonly Challenge[];
  /** Guids of questions that MX accepted an answer for: the last answered round, and at most 1,000 before it. */
  readonly answeredGuids: readonly string[];
  readonly problems: readonly Problem[];

  /** The current failed call: no good reading has arrived since, or a start is still due. */
  readonly fault: Fault | null;
  /** The number of failed calls in a row. While a start is due, good polls do not reset it. */
  readonly failures: number;
  /**
   * How often in a row MX has refused the answers of this round. After MX accepted them: how often the same questions
   * have returned.
   */
  readonly refusals: number;

  /** `pending`: a hint arrived during a poll. `spent`: the last poll was caused by a hint, so the next poll waits. */
  readonly hint: 'none' | 'pending' | 'spent';
  /**
   * The number of the last call or wait that `step` has requested. An actor does not need it. `restore` counts as one.
   */
  readonly turn: number;
  /** Increases when the view changes. */
  readonly revision: number;
  readonly verdict: Verdict;
}

/** The version of the record's format. It changes when old records can no longer be read. */
export const RECORD_VERSION = 5;

/** All states of a record. Records of `persist` are only in states that begin with a poll, or final. */
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

/** A lifecycle as plain JSON, without answers and credentials. */
export interface MemberRecord {
  readonly schema: typeof RECORD_VERSION;
  readonly state: RecordState;
  readonly context: MemberContext;
}
