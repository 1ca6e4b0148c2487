import type { Challenge, OutcomeView } from '@mx-member/machine';
import { view } from '../../support/first-view.ts';

/** A question with two choices. Their values must not be shown. */
export const PHONES: Challenge = {
  guid: 'CRD-1',
  type: 'OPTIONS',
  label: 'Which phone?',
  options: [
    { guid: 'CRO-1', label: 'Home', value: 'value-home' },
    { label: 'Work', value: 'value-work', dataUri: 'data:image/png;base64,AAAA' },
  ],
};

export const CHALLENGED = view({
  state: 'challenged',
  busy: false,
  needs: 'answers',
  round: 1,
  challenges: [PHONES],
});

export const DENIED: OutcomeView = {
  outcome: 'failed',
  job: 'aggregate',
  start: 'taken',
  reason: 'credentials',
  nextStep: 'updateCredentials',
  connectionStatus: 'DENIED',
  errorCode: null,
  lastFault: null,
  message: 'The login is not right.',
  advice: 'Enter the credentials again.',
};

export const CANCELLED: OutcomeView = {
  ...DENIED,
  reason: 'cancelled',
  nextStep: 'restart',
  connectionStatus: null,
  message: 'It was cancelled.',
  advice: 'Start again.',
};

export const CONNECTED: OutcomeView = {
  outcome: 'connected',
  job: 'aggregate',
  start: 'taken',
  fresh: true,
  evidence: 'stamps',
  reading: { connectionStatus: 'CONNECTED', isBeingAggregated: false, challenges: [], at: 0 },
  message: 'The account is connected.',
  advice: null,
};
