import type {
  FindingRule,
  PendingStart,
  Rule,
  Verdict,
} from '../../packages/machine/src/data/types.ts';
import type { StatusClass } from '../../packages/machine/src/mx/statuses.ts';
import type { DECISIONS } from '../../packages/machine/src/rules/judge.ts';
import { WHOSE, WHOSE_NAMES, type WhoseName } from '../../packages/machine/src/rules/whose.ts';
import { WHOSE_WORDS } from '../../packages/machine/src/rules/words.ts';
import { type Grounds, sourcesOf } from './grounds.ts';
import { code, codes, table } from './markdown.ts';

/**
 * The rows of the machine's tables of owners and of decisions in words. A test runs all vectors, and fails where a decision has a
 * reading that its columns do not allow, or a row decides nothing in the vector that it names.
 */

export type DecisionName = keyof typeof DECISIONS;

/** What the finding becomes: it is dropped, it stays, or this one is kept until a later poll confirms it. */
type FindingAfter = 'none' | 'stays' | FindingRule;

/** What a reading means, and what the finding becomes. */
export interface Means {
  /** In which case. The last one has no condition. */
  readonly if?: string;
  readonly verdict: Verdict['type'];
  readonly finding: FindingAfter;
}

export interface DecisionRow extends Grounds {
  /** The rule that the view shows. While a finding is not confirmed, the finding's. */
  readonly rule: Rule;
  /** The classes of the status that it can decide. Absent: any. */
  readonly status?: readonly (StatusClass | 'unknown')[];
  /** The `isBeingAggregated` that it can decide. Absent: any. */
  readonly flag?: boolean | null;
  /** The `pendingStart` before the reading. Absent: any. */
  readonly start?: readonly PendingStart[];
  /** The rest of the condition, in the names of the facts. */
  readonly holds: string;
  readonly means: readonly Means[];
}

/** A row of the table of owners: whose job a reading is about. */
interface OwnerRow extends Grounds {
  /** When it fits, in the names of the facts. */
  readonly holds: string;
  /** Why that says whose job it is. */
  readonly why: string;
}

const NOTHING: readonly Means[] = [{ verdict: 'inconclusive', finding: 'stays' }];

/** It counts as running, but says nothing while a question is open. */
const RUNS: readonly Means[] = [
  { if: 'in phase `challenged`', verdict: 'inconclusive', finding: 'stays' },
  { verdict: 'running', finding: 'none' },
];

/** A job runs, so an open question was answered elsewhere. */
const GOES_ON: readonly Means[] = [
  { if: 'in phase `challenged`', verdict: 'running', finding: 'elsewhereOnce' },
  { verdict: 'running', finding: 'none' },
];

const at = (verdict: Verdict['type'], finding: FindingAfter = 'none'): readonly Means[] => [
  { verdict, finding },
];

const NOT_TAKEN: readonly PendingStart[] = ['due', 'otherJob', 'joining', 'unsure'];

export const OWNER_ROWS: Readonly<Record<WhoseName, OwnerRow>> = {
  old: {
    holds: 'old',
    why: 'Stamps only grow, so it comes from a cache or a slow replica, and shows nothing of a job.',
    without:
      'A reading of a cache counts as a change: the job seems to have ended, or not to have begun.',
    beliefs: ['stampAtStart', 'stampAtSuccess', 'replica'],
    shownBy: 'verdicts-stale-than-last',
  },
  early: {
    holds: 'isEarly',
    why: 'Replicas lag behind, and a job can wait at MX before it begins.',
    without:
      'The status of before ends a job that MX has not begun, or a second job is started beside it.',
    beliefs: [
      'throttled',
      'needsCredentials',
      'updated',
      'queued',
      'begunSoon',
      'startedUnseen',
      'replica',
    ],
    shownBy: 'acts-no-own-job',
  },
  notTaken: {
    holds: 'notTaken, and jobShown',
    why: 'A start that MX has not accepted owns nothing.',
    without: 'The result of another job is reported as ours, and ours is never started.',
    beliefs: ['created', 'otherJobRuns', 'ownJob', 'startedElsewhere'],
    shownBy: 'looks-another-job',
  },
  moved: {
    holds: 'stamped',
    why: 'A stamp moves only when a job begins or ends well.',
    without:
      'A start whose reply was lost is sent again although its job has ended: a second login.',
    beliefs: ['stampAtStart', 'stampAtSuccess'],
    shownBy: 'starts-lost-and-ended-well',
  },
  atWork: {
    holds: 'jobShown',
    why: "`is_being_aggregated` is true only while a job runs. While the user is at the bank's page, it can be another program's.",
    without: 'The log says of a job that MX has shown at work that nothing tells whose it is.',
    beliefs: ['started', 'asked', 'startedElsewhere'],
    shownBy: 'starts-lost-and-running',
  },
  notTold: {
    holds: 'else',
    why: 'Nothing tells whose status it is.',
    without: 'A bank that shows no time stamps has readings without a row, and no end.',
    beliefs: ['leftOut'],
    shownBy: 'acts-reply-lost-and-connected',
  },
};

