import type { MemberId } from '@mx-member/machine/step';

/** What a host could not end in the time that `close` has. */

/** A start, or answers, whose result is not known. The record says that they may have been sent, so nothing is sent again blindly. */
export interface LeftCall {
  readonly member: MemberId;
  readonly call: 'startJob' | 'submitAnswers';
}

/** An outcome that a call of `onEnded` has not acknowledged. The next host on the same store delivers it again. */
export interface LeftOutcome {
  readonly member: MemberId;
  /** `revision` of its view. */
  readonly revision: number;
}

/** What a host has left when it was closed. The next host on the same store goes on with all of it. */
export interface LeftWork {
  readonly calls: readonly LeftCall[];
  readonly outcomes: readonly LeftOutcome[];
  /** Members whose last record is not kept. The record before it is. */
  readonly unkept: readonly MemberId[];
  /** Whether the store had not closed yet. */
  readonly isStoreOpen: boolean;
}

/** Whether anything was left. */
export const hasLeft = ({ calls, outcomes, unkept, isStoreOpen }: LeftWork): boolean =>
  calls.length + outcomes.length + unkept.length > 0 || isStoreOpen;
