import type { Rule } from '../data/types.ts';
import type { Seen } from './routes.ts';

/** One rule in words. */
export interface RuleMeaning {
  /** What was read, or has happened, for the rule to decide; a part of a sentence. */
  readonly when: string;
  /** What follows. For a rule of `FINDING_RULES`: what follows once it is confirmed (`CONFIRMED_AFTER`). */
  readonly follows: string;
}

/**
 * Every rule in words, in the order in which they are asked: `RULES[view.rule]` says why a member is where it is.
 * `docs/behaviour.md` has the same table.
 */
export const RULES: Readonly<Record<Rule, RuleMeaning>> = {
  stale: {
    when: 'an aggregated_at that is older than one seen before; or MX still shows how the member was before our job',
    follows:
      'nothing for 9 s, or for `catchUp` since MX took the start or showed the job at work; then it is trusted',
  },
  noChallengeShown: {
    when: 'CHALLENGED without a question',
    follows: 'running; nothing while another question is open',
  },
  echo: {
    when: 'CHALLENGED with answered questions only',
    follows:
      'nothing for 9 s, or until it comes back for the fourth time after something else; then the user is asked again',
  },
  challenge: {
    when: 'CHALLENGED with a question that MX has not taken an answer for',
    follows: 'challenged',
  },
  questionOnce: {
    when: 'the same question, after answers that MX may have: a reply was lost, or somebody else has answered',
    follows: 'the user is asked again',
  },
  beingAggregated: {
    when: 'a job runs, whatever the status: that may be the one of the job before',
    follows: 'running',
  },
  elsewhereOnce: {
    when: 'a job runs although a question is open',
    follows: 'resumed: somebody else has answered',
  },
  flagAbsent: {
    when: 'MX does not say whether a job runs, which is not "no", and no job is known to have ended well',
    follows:
      'running if the status says so, else nothing; then as if idle, but an error that was there before says nothing',
  },
  readyToStart: {
    when: 'nothing runs, and our job is still to be started',
    follows: 'the start',
  },
  idleOnce: {
    when: 'the same, where a start whose reply was lost may have arrived, and a baseline is known',
    follows: 'the start',
  },
  pending: { when: 'PENDING', follows: 'authorizing' },
  inProgress: {
    when: 'CREATED, UPDATED, RESUMED, RECONNECTED, DELAYED, null, or a status that this version does not know',
    follows: 'running, until a limit',
  },
  oldError: {
    when: 'an OAuth member with job: null shows the error that it had before',
    follows: "authorizing: the user has not been at the bank's page",
  },
  failedOnce: {
    when: "an error status, or an error code that may be the last job's",
    follows: 'failed',
  },
  failed: { when: 'confirmed, or an error code that is new in a job of ours', follows: 'failed' },
  connectedOnce: {
    when: 'CONNECTED, and successfully_aggregated_at is not later than before the job; or the job is verify, for error 1000 comes after it; or the job was found in place of the reply to a start, and may be another',
    follows: 'connected',
  },
  connected: {
    when: 'confirmed, or successfully_aggregated_at is later than before the job',
    follows: 'connected',
  },
  notFoundOnce: {
    when: 'a call has failed with 404, which a replica answers for a new member, and no reading came since',
    follows: 'failed',
  },
  noReadingYet: {
    when: 'nothing was read yet since the beginning, a start or answers that MX took',
    follows: 'a poll',
  },
  fault: {
    when: 'a call has failed, and a later one can succeed',
    follows: 'polls, later each time',
  },
  fatalFault: { when: 'a call was refused for good, or the port has a mistake', follows: 'failed' },
  limit: { when: 'a limit has passed', follows: 'failed' },
  cancelled: { when: 'the host has given up', follows: 'failed' },
};

/** What was seen before a decision, in words: why a row of `ROUTES` leads where it does. */
export const SEEN_MEANINGS: Readonly<Record<Seen, string>> = {
  jobEndedWell: 'The job has ended well.',
  failureSeen: 'MX reports a reason, refuses a call, or a limit has passed.',
  nothingRuns: 'Nothing runs, and our job is still to be started.',
  answersRefused: 'MX refused the answers: it may ask something else by now.',
  userIsAtTheBank: "The user is at the bank's own page.",
  questionStillOpen: 'The same question still stands.',
  questionAsked: 'A new question, or one that is asked again because the answer did not arrive.',
  answeredElsewhere: 'The job goes on although we sent no answer: somebody else did.',
  answerTaken: 'The job goes on after an answer.',
  otherJobRuns: 'Our job waits until the other one ends.',
  jobRuns: 'A job runs.',
};
