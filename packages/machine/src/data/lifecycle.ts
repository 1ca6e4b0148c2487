import type { Answer, Challenge, Fault, Job, StampedReading } from './platform.ts';

/** The pace and the limits of a lifecycle, its events, what it emits, and how it ends. */

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
  'institutionBlocked',
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
/** One of {@link REASONS}. */
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
/** One of {@link NEXT_STEPS}. */
export type NextStep = (typeof NEXT_STEPS)[number];

/** The four states of a lifecycle that has not ended. */
export const PHASES = ['aggregating', 'authorizing', 'challenged', 'resumed'] as const;
/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];

/** How often to poll. Waits are measured from send to send, in ms from 0 to 2,147,483,647. */
export interface Pacing {
  /** The first poll after a start or an answer. @default 1000 */
  readonly first: number;
  /**
   * A random part of up to this much is added to `first`, so that members that started together do not poll together.
   * @default 500
   */
  readonly spread: number;
  /**
   * The pace while a job runs, in the first two minutes. MX asks for at least 3 s. Less than 1 s needs `unsafePacing`.
   * @default 3000
   */
  readonly busy: number;
  /** After two minutes `busy` grows by a quarter each time, up to this. @default 10000 */
  readonly busyMost: number;
  /** The pace while the user is needed. Less than 1 s needs `unsafePacing`. @default 20000 */
  readonly needsUser: number;
  /** `needsUser` grows by a quarter each time, up to this. @default 60000 */
  readonly needsUserMost: number;
  /**
   * A failed call doubles the wait, up to this. An eighth to a quarter is added, depending on the member. @default
   * 60000
   */
  readonly failedMost: number;
}

/**
 * How long a phase may last before the lifecycle fails, in ms from 1 to 2,147,483,647. Only time in which MX was polled
 * counts.
 */
export interface Deadlines {
  /**
   * The limit of a running job. The reason is `tookTooLong`. Time in which MX was unreachable does not count. @default
   * 900000 (15 min)
   */
  readonly busy: number;
  /** The limit of an unanswered question or OAuth window. The reason is `abandoned`. @default 1800000 (30 min) */
  readonly needsUser: number;
  /**
   * The limit while MX does not answer, or does not accept a start. The reason is `unreachable`. @default 3600000 (1 h)
   */
  readonly unreachable: number;
  /**
   * How long MX may keep showing the state before our job, counted from when MX accepted the start or last showed the
   * job running. Until then an outcome that has not changed is not trusted, unless MX passes over the start. @default 60000
   * (1 min)
   */
  readonly catchUp: number;
}

/** The events of the machine. */
export type MemberEvent =
  /** The user's answers to all challenges of the round. Only accepted while the view needs `answers`. */
  | {
      readonly type: 'challenge.answer';
      readonly answers: readonly Answer[];
      /**
       * The `prompt` of the view that the user answered, never of a later view. A late or repeated answer (a double
       * click, a queue, a repeated request) has an older prompt, and is refused as `superseded`.
       */
      readonly prompt: number;
    }
  /** A webhook or another hint that something has changed: poll now. The content of the hint is not trusted. */
  | { readonly type: 'status.changed' }
  /** Cancels the lifecycle. It fails with the reason `cancelled`. The job at MX is not stopped. */
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
/** One of {@link PROBLEM_CODES}. */
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One thing that is wrong with the answers, in words for people. It never quotes an answer. */
export interface Problem {
  /** The challenge that it is about. `null` if it is about the answers as a whole. */
  readonly guid: string | null;
  readonly code: ProblemCode;
  readonly message: string;
}

/**
 * What shows that a job ran: MX's time stamps moved (`stamps`), a poll showed it at work (`seen`), or nothing does (`none`). MX
 * may run nothing within three hours of a success (D-ERR).
 */
export const JOB_EVIDENCE = ['stamps', 'seen', 'none'] as const;
/** One of {@link JOB_EVIDENCE}. */
export type JobEvidence = (typeof JOB_EVIDENCE)[number];

/**
 * What happened to the start of the job that was asked for. `taken`: MX accepted it. `joined`: it was not needed, because an
 * aggregation of MX's own counts as the job `aggregate`. `lost`: its reply was lost, and the job that was found may be another one.
 * `otherJob`: it was not made, because another job ran or has failed, or the person was at the bank's page. `due`: it was not made,
 * because no reading allowed it, or MX did not accept it.
 */
export const STARTS = ['taken', 'joined', 'lost', 'otherJob', 'due'] as const;
/** One of {@link STARTS}. */
export type Started = (typeof STARTS)[number];

/** How a lifecycle ended. */
export type MemberOutput =
  | {
      readonly outcome: 'connected';
      /** The job that was asked for. `null` if only a job that ran was followed. */
      readonly job: Job | null;
      /** What happened to its start. `null` without a job. */
      readonly start: Started | null;
      /** What shows that this job ran. */
      readonly evidence: JobEvidence;
      /**
       * `false` if MX has not shown that our job ran, for example because MX throttled it. The data may then be older.
       */
      readonly fresh: boolean;
      readonly reading: StampedReading;
    }
  | {
      readonly outcome: 'failed';
      /** The job that was asked for. `null` if only a job that ran was followed. */
      readonly job: Job | null;
      /** What happened to its start. `null` without a job. With `otherJob`, what failed is not the job that was asked for. */
      readonly start: Started | null;
      readonly reason: Reason;
      readonly nextStep: NextStep;
      /** The last status that MX showed. */
      readonly connectionStatus: string | null;
      /** The `error.error_code` beside that status; `null` if MX showed none. */
      readonly errorCode: number | null;
      /** The last failed call, if calls were failing at the end. */
      readonly lastFault: Fault | null;
    };

/** The events that the actor emits to its listeners (`actor.on(type, …)`). */
export type MemberEmitted =
  | {
      readonly type: 'challenged';
      readonly round: number;
      readonly prompt: number;
      readonly challenges: readonly Challenge[];
    }
  | {
      readonly type: 'answer.refused';
      /** The prompt of the refused answers. */
      readonly prompt: number;
      readonly problems: readonly Problem[];
    }
  | { readonly type: 'resumed' }
  | { readonly type: 'ended'; readonly output: MemberOutput };
