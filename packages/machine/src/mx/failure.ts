import type { NextStep, Reason } from '../data/types.ts';

/** An outcome: why a lifecycle fails, what the user can do, and a sentence for the user. */
export interface Explanation {
  readonly reason: Reason;
  readonly nextStep: NextStep;
  readonly meaning: string;
}

/** Makes a failure. */
export const failure = (reason: Reason, nextStep: NextStep, meaning: string): Explanation => ({
  reason,
  nextStep,
  meaning,
});

/** What to do next, in words for the user. */
export const ADVICE: Readonly<Record<NextStep, string>> = {
  updateCredentials: 'Enter the credentials again.',
  restart: 'Start again.',
  visitInstitution: "Go to the institution's own site, then start again.",
  tryLater: 'Try again later.',
  chooseInstitution: 'Choose another institution or account.',
  connectAgain: 'Add the account again: MX does not have it any more.',
  contactSupport: 'Contact support.',
  fixIntegration: 'The software needs attention: check keys, permissions and member.',
};
