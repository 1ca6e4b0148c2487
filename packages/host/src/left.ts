import type { MemberId } from '@mx-member/machine/step';

/** What a host could not finish within the time limit of `close`. */

/**
 * A start, or answers, without a known result. The record says that they may have been sent, so they are never sent
 * again blindly.
 */
export interface LeftCall {
  readonly member: MemberId;
  readonly call: 'startJob' | 'submitAnswers';
}

/** What a closed host has left. The next host on the same store continues all of it. */
export interface LeftWork {
  readonly calls: readonly LeftCall[];
  /** Outcomes that `onEnded` has not acknowledged, with the `revision` of their view. The next host on the same store delivers them again. */
  readonly outcomes: readonly { readonly member: MemberId; readonly revision: number }[];
  /** Members whose last record was not committed. Their previous record was. */
  readonly unkept: readonly MemberId[];
  /** Whether closing the store has not finished. */
  readonly isStoreOpen: boolean;
}

/** Whether anything was left. */
export const hasLeft = ({ calls, outcomes, unkept, isStoreOpen }: LeftWork): boolean =>
  calls.length + outcomes.length + unkept.length > 0 || isStoreOpen;
