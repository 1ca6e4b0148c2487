import type { Answer, Challenge, Fault, StampedReading } from './platform.ts';

/** How a lifecycle is paced and limited, what can be said to it, what it tells, and how it ends. */

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

/** The four states in which a lifecycle is under way. */
export const PHASES = ['aggregating', 'authorizing', 'challenged', 'resumed'] as const;
/** One of {@link PHASES}. */
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
  /**
   * How long MX may go on showing how the member was before our job, since MX took the start or last showed the job at work. An
   * old error is not trusted for so long; nor is any outcome, if the job was seen at work. @default 60000 (1 min)
   */
  readonly catchUp: number;
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
/** One of {@link PROBLEM_CODES}. */
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

/** What the actor emits to its listeners (`actor.on(type, …)`). */
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
