import type { NextStep, Reason } from '../data/types.ts';

/** Why a lifecycle fails, and what the user can do. */
export interface FailureKind {
  readonly reason: Reason;
  readonly nextStep: NextStep;
}

/** Makes a failure. */
export const failure = (reason: Reason, nextStep: NextStep): FailureKind => ({ reason, nextStep });