export const DECISION_ROWS: Readonly<Record<DecisionName, DecisionRow>> = {
  old: {
    rule: 'stale',
    holds: 'ignoredAsOld',
    means: NOTHING,
    without: 'A cache or a slow replica ends the lifecycle with yesterday’s success or error.',
    beliefs: ['stampAtStart', 'stampAtSuccess', 'replica', 'caughtUp'],
    shownBy: 'verdicts-stale',
  },
  noQuestion: {
    rule: 'noChallengeShown',
    status: ['challenged'],
    holds: 'not leftOver, and r.challenges is empty',
    means: RUNS,
    without: 'A screen asks for answers and shows no question.',
    beliefs: ['asked', 'replica'],
    shownBy: 'verdicts-no-challenge-shown',
  },
  questionBefore: {
    rule: 'stale',
    status: ['challenged'],
    holds: 'not leftOver, and questionBefore',
    means: NOTHING,
    without: 'The user answers a question of the job before, for nothing.',
    beliefs: ['startedUnseen', 'replica', 'caughtUp'],
    shownBy: 'rounds-question-of-the-job-before',
  },
  echo: {
    rule: 'echo',
    status: ['challenged'],
    holds: 'not leftOver, and echoed',
    means: RUNS,
    without:
      'The user is asked again what was just answered, and a second answer may lock the account.',
    beliefs: ['answered', 'answeredUnseen', 'replica', 'caughtUp'],
    shownBy: 'verdicts-echo',
  },
  questionAgain: {
    rule: 'challenge',
    status: ['challenged'],
    holds: 'not leftOver, and maybeAnswered',
    means: at('challenged', 'questionOnce'),
    without: 'After a lost reply a slow replica makes the user answer twice.',
    beliefs: ['replica', 'answeredElsewhere'],
    shownBy: 'faults-lost-question-stands',
  },
  question: {
    rule: 'challenge',
    status: ['challenged'],
    holds: 'not leftOver',
    means: at('challenged'),
    without: 'The question is never asked, and the member becomes EXPIRED.',
    beliefs: ['asked', 'expired'],
    shownBy: 'verdicts-challenged-flag-false',
  },
  atWork: {
    rule: 'beingAggregated',
    flag: true,
    holds: '',
    means: GOES_ON,
    without: 'The status of the job before is taken as the result of this one.',
    beliefs: ['statusStays', 'passing'],
    shownBy: 'verdicts-being-aggregated-an-error',
  },
  noFlag: {
    rule: 'flagAbsent',
    flag: null,
    holds: 'flagMissing',
    means: [
      {
        if: 'class `running`, the status not `null`, and the phase not `challenged`',
        verdict: 'running',
        finding: 'flagAbsent',
      },
      { verdict: 'inconclusive', finding: 'flagAbsent' },
    ],
    without: 'An absent flag counts as `false`, and a job at work as ended.',
    beliefs: ['statusStays', 'leftOut', 'flagKept'],
    shownBy: 'verdicts-flag-absent',
  },
  atBank: {
    rule: 'pending',
    status: ['authorizing'],
    holds: '',
    means: at('authorizing'),
    without: 'A start is sent while the user is at the bank’s page, and MX refuses it.',
    beliefs: ['createdPending', 'startPending'],
    shownBy: 'oauth-any-member',
  },
  away: {
    rule: 'oldError',
    holds: 'isAway',
    means: at('authorizing'),
    without:
      'The error that sent the user to the bank’s page ends the lifecycle before they are back.',
    beliefs: ['notAuthorized', 'authorized'],
    shownBy: 'oauth-old-error',
  },
  startEarly: {
    rule: 'stale',
    start: NOT_TAKEN,
    holds: 'mayStart, and isEarly',
    means: NOTHING,
    without: 'A start meets MX’s own job, which a replica does not show yet: a second login.',
    beliefs: ['updated', 'queued', 'replica', 'caughtUp'],
    shownBy: 'acts-updated-before-its-job',
  },
  startAsked: {
    rule: 'fault',
    start: NOT_TAKEN,
    holds: 'mayStart, and asked(r.at) > 0',
    means: NOTHING,
    without: 'After a restart the start is sent before MX takes one, and refused with 429 again.',
    beliefs: [],
    shownBy: 'pacing-asked-wait-of-a-lost-start',
  },
  refused: {
    rule: 'failed',
    start: ['due'],
    holds: 'mayStart, and refusedBefore',
    means: at('failed', 'idleOnce'),
    without: 'A start is one more login with what the bank has refused.',
    beliefs: ['endedBadly', 'prevented', 'replica'],
    shownBy: 'starts-refused-before',
  },
  startAgain: {
    rule: 'readyToStart',
    start: NOT_TAKEN,
    holds: 'mayStart, and mayMeet',
    means: at('start', 'idleOnce'),
    without: 'A start whose reply was lost is sent again although it has arrived: a second login.',
    beliefs: ['authorized', 'queued', 'lateCode', 'replica', 'caughtUp'],
    shownBy: 'starts-not-arrived',
  },
  start: {
    rule: 'readyToStart',
    start: NOT_TAKEN,
    holds: 'mayStart',
    means: at('start'),
    without: 'The job is never started.',
    beliefs: ['started'],
    shownBy: 'lifecycle-story',
  },
  passing: {
    rule: 'inProgress',
    status: ['running', 'unknown'],
    holds: 'passing',
    means: GOES_ON,
    without: 'A status that MX adds, or one between two others, ends the lifecycle.',
    beliefs: ['passing', 'updated'],
    shownBy: 'rounds-unknown-status',
  },
  early: {
    rule: 'stale',
    holds: 'isEarly',
    means: NOTHING,
    without: 'The error or success of before counts as the end of a job that MX has not begun yet.',
    beliefs: ['queued', 'begunSoon', 'startedUnseen', 'replica'],
    shownBy: 'looks-reply-of-a-replica',
  },
  oldFailure: {
    rule: 'flagAbsent',
    flag: null,
    holds: 'r has a failure, unflagged, and isOldStatus',
    means: NOTHING,
    without: 'Where MX never sends the flag, the error of before ends a job that still runs.',
    beliefs: ['statusStays', 'leftOut'],
    shownBy: 'verdicts-flag-never-sent-and-the-error-of-before',
  },
  failureProven: {
    rule: 'failed',
    start: ['none', 'joining'],
    holds: 'r has a failure, surelyOurs, and failedHere',
    means: at('failed'),
    without: 'A certain error comes one poll later.',
    beliefs: ['stampAtStart', 'endedWithCode'],
    shownBy: 'verdicts-code-of-our-job',
  },
  failure: {
    rule: 'failed',
    holds: 'r has a failure',
    means: at('failed', 'failedOnce'),
    without: 'One poll of a slow replica ends the lifecycle, or an error never does.',
    beliefs: ['endedBadly', 'errorTwice', 'replica'],
    shownBy: 'verdicts-failed-old-code',
  },
  successProven: {
    rule: 'connected',
    status: ['connected'],
    start: ['none', 'joining'],
    holds: 'endedWell, surelyOurs, and job is not verify',
    means: at('connected'),
    without: 'A certain success comes one poll later.',
    beliefs: ['endedWell', 'stampAtSuccess'],
    shownBy: 'verdicts-connected',
  },
  success: {
    rule: 'connected',
    status: ['connected'],
    holds: '',
    means: at('connected', 'connectedOnce'),
    without:
      'A lifecycle that MX answers with an old success never ends, or ends before its error appears.',
    beliefs: ['throttled', 'lateCode'],
    shownBy: 'verdicts-success-in-the-reply',
  },
};

