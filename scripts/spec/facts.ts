import type { FindingRule } from '../../packages/machine/src/data/types.ts';
import type { Grounds } from './grounds.ts';

/**
 * Why the numbers and names are as they are with which the rows of `judging.ts` decide. A test takes each row away from the machine, and
 * fails where the vector that the row names does not notice.
 */

/** A row that only names what others say. */
export const DEFINITION = 'a definition';

/** The names in which the decisions are written. */
export const FACT_ROWS = {
  "finding'": {
    without: 'A 404 of long ago confirms a new one, and the member counts as deleted.',
    beliefs: ['gone', 'notThereYet'],
    shownBy: 'faults-not-found-and-known',
  },
  last: DEFINITION,
  old: {
    without: 'A reading of a cache or a slow replica counts as a change.',
    beliefs: ['stampAtStart', 'stampAtSuccess', 'replica'],
    shownBy: 'verdicts-stale',
  },
  ignoredEnough: {
    without: 'Where MX has taken a stamp back, no reading counts any more.',
    beliefs: ['caughtUp'],
    shownBy: 'verdicts-ignored-for-nine-seconds',
  },
  ignoredAsOld: DEFINITION,
  endedWell: {
    without: 'A new success counts as the one before.',
    beliefs: ['endedWell', 'stampAtSuccess'],
    shownBy: 'verdicts-connected',
  },
  hasBegun: {
    without: 'A new error of our job counts as the one before.',
    beliefs: ['stampAtStart'],
    shownBy: 'verdicts-code-of-our-job',
  },
  stamped: DEFINITION,
  begunInVain: {
    without: 'Our start goes out before the error of a job that has failed is shown.',
    beliefs: ['stampAtStart', 'stampAtSuccess', 'lateCode'],
    shownBy: 'starts-other-job-over-before-its-status',
  },
  unmoved: {
    without: 'The error of before, which a slow replica shows, ends a job at work.',
    beliefs: ['stampAtStart', 'replica'],
    shownBy: 'verdicts-stamp-at-the-end',
  },
  sameStatus: DEFINITION,
  isOldStatus: {
    without: 'The status of before counts as the end of our job.',
    beliefs: ['statusStays', 'leftOut', 'codeStays'],
    shownBy: 'verdicts-queued-start-old-error',
  },
  unchanged: DEFINITION,
  worse: {
    without: 'Our start is one more login with what the bank has refused since the act.',
    beliefs: ['endedBadly', 'leftOut'],
    shownBy: 'acts-worse-that-never-ran',
  },
  ownJob: {
    without: 'After a person has checked the login, our start waits for a job that never comes.',
    beliefs: ['created', 'authorized', 'updated'],
    shownBy: 'starts-refused-before-and-checked',
  },
  "evidence'": {
    without: 'After an act, our start meets the job that MX begins by itself: a second login.',
    beliefs: ['created', 'authorized', 'updated', 'queued'],
    shownBy: 'acts-returned',
  },
  absence: {
    without: 'While a laptop is closed, the time passes in which MX may not have caught up.',
    beliefs: ['queued', 'replica'],
    choice: 'a minute can be one call',
    shownBy: 'verdicts-clock-of-another-host',
  },
  'seen(r)': DEFINITION,
  wasAtWork: DEFINITION,
  notTaken: DEFINITION,
  surelyOurs: {
    without: 'The end of MX’s own aggregation after an act is never fresh.',
    beliefs: ['created', 'authorized', 'updated'],
    choice: 'it counts as ours',
    shownBy: 'acts-aggregate',
  },
  jobShown: {
    without: 'A job of another program counts as the return from the bank’s page.',
    beliefs: ['authorized', 'ownJob', 'startedElsewhere'],
    shownBy: 'oauth-flag-at-the-bank',
  },
  nothingNew: {
    without: 'UPDATED alone counts as the job that MX begins, and our start meets that job.',
    beliefs: ['updated', 'queued'],
    shownBy: 'acts-updated-before-its-job',
  },
  behindReply: {
    without: 'The failure of before, which a slow replica shows, counts as one since the act.',
    beliefs: ['updated', 'stampAtStart', 'replica'],
    shownBy: 'acts-behind-the-reply',
  },
  isEarly: DEFINITION,
  whose: DEFINITION,
  ofLaterJob: {
    without: 'The success of a later job counts as fresh.',
    beliefs: ['ownJob', 'startedElsewhere', 'stampAtStart', 'jobNamed'],
    shownBy: 'looks-another-guid',
  },
  shownBefore: {
    without: 'The user answers a question of a job that has ended.',
    beliefs: ['startedUnseen', 'replica'],
    shownBy: 'starts-lost-beside-a-question-left-over',
  },
  leftOver: {
    without: 'The user answers a question of a job that has ended.',
    beliefs: ['asked'],
    shownBy: 'looks-question-left-over',
  },
  questionBefore: {
    without: 'The user answers a question of the job before.',
    beliefs: ['startedUnseen', 'replica', 'caughtUp'],
    shownBy: 'rounds-question-of-the-job-before-stands',
  },
  echoed: {
    without: 'The user is asked again what was just answered.',
    beliefs: ['wrongAsksSame', 'answeredUnseen', 'replica', 'caughtUp'],
    choice: '4 returns',
    shownBy: 'rounds-echo-in-turn',
  },
  returns: {
    without: 'Each poll of one echo counts, and the user is asked again too early.',
    beliefs: ['answeredUnseen', 'replica'],
    shownBy: 'rounds-echo-in-turn-of-polls-in-a-row',
  },
  maybeAnswered: {
    without: 'After a lost reply, a slow replica makes the user answer twice.',
    beliefs: ['answeredElsewhere', 'replica'],
    shownBy: 'faults-lost-question-stands',
  },
  unflagged: {
    without: 'A reading that leaves the flag out says that no job runs.',
    beliefs: ['leftOut'],
    shownBy: 'verdicts-flag-absent-only-started',
  },
  flagMissing: {
    without: 'What a replica shows without the flag for a minute takes the open question away.',
    beliefs: ['leftOut', 'flagKept'],
    shownBy: 'verdicts-flag-seen-beside-its-finding',
  },
  startsUnflagged: {
    without: 'Where MX never sends the flag, each start waits a minute.',
    beliefs: ['startedAgain', 'joined', 'otherJobRuns', 'leftOut'],
    shownBy: 'looks-no-flag',
  },
  otherFailed: {
    without: 'Our start is one more login with what the bank has refused.',
    beliefs: ['endedBadly', 'prevented'],
    choice: 'another job’s failure ends the lifecycle',
    shownBy: 'starts-other-job-refused',
  },
  untaken: {
    without: 'Where MX never got the new credentials, our start logs in with the refused ones.',
    beliefs: ['prevented'],
    choice: 'the failure of before stands',
    shownBy: 'acts-reply-lost-and-not-taken',
  },
  keptBack: {
    without:
      'A start that the host holds back is asked for again and again, for an hour, while MX shows DEGRADED.',
    beliefs: ['otherJobRuns'],
    choice: 'what MX shows ends the lifecycle',
    shownBy: 'starts-kept-back-and-unavailable',
  },
  standing: {
    without: 'After an act of yesterday, a question of last night keeps our start back.',
    beliefs: ['prevented', 'ownJob', 'expired'],
    choice: '15 min, unless MX has shown the job at work',
    shownBy: 'acts-of-yesterday',
  },
  joined: {
    without: 'Our start follows MX’s own aggregation: a second login.',
    beliefs: ['created', 'authorized', 'updated'],
    choice: 'it counts as ours',
    shownBy: 'acts-aggregate',
  },
  mayStart: DEFINITION,
  refusedBefore: {
    without: 'Our start is one more login with what the bank has refused.',
    beliefs: ['endedBadly', 'prevented'],
    shownBy: 'starts-refused-before',
  },
  mayMeet: {
    without: 'A start that has arrived is sent again: a second login.',
    beliefs: ['authorized', 'queued', 'replica'],
    shownBy: 'starts-not-arrived',
  },
  endOpen: {
    without: 'Our start goes out before the error of the other job is shown.',
    beliefs: ['stampAtStart', 'stampAtSuccess', 'replica', 'lateCode'],
    shownBy: 'starts-other-job-over-before-its-status',
  },
  isAway: {
    without: 'The error of before ends the lifecycle while the user is at the bank’s page.',
    beliefs: ['authorized', 'notAuthorized'],
    shownBy: 'oauth-old-error',
  },
  newCode: {
    without: 'An old error code proves after one poll that our job has failed.',
    beliefs: ['endedWithCode', 'codeStays'],
    shownBy: 'verdicts-old-code-other-status',
  },
  failedHere: {
    without: 'An error that MX has said of our job is shown a poll late.',
    beliefs: ['stampAtStart', 'needsCredentials', 'endedWithCode'],
    shownBy: 'verdicts-needs-credentials-said-twice',
  },
  passing: {
    without: 'A status that MX adds ends the lifecycle.',
    beliefs: ['passing', 'updated'],
    choice: 'what is unknown passes',
    shownBy: 'rounds-unknown-status',
  },
  'confirmed(rule)': {
    without: 'Where MX never sends the flag, each end waits for two times, one after the other.',
    beliefs: ['leftOut'],
    shownBy: 'verdicts-flag-absent-for-a-minute',
  },
  fresh: DEFINITION,
  seenWithoutStamps: {
    without: 'Where MX sends no stamps, no success is fresh.',
    beliefs: ['started', 'leftOut'],
    shownBy: 'verdicts-connected-at-five-seconds',
  },
  evidence: DEFINITION,
  'failure of r': {
    without: 'The error code of the job before ends ours.',
    beliefs: ['endedWithCode', 'codeStays'],
    shownBy: 'verdicts-old-code-newer-success',
  },
  'asBaseline(r)': {
    without: 'A stamp that a replica leaves out counts as "never", and an old success as new.',
    beliefs: ['leftOut', 'replica'],
    shownBy: 'verdicts-never-beside-a-failure',
  },
  'withCode(b, c)': {
    without: 'A code that only the reply leaves out counts as new.',
    beliefs: ['leftOut', 'codeStays'],
    shownBy: 'verdicts-code-that-the-reply-lacks',
  },
  'replied(r, b)': {
    without: 'What the reply shows of our own job counts as how the member was before.',
    beliefs: ['started', 'stampAtStart', 'passing', 'startedUnseen'],
    shownBy: 'verdicts-reply-with-the-status-of-the-job',
  },
  'ofAct(act, after)': {
    without: 'An attempt of yesterday says how the member was before the act.',
    beliefs: ['ownJob'],
    choice: '15 min',
    shownBy: 'acts-attempt-long-before',
  },
  'A moment': DEFINITION,
  'later(a, b)': {
    without: 'An old success, said with its milliseconds, counts as new.',
    beliefs: ['stampsDiffer'],
    choice: '1 s',
    shownBy: 'verdicts-later-by-less-than-a-second',
  },
  'The same': {
    without: 'Where two replicas say a moment differently, no finding is confirmed.',
    beliefs: ['leftOut', 'stampsDiffer'],
    choice: '1 s',
    shownBy: 'verdicts-moments-that-drift',
  },
  'A status': DEFINITION,
} as const satisfies Readonly<Record<string, Grounds | typeof DEFINITION>>;

type FactRows = typeof FACT_ROWS;

/** The facts that are more than a definition. */
export type GroundedFact = {
  [Name in keyof FactRows]: FactRows[Name] extends Grounds ? Name : never;
}[keyof FactRows];

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
