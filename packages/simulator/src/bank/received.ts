import type { Job } from '@mx-member/machine/step';
import type { AnswerRow } from './challenges.ts';

/** Who started a job. */
export type StartedBy = 'create' | 'update' | 'oauth' | 'request';

/** The result of a start. Only `started` begins a job. */
export type StartResult = 'started' | 'alreadyRunning' | 'otherJobRuns' | 'throttled' | 'tooMany';

/** A start that a client requested. */
interface ReceivedStart {
  readonly at: number;
  readonly job: Job;
  readonly by: StartedBy;
  readonly result: StartResult;
}

/** An accepted answer, with the guid of its question. */
interface ReceivedAnswer {
  readonly at: number;
  readonly challenge: string;
  readonly grade: AnswerRow['grade'];
}

/**
 * What the platform has received for a member. Tests use it to check what a client really did. It does not contain
 * answers.
 */
export interface Received {
  readonly starts: readonly ReceivedStart[];
  readonly answers: readonly ReceivedAnswer[];
  /** How often answers were refused: no question was open, or the answers did not fit. */
  readonly refusedAnswers: number;
}

/** Nothing received yet. */
export const NOTHING_RECEIVED: Received = { starts: [], answers: [], refusedAnswers: 0 };

/** Adds one more request to what was received. */
export const addReceived = (
  received: Received,
  { starts = [], answers = [], refusedAnswers = 0 }: Partial<Received>,
): Received => ({
  starts: [...received.starts, ...starts],
  answers: [...received.answers, ...answers],
  refusedAnswers: received.refusedAnswers + refusedAnswers,
});
