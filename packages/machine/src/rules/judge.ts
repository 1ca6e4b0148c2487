import type {
  Baseline,
  Fault,
  FindingRule,
  Job,
  MemberContext,
  Reading,
  Rule,
  StampedReading,
  Verdict,
} from '../data/types.ts';
import { areSameQuestions, isLater, isMoment, isSame, sentAt } from '../mx/readings.ts';
import {
  ERROR_CODES,
  type Explanation,
  errorCodeOf,
  FAULTS,
  MACHINE_FAILURES,
  MEMBER_GONE,
  statusOf,
} from '../mx/statuses.ts';

/** What a reading or a failed call means, given what was read before. Pure. */

/** A verdict, and what it leaves to be confirmed. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly finding: MemberContext['finding'];
}

/**
 * How long after the arrival of its first poll, in ms, the poll must be sent that confirms a finding. One poll may come from
 * a replica that lags behind.
 */
export const CONFIRMED_AFTER: Readonly<Record<FindingRule, number>> = {
  // An error status, or an error code that may be the last job's (CW pollers.js asks for two polls too).
  failedOnce: 3_000,
  // CONNECTED without proof that a job of ours ran; and that of `verify`, for error 1000 comes after it (CW).
  connectedOnce: 5_000,
  // The same question after answers that MX may have: their reply was lost, or somebody else seemed to have answered.
  questionOnce: 3_000,
  // A job runs although a question is open: somebody else has answered.
  elsewhereOnce: 3_000,
  // Nothing runs although a start whose reply was lost may have arrived.
  idleOnce: 3_000,
  // 404, which a replica answers for a new member.
  notFoundOnce: 3_000,
  // MX's own samples leave the flag out (D-AGE). A job shorter than this has ended by then.
  flagAbsent: 60_000,
};

/** How long old readings and echoes are ignored, in ms; the next one is trusted. */
export const IGNORED_FOR = 9_000;

/** A bad return of the port ends a lifecycle when it is the third in a row: one may be chance. */
const MAX_BAD_RETURNS = 3;

/** The status of a reading was there before our job. */
const hasOldStatus = (reading: Reading, baseline: Baseline | null): boolean =>
  reading.connectionStatus === baseline?.connectionStatus;

/** The error of a reading was there before our job: it may be the last job's. */
const wasThereBefore = (reading: Reading, baseline: Baseline | null): boolean =>
  hasOldStatus(reading, baseline) && reading.errorCode === baseline?.errorCode;

/**
 * MX shows an older job than it did before: a cache or a slow replica. `aggregated_at` is when the latest job started
 * (OAS25), so it only grows.
 */
export const isStale = (
  { aggregatedAt }: Reading,
  { reading, baseline }: Pick<MemberContext, 'reading' | 'baseline'>,
): boolean => isLater((reading ?? baseline)?.aggregatedAt, aggregatedAt);

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
const inconclusive = (rule: Rule, finding: Judgement['finding']): Judgement => ({
  verdict: { type: 'inconclusive', rule },
  finding,
});

/** Acts on a verdict when it is shown long enough after the `first` poll that showed the same. */
function confirm(
  rule: FindingRule,
  verdict: Verdict,
  shown: Pick<StampedReading, 'at' | 'took'>,
  first: Judgement['finding'],
): Judgement {
  const from = Math.min(first?.from ?? shown.at, shown.at);
  return sentAt(shown) - from >= CONFIRMED_AFTER[rule]
    ? judged(verdict)
    : inconclusive(rule, { rule, from });
}

/**
 * How much is left at a moment of the wait that MX has asked for with the fault that stands, in ms; nothing where the clock
 * was set back. MX may ask for any wait: past the limit of an outage it would only delay the end.
 */
export function askedWait({ fault, deadlines }: MemberContext, at: number): number {
  if (fault === null || at < fault.at) return 0;
  const asked = Math.min(fault.retryAfter ?? 0, deadlines.unreachable);
  return Math.max(0, fault.at + asked - at);
}

/** What a failed start or poll means; `null` is a call that no port has stamped, so a mistake of the host. */
export function judgeFault(fault: Fault | null, memory: MemberContext): Judgement {
  const { finding, reading, badReturns } = memory;
  if (fault === null) return judged(fail(MACHINE_FAILURES.misconfigured, 'fatalFault'));
  const { failure, isFatal } = FAULTS[fault.code];
  if (isFatal || badReturns >= MAX_BAD_RETURNS) return judged(fail(failure, 'fatalFault'));
  if (fault.code !== 'notFound') return inconclusive('fault', finding);
  const end = fail(reading ? MEMBER_GONE : MACHINE_FAILURES.notFound, 'fatalFault');
  return confirm('notFoundOnce', end, fault, finding?.rule === 'notFoundOnce' ? finding : null);
}

/**
 * What a reading means, given what was read before. The rules in the order in which they are asked; source tags as in
 * `docs/sources.md`.
 */
