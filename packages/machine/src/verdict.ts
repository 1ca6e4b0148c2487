import { areSameQuestions, isLater, isSame, momentOf, sentAt } from './readings.ts';
import { ERROR_CODES, type Explanation, errorCodeOf, statusOf } from './status.ts';
import type {
  Baseline,
  FindingRule,
  Job,
  MemberContext,
  Reading,
  Rule,
  StampedReading,
  Verdict,
} from './types.ts';

/** What a reading means, given what was read before. Pure. */

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
