import type { NextStep, Reason } from '../data/types.ts';

/** The explanation of an outcome: the reason, the next step, and a sentence. */
export interface Explanation {
  readonly reason: Reason;
  readonly nextStep: NextStep;
  readonly meaning: string;
}

/** Makes an explanation. */
export const explanation = (reason: Reason, nextStep: NextStep, meaning: string): Explanation => ({
  reason,
  nextStep,
  meaning,
});
