import type { NextStep, Reason } from '../data/types.ts';

/** How an outcome is explained: why, what to do, and in words. */
export interface Explanation {
  readonly reason: Reason;
  readonly nextStep: NextStep;
  readonly meaning: string;
}

/** An explanation. */
export const explanation = (reason: Reason, nextStep: NextStep, meaning: string): Explanation => ({
  reason,
  nextStep,
  meaning,
});
