import type { FindingRule } from '../../packages/machine/src/data/types.ts';
import type { Grounds } from './grounds.ts';

/**
 * Why the numbers and names are as they are with which the rows of `judging.ts` decide. A test takes each row away from the machine, and
 * fails where the vector that the row names does not notice.
 */

interface PatienceRow extends Grounds {
  /** As the table of the specification has it. */
  readonly patience: string;
}

const OF_REPLICA = 'min(9000, `deadlines.catchUp`)';
const CATCH_UP = '`deadlines.catchUp`';

/** How long a reading that shows nothing new is from before, in the order of the table. */
export const PATIENCE_ROWS: readonly PatienceRow[] = [
  {
    patience: '0',
    without: 'Where nobody has started a job, its end is shown a minute late.',
    beliefs: ['shown'],
    shownBy: 'verdicts-first-reading-is-baseline',
  },
  {
    patience: OF_REPLICA,
    without: 'Our start meets the job that MX begins by itself: a second login.',
    beliefs: ['created', 'authorized', 'updated', 'queued', 'replica', 'caughtUp'],
    shownBy: 'acts-updated-before-its-job',
  },
  {
    patience: '0',
    without: 'After the bank’s page, a start that MX has limited waits a minute.',
    beliefs: [],
    shownBy: 'oauth-start-limited-after-the-bank',
  },
  {
    patience: '0',
    without: 'The error is shown a minute late, although MX runs nothing.',
    beliefs: ['needsCredentials'],
    shownBy: 'verdicts-queued-start-new-credentials',
  },
  {
    patience: '0',
    without: 'The success is shown a minute late, although MX runs nothing.',
    beliefs: ['throttled'],
    shownBy: 'verdicts-queued-start-old-success',
  },
  {
    patience: CATCH_UP,
    without: 'Where MX sends no stamps, the error of before ends a job that still waits at MX.',
    beliefs: ['leftOut', 'queued', 'startedUnseen', 'begunSoon'],
    shownBy: 'verdicts-start-ends-nothing',
  },
  {
    patience: '0',
    without: 'Where MX sends no stamps, the end of a job is shown late.',
    beliefs: ['stampAtStart', 'leftOut'],
    shownBy: 'looks-aggregation-without-stamps',
  },
  {
    patience: OF_REPLICA,
    without: 'A slow replica ends a job that a poll has shown with the error of before.',
    beliefs: ['stampAtStart', 'replica', 'caughtUp'],
    shownBy: 'verdicts-stamp-at-the-end',
  },
  {
    patience: CATCH_UP,
    without: 'A slow replica ends a job that the reply has shown with the error of before.',
    beliefs: ['stampAtStart', 'replica'],
    choice: 'longer than after a poll',
    shownBy: 'verdicts-seen-running-unmoved',
  },
];

/** Why a later poll has to confirm a finding, and why after this time. */
export const FINDING_ROWS: Readonly<Record<FindingRule, Grounds>> = {
  failedOnce: {
    without: 'One poll of a slow replica ends the lifecycle with an old error.',
    beliefs: ['pollPace', 'errorTwice', 'replica'],
    shownBy: 'verdicts-failed-at-three-seconds',
  },
  connectedOnce: {
    without: 'A success is shown whose error comes a moment later.',
    beliefs: ['lateCode', 'replica'],
    choice: '5 s',
    shownBy: 'verdicts-connected-at-five-seconds',
  },
  questionOnce: {
    without: 'A slow replica makes the user answer twice.',
    beliefs: ['pollPace', 'replica'],
    shownBy: 'faults-lost-question-stands-too-early',
  },
  elsewhereOnce: {
    without: 'A slow replica takes an open question from the screen.',
    beliefs: ['pollPace', 'answeredElsewhere', 'replica'],
    shownBy: 'rounds-answered-elsewhere-too-early',
  },
  idleOnce: {
    without: 'A start that has arrived is sent again: a second login.',
    beliefs: ['queued', 'replica', 'caughtUp'],
    shownBy: 'starts-not-arrived-one-ms-early',
  },
  notFoundOnce: {
    without: 'A member that was just created counts as deleted.',
    beliefs: ['gone', 'pollPace', 'notThereYet'],
    shownBy: 'faults-not-found-too-early',
  },
  flagAbsent: {
    without: 'Where MX never sends the flag, an old error ends a job at work.',
    beliefs: ['leftOut'],
    choice: '60 s',
    shownBy: 'verdicts-flag-absent-for-a-minute',
  },
};
