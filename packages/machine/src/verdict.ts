import { ERROR_CODES, type Explanation, errorCodeOf, statusOf } from './status.ts';
import type {
  Baseline,
  Challenge,
  FindingRule,
  Job,
  MemberContext,
  Phase,
  Reading,
  RecordState,
  Route,
  Rule,
  StampedReading,
  Verdict,
} from './types.ts';

/** What a reading means, given what was read before, and where that leads. Pure. */

/** What a verdict looks back on. */
export type Memory = Pick<
  MemberContext,
  | 'job'
  | 'oauth'
  | 'phase'
  | 'pendingStart'
  | 'lastSubmit'
  | 'baseline'
  | 'reading'
  | 'flagSeen'
  | 'seenRunning'
  | 'finding'
  | 'ignoredSince'
  | 'challenges'
  | 'answeredGuids'
>;

/** A verdict, and what it leaves to be confirmed. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly finding: MemberContext['finding'];
}

/**
 * How long after its first poll, in ms from send to send, a finding is acted on when a poll still shows it. One poll may
 * come from a replica that lags behind. `Infinity`: only a limit ends it.
 */
export const CONFIRMED_AFTER: Readonly<Record<FindingRule, number>> = {
  // An error status, or an error code that may be the last job's (CW pollers.js asks for two polls too).
  failedOnce: 3_000,
  // CONNECTED without proof that a job of ours ran.
  connectedOnce: 5_000,
  // CONNECTED of `verify`: error 1000 comes after it (CW).
  verifiedOnce: 3_000,
  // The same question after answers whose reply was lost.
  questionOnce: 3_000,
  // A job runs although a question is open: somebody else has answered.
  elsewhereOnce: 3_000,
  // Nothing runs although a start whose reply was lost may have arrived.
  idleOnce: 3_000,
  // 404, which a replica answers for a new member.
  notFoundOnce: 3_000,
  // MX's own samples leave the flag out (D-AGE). A job shorter than this has ended by then.
  flagAbsent: 60_000,
  noChallengeShown: Number.POSITIVE_INFINITY,
};

/** How long old readings and echoes are ignored, in ms from send to send; the next one is trusted. */
export const IGNORED_FOR = 9_000;

/** When the request of a reading was sent, in ms since 1970. */
export const sentAt = ({ at, took = 0 }: StampedReading): number => at - took;