export function judge(reading: StampedReading, memory: MemberContext): Judgement {
  const { connectionStatus, isBeingAggregated, challenges } = reading;
  const { baseline, finding, phase, pendingStart } = memory;
  const status = statusOf(connectionStatus);

  /** What is shown by the same readings; with `anyFace` by any on which the same rule holds. */
  const confirmed = (rule: FindingRule, verdict: Verdict, anyFace = false): Judgement => {
    const isAgain = (anyFace && finding?.rule === rule) || isSame(reading, memory.reading);
    return confirm(rule, verdict, reading, isAgain ? finding : null);
  };
  const wasIgnoredLongEnough =
    memory.ignoredSince !== null && reading.at - memory.ignoredSince >= IGNORED_FOR;

  const isOld = isStale(reading, memory);
  if (isOld && !wasIgnoredLongEnough) return inconclusive('stale', finding);

  // A question stands (N-MEM), whatever the flag says.
  if (status?.class === 'challenged') {
    const isOpen = phase === 'challenged';
    // Of a question that is open it says nothing.
    const goesOn = (rule: Rule) => (isOpen ? inconclusive(rule, finding) : running(rule));
    if (challenges.length === 0) return goesOn('noChallengeShown');
    const answered = new Set(memory.answeredGuids);
    // After an answer the old question can be shown for a moment.
    if (challenges.every(({ guid }) => answered.has(guid)) && !wasIgnoredLongEnough)
      return goesOn('echo');
    const challenge = { type: 'challenged', rule: 'challenge' } as const;
    // MX may have an answer, unless it was not sent, or MX has refused it.
    const mayBeAnswered =
      !isOpen && memory.lastSubmit !== 'notSent' && memory.problems.length === 0;
    return mayBeAnswered && areSameQuestions(challenges, memory.challenges)
      ? confirmed('questionOnce', challenge, true)
      : judged(challenge);
  }

  // An old reading that is trusted at last is inconclusive about our job.
  const before = isOld ? null : baseline;
  const endedWell = isLater(reading.successfullyAggregatedAt, before?.successfullyAggregatedAt);
  const hasBegun = isLater(reading.aggregatedAt, before?.aggregatedAt);
  const seenRunning = memory.seenRunning && !isOld;
  const isOurs = endedWell || hasBegun || seenRunning;
  const goesOn = (rule: Rule): Judgement =>
    phase === 'challenged'
      ? confirmed('elsewhereOnce', { type: 'running', rule }, true)
      : running(rule);

  // The status is sticky: while a job runs it may be the one of the job before (A-BAL, A-AGG).
  if (isBeingAggregated === true) return goesOn('beingAggregated');

  // Absent is not `false`. Where MX has never sent it, a long time of the same readings has to do.
  const isUnflagged = isBeingAggregated === null && !endedWell;
  if (isUnflagged) {
    const judgement = confirmed('flagAbsent', { type: 'inconclusive', rule: 'flagAbsent' });
    if (memory.flagSeen || judgement.finding)
      return status?.class === 'running' && connectionStatus !== null && phase !== 'challenged'
        ? { ...running('flagAbsent'), finding: judgement.finding }
        : judgement;
  }

  // Nothing runs: the moment for a job that had to wait (409, D-ERR), or whose start may not have arrived.
  const isDue = pendingStart === 'due';
  if (pendingStart === 'otherJob' || (isDue && !isOurs)) {
    // After a restore a poll can come before MX takes a start again.
    if (askedWait(memory, reading.at) > 0) return inconclusive('fault', finding);
    const start = { type: 'start', rule: 'readyToStart' } as const;
    return isDue && baseline !== null ? confirmed('idleOnce', start, true) : judged(start);
  }

  // What was found in place of the reply to a start may be the end of another job.
  const isKnown = pendingStart === 'none';
  if (status?.class === 'authorizing') return judged({ type: 'authorizing', rule: 'pending' });
  const failure = explain(reading, memory.job);
  // MX adds statuses (D-VER): one that is not in the table is bounded by the limits, and named in the view.
  if (status ? status.class === 'running' : !failure) return goesOn('inProgress');

  if (failure) {
    const isOldError = wasThereBefore(reading, baseline);
    // Until the user is through the bank's page no job runs, and the error of the job before stays (CW pollers.js).
    if (memory.oauth && memory.job === null && isOldError && !isOurs)
      return judged({ type: 'authorizing', rule: 'oldError' });
    // That our job has begun does not say that it has ended: the error may still be the sticky one, also without its code.
    const isSticky = hasOldStatus(reading, baseline) && reading.errorCode === undefined;
    if (isUnflagged && (isOldError || isSticky)) return inconclusive('flagAbsent', finding);
    const failed = fail(failure, 'failed');
    // One poll "not running" in an error status is not to be trusted, unless MX says what went wrong (CW pollers.js), of a
    // job that is known to be ours.
    const isNew = !isOldError && (hasBegun || (seenRunning && isMoment(reading.aggregatedAt)));
    return isNew && isKnown && errorCodeFor(memory.job, reading) !== undefined
      ? judged(failed)
      : confirmed('failedOnce', failed);
  }

  // A success that MX tells of in a time stamp must be newer there than before our job.
  const isSeen = seenRunning && !isUnflagged && !isMoment(reading.successfullyAggregatedAt);
  const connected = { type: 'connected', fresh: endedWell || isSeen, rule: 'connected' } as const;
  // Without that it may be the success of the job before, or MX took the start and ran nothing (202 within 3 h, D-ERR).
  return endedWell && isKnown && memory.job !== 'verify'
    ? judged(connected)
    : confirmed('connectedOnce', connected);
}
