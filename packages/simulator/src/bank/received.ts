import type { Job } from '@mx-member/machine/step';
import type { Grade } from './challenges.ts';

/** Who started a job. */
export type StartedBy = 'create' | 'update' | 'oauth' | 'request';

/** What a start of a job led to; only `started` begins one. */
export type StartResult = 'started' | 'alreadyRunning' | 'otherJobRuns' | 'throttled' | 'tooMany';

/** A start that the platform was asked for. */
interface ReceivedStart {
  readonly at: number;
  readonly job: Job;
  readonly by: StartedBy;
  readonly result: StartResult;
}

/** An answer that was taken, with the guid of its question. */
interface ReceivedAnswer {
  readonly at: number;
  readonly challenge: string;
  readonly grade: Grade;
}

/** What the platform has received for a member: the judge of what a client really did. It holds no answer. */
export interface Received {
  readonly starts: readonly ReceivedStart[];
  readonly answers: readonly ReceivedAnswer[];
  /** How many times answers were refused: no question was open, or they did not fit. */
  readonly refusedAnswers: number;
}

/** Nothing so far. */
export const NOTHING_RECEIVED: Received = { starts: [], answers: [], refusedAnswers: 0 };

/** What was received so far, and what one more request has brought in. */
export const addReceived = (
  received: Received,
  { starts = [], answers = [], refusedAnswers = 0 }: Partial<Received>,
): Received => ({
  starts: [...received.starts, ...starts],
  answers: [...received.answers, ...answers],
  refusedAnswers: received.refusedAnswers + refusedAnswers,
});