/** A moment in ms since 1970; `null` for never, `undefined` where MX did not say, or said no moment with a zone. */
function momentOf(text: string | null | undefined): number | null | undefined {
  if (text === null || text === undefined) return text;
  if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Whether two texts name one moment, as `Z` and `+00:00`; absent and never are alike. */
const isSameMoment = (a: string | null | undefined, b: string | null | undefined): boolean =>
  a === b || (momentOf(a) ?? null) === (momentOf(b) ?? null);

/** Whether `a` is a later moment than `b`; `null` is never. What MX did not say is inconclusive. */
export function isLater(a: string | null | undefined, b: string | null | undefined): boolean {
  if (a === b) return false;
  const [later, earlier] = [momentOf(a), momentOf(b)];
  if (typeof later !== 'number' || earlier === undefined) return false;
  return earlier === null || later > earlier;
}

/** Whether two lists of questions have the same guids, in any order. */
export function areSameQuestions(a: readonly Challenge[], b: readonly Challenge[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const guids = new Set(a.map(({ guid }) => guid));
  return b.every(({ guid }) => guids.has(guid));
}

/** Whether MX shows the same as before, of the questions only the guids. */
export const isSame = (reading: Reading, before: Reading | null): boolean =>
  before !== null &&
  reading.connectionStatus === before.connectionStatus &&
  reading.isBeingAggregated === before.isBeingAggregated &&
  isSameMoment(reading.aggregatedAt, before.aggregatedAt) &&
  isSameMoment(reading.successfullyAggregatedAt, before.successfullyAggregatedAt) &&
  (reading.errorCode ?? null) === (before.errorCode ?? null) &&
  areSameQuestions(reading.challenges, before.challenges);

/** The error of a reading was there before our job: it may be the last job's. */
const wasThereBefore = (reading: Reading, baseline: Baseline | null): boolean =>
  baseline !== null &&
  reading.connectionStatus === baseline.connectionStatus &&
  (reading.errorCode ?? null) === (baseline.errorCode ?? null);

/**
 * MX shows an older job than it did before: a cache or a slow replica. `aggregated_at` is when the latest job started
 * (OAS25), so it only grows. The baseline counts until a reading that is older than it was trusted.
 */
export function isStale(
  { aggregatedAt }: Reading,
  { reading: last, baseline }: Pick<Memory, 'reading' | 'baseline'>,
): boolean {
  const isOlderThan = (known: string | null | undefined) => isLater(known, aggregatedAt);
  const isTrusted = isLater(baseline?.aggregatedAt, last?.aggregatedAt);
  return isOlderThan(last?.aggregatedAt) || (!isTrusted && isOlderThan(baseline?.aggregatedAt));
}

/** An error code that counts for this job. 1000 counts for `verify` only (CW); the job that MX ran by itself may be one. */
const errorCodeFor = (job: Job | null, { errorCode }: Reading): number | undefined =>
  errorCode === 1000 && job !== 'verify' && job !== null ? undefined : errorCode;

/** Why a reading is a failure: a code that is known says more than the status. `undefined` when it is none. */
export function explain(reading: Reading, job: Job | null): Explanation | undefined {
  const status = statusOf(reading.connectionStatus);
  const errorCode = errorCodeFor(job, reading);
  if (errorCode !== undefined && (Object.hasOwn(ERROR_CODES, errorCode) || !status?.reason))
    return errorCodeOf(errorCode);
  return status?.reason && status.nextStep
    ? { reason: status.reason, nextStep: status.nextStep, meaning: status.meaning }
    : undefined;
}

/** A failure, by a rule. */
export const fail = ({ reason, nextStep }: Explanation, rule: Rule): Verdict => ({
  type: 'failed',
  reason,
  nextStep,
  rule,
});

const judged = (verdict: Verdict): Judgement => ({ verdict, finding: null });
const running = (rule: Rule) => judged({ type: 'running', rule });
const inconclusive = (rule: Rule) => judged({ type: 'inconclusive', rule });

/**
 * What a reading means, given what was read before. The rules in the order in which they are asked; source tags as in
 * `docs/sources.md`.
 */
export function judge(reading: StampedReading, memory: Memory): Judgement {
  const { connectionStatus, isBeingAggregated, challenges } = reading;
  const { baseline, finding, phase, pendingStart } = memory;
  const status = statusOf(connectionStatus);
  const sent = sentAt(reading);

  /** Acts on what a poll shows once another one, long enough after it, has shown it too. */
  const confirmed = (
    rule: FindingRule,
    verdict: () => Judgement,
    isAsBefore = isSame(reading, memory.reading),
  ): Judgement => {
    const from = finding?.rule === rule && isAsBefore ? Math.min(finding.from, sent) : sent;
    return sent - from >= CONFIRMED_AFTER[rule]
      ? verdict()
      : { verdict: { type: 'inconclusive', rule }, finding: { rule, from } };
  };
  const wasIgnoredLongEnough =
    memory.ignoredSince !== null && sent - memory.ignoredSince >= IGNORED_FOR;

  const isOld = isStale(reading, memory);
  if (isOld && !wasIgnoredLongEnough) return { ...inconclusive('stale'), finding };

  // A question stands (N-MEM), whatever the flag says.
  if (status?.class === 'challenged') {
    const challenge = judged({ type: 'challenged', rule: 'challenge' });
    if (challenges.length === 0)
      return confirmed('noChallengeShown', () => inconclusive('noChallengeShown'));
    const answered = new Set(memory.answeredGuids);
    if (challenges.some(({ guid }) => !answered.has(guid)))
      return memory.lastSubmit === 'lost' &&
        phase !== 'challenged' &&
        areSameQuestions(challenges, memory.challenges)
        ? confirmed('questionOnce', () => challenge, true)
        : challenge;
    // After an answer the old question can be shown for a moment; of a later question that is open it says nothing.
    if (wasIgnoredLongEnough) return challenge;
    return phase === 'challenged' ? { ...inconclusive('echo'), finding } : running('echo');
  }

  // An old reading that is trusted at last is inconclusive about our job.
  const endedWell =
    !isOld &&
    baseline !== null &&
    isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt);
  const hasBegun =
    !isOld && baseline !== null && isLater(reading.aggregatedAt, baseline.aggregatedAt);
  const isOurs = endedWell || hasBegun || (memory.seenRunning && !isOld);

  /** A minute of the same readings without the flag says as much as a second poll. */
  const isUnflagged = isBeingAggregated === null && !endedWell;
  const settled = (rule: FindingRule, verdict: () => Judgement, isAsBefore?: boolean): Judgement =>
    isUnflagged ? verdict() : confirmed(rule, verdict, isAsBefore);
  const goesOn = (rule: Rule): Judgement =>
    phase === 'challenged' ? settled('elsewhereOnce', () => running(rule), true) : running(rule);

  // The status is sticky: while a job runs it may be the one of the job before (A-BAL, A-AGG).
  if (isBeingAggregated === true) return goesOn('beingAggregated');

  // Absent is not `false`. Where MX has never sent it, a long time of the same readings has to do.
  const unflagged = inconclusive('flagAbsent');
  if (isUnflagged) {
    const judgement = confirmed('flagAbsent', () => unflagged);
    if (memory.flagSeen || judgement.finding)
      return status?.class === 'running' && connectionStatus !== null && phase !== 'challenged'
        ? { ...running('flagAbsent'), finding: judgement.finding }
        : judgement;
  }
  // Nothing runs: the moment for a job that had to wait (409, D-ERR), or whose start may not have arrived.
  const start = judged({ type: 'start', rule: 'readyToStart' });
  if (pendingStart === 'otherJob') return start;
  if (pendingStart === 'due' && !isOurs)
    return baseline === null ? start : settled('idleOnce', () => start, true);
  // It is found in place of the reply to a start, and there may have been two: the end of the first is not the last.
  const isFound = pendingStart === 'due';

  if (status?.class === 'authorizing') return judged({ type: 'authorizing', rule: 'pending' });
  const failure = explain(reading, memory.job);
  // MX adds statuses (D-VER): one that is not in the table is bounded by the limits, and named in the view.
  if (status?.class === 'running' || (!status && !failure)) return goesOn('inProgress');

  if (failure) {
    const isOldError = wasThereBefore(reading, baseline) && !hasBegun;
    // Until the user is through the bank's page no job runs, and the error of the job before stays (CW pollers.js).
    if (memory.oauth && memory.job === null && isOldError && !isOurs)
      return judged({ type: 'authorizing', rule: 'oldError' });
    // That our job has begun does not say that it has ended: the error may still be the sticky one.
    if (isUnflagged && wasThereBefore(reading, baseline)) return { ...unflagged, finding };
    const failed = () => judged(fail(failure, 'failed'));
    // One poll "not running" in an error status is not to be trusted, unless MX says what went wrong (CW pollers.js).
    const isExplained =
      errorCodeFor(memory.job, reading) !== undefined && isOurs && !isOldError && !isFound;
    return isExplained ? failed() : settled('failedOnce', failed);
  }

  // A success that MX tells of in a time stamp must be newer there than before our job.
  const isTold =
    momentOf(reading.successfullyAggregatedAt) !== undefined &&
    momentOf(baseline?.successfullyAggregatedAt) !== undefined;
  const fresh = endedWell || (!isTold && !isOld && !isUnflagged && memory.seenRunning);
  const connected = () => judged({ type: 'connected', fresh, rule: 'connected' });
  // Without that it may be the success of the job before, or MX took the start and ran nothing (202 within 3 h, D-ERR).
  if (!endedWell || isFound) return settled('connectedOnce', connected);
  return memory.job === 'verify' ? settled('verifiedOnce', connected) : connected();
}

/** One row of the routing table. */
export interface RouteRow {
  readonly verdict: readonly Verdict['type'][];
  /** The phases that it is for; any where absent. */
  readonly phases?: readonly Phase[];
  /** Only where that holds. */
  readonly when?: 'sameQuestions' | 'otherJobRuns';
  readonly route: Route;
  readonly to: RecordState;
  /** What is emitted. */
  readonly announces?: 'announceChallenges' | 'announceResumed';
  readonly description: string;
}

/** The routing table: the first row that fits a verdict says where it leads. The chart and the specification are made from it. */
export const ROUTES: readonly RouteRow[] = [
  {
    verdict: ['connected'],
    route: 'connected',
    to: 'connected',
    description: 'The job has ended well.',
  },
  {
    verdict: ['failed'],
    route: 'failed',
    to: 'failed',
    description: 'MX reports a reason, refuses a call, or a limit has passed.',
  },
  {
    verdict: ['start'],
    route: 'starting',
    to: 'aggregating.starting',
    description: 'Nothing runs, and our job is still to be started.',
  },
  {
    verdict: ['reread'],
    route: 'rereading',
    to: 'resumed.reading',
    description: 'MX refused the answers: it may ask something else by now.',
  },
  {
    verdict: ['authorizing'],
    route: 'authorizing',
    to: 'authorizing.waiting',
    description: "The user is at the bank's own page.",
  },
  {
    verdict: ['challenged'],
    phases: ['challenged'],
    when: 'sameQuestions',
    route: 'challenged',
    to: 'challenged.waiting',
    description: 'The same question still stands.',
  },
  {
    verdict: ['challenged'],
    route: 'asked',
    to: 'challenged.waiting',
    announces: 'announceChallenges',
    description: 'A new question, or one that is asked again because the answer did not arrive.',
  },
  {
    verdict: ['running'],
    phases: ['challenged'],
    route: 'answeredElsewhere',
    to: 'resumed.waiting',
    announces: 'announceResumed',
    description: 'The job goes on although we sent no answer: somebody else did.',
  },
  {
    verdict: ['running', 'inconclusive'],
    phases: ['resumed'],
    route: 'resumed',
    to: 'resumed.waiting',
    description: 'The job goes on after an answer.',
  },
  {
    verdict: ['inconclusive'],
    phases: ['challenged'],
    route: 'challenged',
    to: 'challenged.waiting',
    description: 'Nothing follows from it, so the question stays open.',
  },
  {
    verdict: ['inconclusive'],
    phases: ['authorizing'],
    route: 'authorizing',
    to: 'authorizing.waiting',
    description: "Nothing follows from it: the user is still at the bank's own page.",
  },
  {
    verdict: ['running', 'inconclusive'],
    when: 'otherJobRuns',
    route: 'queued',
    to: 'aggregating.queued',
    description: 'Our job waits until the other one ends.',
  },
  {
    verdict: ['running', 'inconclusive'],
    route: 'aggregating',
    to: 'aggregating.waiting',
    description: 'A job runs.',
  },
];

/** The rows that a verdict can take, in their order. */
const rowsOf = (type: Verdict['type']): readonly RouteRow[] =>
  ROUTES.filter(({ verdict }) => verdict.includes(type));

const ROWS: Readonly<Record<Verdict['type'], readonly RouteRow[]>> = {
  inconclusive: rowsOf('inconclusive'),
  start: rowsOf('start'),
  running: rowsOf('running'),
  authorizing: rowsOf('authorizing'),
  challenged: rowsOf('challenged'),
  reread: rowsOf('reread'),
  connected: rowsOf('connected'),
  failed: rowsOf('failed'),
};

/** The row of the routing table for a verdict, with the questions that it came with. */
export function routeOf(
  { type }: Verdict,
  { phase, pendingStart, challenges }: MemberContext,
  questions: readonly Challenge[],
): RouteRow {
  const found = ROWS[type].find(
    ({ phases, when }) =>
      (!phases || phases.includes(phase)) &&
      (when !== 'sameQuestions' || areSameQuestions(challenges, questions)) &&
      (when !== 'otherJobRuns' || pendingStart === 'otherJob'),
  );
  // The last rows take what is left, and `routes.test.ts` tries every verdict in every phase.
  return found as RouteRow;
}