/** How a table says what the finding becomes. */
const FINDING_WORDS: Readonly<Record<string, string>> = {
  none: 'none',
  stays: 'stays',
  flagAbsent: 'stays if `flagSeen`; else `flagAbsent`, from the time in confirmed(flagAbsent)',
};

/** Cases of a row in words: the last one has no condition. */
const inCases = (means: readonly Means[], words: (one: Means) => string): string =>
  [...new Set(means.map(words))].length === 1
    ? means.slice(0, 1).map(words).join('')
    : means.map((one) => `${one.if ? `${one.if}: ` : 'else '}${words(one)}`).join('; ');

/** Whether a later poll has to confirm the finding before the verdict follows. */
export const isConfirmedLater = ({ verdict, finding }: Means): boolean =>
  !['none', 'stays', 'flagAbsent'].includes(finding) && verdict !== 'inconclusive';

const statusWords = (status: string): string =>
  ({ challenged: 'CHALLENGED', authorizing: 'PENDING', unknown: 'not in statuses.json' })[status] ??
  `class ${code(status)}`;

/** The table of decisions. */
export const decisionTable = (): string =>
  table(
    ['row', 'rule', 'status', 'flag', '`pendingStart`', 'condition', 'verdict', 'finding'],
    Object.entries(DECISION_ROWS).map(([name, { rule, status, flag, start, holds, means }]) => [
      code(name),
      code(rule),
      (status ?? []).map(statusWords).join(', '),
      flag === undefined ? '' : code(String(flag)),
      codes(start ?? []),
      holds,
      inCases(means, (one) => code(one.verdict) + (isConfirmedLater(one) ? ' once confirmed' : '')),
      inCases(means, ({ finding }) => FINDING_WORDS[finding] ?? code(finding)),
    ]),
  );

/** The table of owners, of the specification. */
export const ownerTable = (): string =>
  table(
    ['row', 'whose', 'holds if', 'the reading …', 'because'],
    WHOSE_NAMES.map((name) => {
      const { holds, why } = OWNER_ROWS[name];
      return [code(name), code(WHOSE[name].owner), code(holds), WHOSE_WORDS[name], why];
    }),
  );

/** The table of owners, of the documentation. */
export const ownerSources = (): string =>
  table(
    ['the reading …', 'whose job', 'why', 'source'],
    WHOSE_NAMES.map((name) => {
      const { why, beliefs } = OWNER_ROWS[name];
      return [WHOSE_WORDS[name], code(WHOSE[name].owner), why, sourcesOf(beliefs)];
    }),
  );
