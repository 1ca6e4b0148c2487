import type { Route, Rule } from '../data/types.ts';
import type { WhoseName } from './whose.ts';

/**
 * Every rule in words, in the order in which they are tried: `RULES[view.rule]` says why a member is in its state.
 * `docs/behaviour.md` has the same table.
 */
export const RULES: Readonly<
  Record<
    Rule,
    {
      /** What was read, or has happened, for the rule to decide. It is part of a sentence. */
      readonly when: string;
      /** The consequence. For a rule of `FINDING_RULES`: the consequence after confirmation (`CONFIRMED_AFTER`). */
      readonly follows: string;
    }
  >
> = {
  stale: {
    when: 'a time stamp that is older than one seen before, or a state from before our job',
    follows:
      'ignored, and trusted after `catchUp` if MX accepted the start and no poll has shown the job at work, else after 9 s',
  },
  noChallengeShown: {
    when: 'CHALLENGED without a question',
    follows: 'running; ignored while another question is open',
  },
  echo: {
    when: 'CHALLENGED, but all its questions are answered',
    follows:
      'ignored for 9 s, or until it comes back for the fourth time; then the user is asked again',
  },
  challenge: {
    when: 'CHALLENGED with a question whose answer MX has not accepted',
    follows: 'challenged',
  },
  questionOnce: {
    when: 'the same question, after answers that may have arrived: a reply was lost, or somebody else answered',
    follows: 'the user is asked again',
  },
  beingAggregated: {
    when: 'a job runs, whatever the status, which may belong to the previous job',
    follows: 'running',
  },
  elsewhereOnce: {
    when: 'a job runs although a question is open',
    follows: 'resumed: somebody else has answered',
  },
  flagAbsent: {
    when: 'MX does not say whether a job runs, and no job is known to have ended well',
    follows:
      'running if the status says so, else ignored; then treated as if no job runs, but an old error is ignored',
  },
  readyToStart: {
    when: 'nothing runs, and our job must still be started',
    follows: 'the start',
  },
  idleOnce: {
    when: 'nothing runs, but a start whose reply was lost may have arrived, or MX does not show another job yet, or its end, or needs new credentials',
    follows: 'the start; failed, if new credentials are needed',
  },
  pending: { when: 'PENDING', follows: 'authorizing' },
  inProgress: {
    when: 'CREATED, UPDATED, RESUMED, RECONNECTED, DELAYED, null, or a status that this version does not know',
    follows: 'running, until a limit',
  },
  oldError: {
    when: "the user was sent to the bank's page, and MX still shows the state from before",
    follows: "authorizing: the user has not been at the bank's page yet",
  },
  failedOnce: {
    when: 'an error status, or an error code that may belong to the previous job',
    follows: 'failed',
  },
  failed: {
    when: 'a confirmed error, or an error code that is new in our job',
    follows: 'failed',
  },
  connectedOnce: {
    when: 'CONNECTED, but successfully_aggregated_at is not later than before the job; or the job is verify, which error 1000 can follow; or the job may be another, because the reply to our start was lost, or it was at work before our start',
    follows: 'connected',
  },
  connected: {
    when: 'a confirmed CONNECTED, or one with a successfully_aggregated_at later than before the job',
    follows: 'connected',
  },
  notFoundOnce: {
    when: 'a call failed with 404, which a replica may answer for a new member, and no reading came since',
    follows: 'failed',
  },
  noReadingYet: {
    when: 'nothing was read since the beginning, since a start or answers that MX accepted, or since a start that it refused because another job runs',
    follows: 'a poll',
  },
  fault: {
    when: 'a call failed, and a later one can succeed',
    follows: 'polls, with growing pauses',
  },
  fatalFault: { when: 'a call was refused for good, or the port has a bug', follows: 'failed' },
  limit: {
    when: 'a limit has passed',
    follows:
      'failed, or connected if MX shows a later success than before our job, and no job needs the user',
  },
  cancelled: { when: 'the host has cancelled', follows: 'failed' },
};

/** Why a verdict leads to a route of `ROUTES`, in words. */
export const ROUTE_MEANINGS: Readonly<Record<Route, string>> = {
  connected: 'The job has ended well.',
  failed: 'MX reports a reason, refuses a call, or a limit has passed.',
  starting: 'No job runs, and our job has not been started.',
  rereading: 'MX refused the answers. It may ask something else by now.',
  looking: 'A job was asked for. The member is read before it is started.',
  authorizing: "The user is at the bank's own page.",
  challenged: 'The same question is still open.',
  asked: 'A new question, or one that is asked again because the answer did not arrive.',
  answeredElsewhere:
    'The job continues although we sent no answer, because somebody else has answered.',
  resumed: 'The job continues after an answer.',
  queued: 'Our job waits until the other one ends.',
  aggregating: 'A job runs.',
};

/** What each row of `WHOSE` sees. It ends a sentence that begins with "The reading". It is apart from it because no rule needs it. */
export const WHOSE_WORDS: Readonly<Record<WhoseName, string>> = {
  old: 'has an older time stamp than MX has shown already',
  early: 'shows no new status, error code or time stamp, and MX may not have caught up',
  notTaken: 'shows a job or comes after one, and MX has accepted no start of ours',
  moved: 'has a later time stamp than the baseline',
  atWork:
    "comes after MX has shown a job at work (with `oauth` only if a time stamp differs from the baseline's)",
  notTold: 'fits no other row',
};
