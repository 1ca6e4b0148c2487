import { fail } from './route.ts';
import { ERROR_CODES, type Explanation, errorOf, statusOf } from './status.ts';
import type { MemberContext, Reading, Verdict } from './types.ts';

/** What a verdict looks back on. */
export type Memory = Pick<
  MemberContext,
  | 'oauth'
  | 'phase'
  | 'pendingStart'
  | 'baseline'
  | 'reading'
  | 'repeats'
  | 'passedOver'
  | 'seenRunning'
  | 'accepted'
>;

/** An end that a second reading has to confirm, some time after the first: one may come from a slow replica. */
export const isSeenOnce = ({ rule }: Verdict): boolean =>
  rule === 'failedOnce' || rule === 'quietOnce';

/** So many readings in a row are passed over as old or as an echo, then believed. */
export const MOST_PASSED_OVER = 3;

/** Whether MX shows the same as before, of the challenges only the guids: such a reading brings no news. */
export const isSame = (reading: Reading, before: Reading | null): boolean =>
  before !== null &&
  reading.connectionStatus === before.connectionStatus &&
  reading.isBeingAggregated === before.isBeingAggregated &&
  (reading.aggregatedAt ?? null) === (before.aggregatedAt ?? null) &&
  (reading.successfullyAggregatedAt ?? null) === (before.successfullyAggregatedAt ?? null) &&
  (reading.errorCode ?? null) === (before.errorCode ?? null) &&
  reading.challenges.length === before.challenges.length &&
  reading.challenges.every(({ guid }, index) => guid === before.challenges[index]?.guid);

/** Whether `a` is a later moment than `b`; `null` is never. What MX did not say, or is no moment, proves nothing. */
export const isLater = (a: string | null | undefined, b: string | null | undefined): boolean =>
  a !== b && Date.parse(a ?? '') > (b === null ? -Infinity : Date.parse(b ?? ''));

/**
 * MX shows an older job than it did before: a cache or a slow replica. One that was believed at last is no news any more,
 * so the baseline counts only until then.
 */
function isStale({ aggregatedAt }: Reading, { reading: last, baseline }: Memory): boolean {
  const isOlderThan = (known: string | null | undefined) => isLater(known, aggregatedAt);
  const isBelieved = isLater(baseline?.aggregatedAt, last?.aggregatedAt);
  return isOlderThan(last?.aggregatedAt) || (!isBelieved && isOlderThan(baseline?.aggregatedAt));
}

/** Why a settled reading is a failure: a code that is known says more than the status. */
export function explain(reading: Reading): Explanation | undefined {
  const { connectionStatus, errorCode } = reading;
  const status = statusOf(connectionStatus);
  if (errorCode !== undefined && (Object.hasOwn(ERROR_CODES, errorCode) || !status?.reason))
    return errorOf(errorCode);
  return status?.reason && status.nextStep
    ? { reason: status.reason, nextStep: status.nextStep, meaning: status.meaning }
    : undefined;
}

/**
 * What a reading means, given what was seen before. Pure; the rules in the order in which they are asked.
 * Source tags as in `docs/sources.md`.
 */
export function verdict(reading: Reading, memory: Memory): Verdict {
  const { connectionStatus, isBeingAggregated, challenges } = reading;
  const { baseline, passedOver } = memory;
  const status = statusOf(connectionStatus);
  const repeats = isSame(reading, memory.reading) ? memory.repeats + 1 : 1;

  // An answer from before what we know already. `aggregated_at` is when the latest job started (OAS25), so it only grows.
  if (isStale(reading, memory) && passedOver < MOST_PASSED_OVER)
    return { is: 'none', rule: 'stale' };

  // A question stands (N-MEM), whatever the flag says. After an answer the old question can be shown for a moment.
  if (status?.class === 'challenged') {
    if (challenges.length === 0) return { is: 'none', rule: 'noChallengeShown' };
    if (challenges.some(({ guid }) => !memory.accepted.includes(guid)))
      return { is: 'challenged', rule: 'newChallenge' };
    if (passedOver >= MOST_PASSED_OVER) return { is: 'challenged', rule: 'echoTooLong' };
    // Of a later question that is open it proves nothing.
    return { is: memory.phase === 'challenged' ? 'none' : 'running', rule: 'echo' };
  }

  // The status is sticky: while a job runs it may be the one of the job before (A-BAL, A-AGG).
  if (isBeingAggregated === true) return { is: 'running', rule: 'beingAggregated' };

  // MX's own samples leave the flag out (D-AGE); that is not "finished". No status at all says nothing either.
  const saysRunning = status?.class === 'running' && connectionStatus !== null;
  const endedWell =
    baseline !== null &&
    isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt);
  if (isBeingAggregated === null && !endedWell && repeats < 3)
    return { is: saysRunning ? 'running' : 'none', rule: 'flagAbsent' };

  // Nothing runs: the moment for a job that had to wait (409, D-ERR).
  if (memory.pendingStart !== 'none') return { is: 'start', rule: 'free' };

  // The job itself was seen, not only what the one before left (A-STAT: finished is true -> false).
  const hasBegun = baseline !== null && isLater(reading.aggregatedAt, baseline.aggregatedAt);
  const seen = memory.seenRunning || endedWell || hasBegun;
  const failure = explain(reading);

  if (status?.class === 'authorizing') return { is: 'authorizing', rule: 'pending' };
  if (status?.class === 'running') return { is: 'running', rule: 'inProgress' };

  // One reading "not running" in an error status is not to be trusted (CW pollers.js), unless MX says what went wrong.
  if (failure) {
    // Until the user is through the bank's page no job runs, and an old error stays (CW pollers.js).
    if (memory.oauth && !seen) return { is: 'authorizing', rule: 'oauthIdle' };
    if (seen && reading.errorCode !== undefined) return fail(failure, 'errorCode');
    return repeats < 2 ? { is: 'none', rule: 'failedOnce' } : fail(failure, 'failedTwice');
  }

  // MX adds statuses (D-VER): bounded by the deadline, and named in the view.
  if (!status) return { is: 'running', rule: 'unknownStatus' };

  // CONNECTED. Without a trace of our job it may be old, or MX took the start and ran nothing (202 within 3 h, D-ERR).
  // Nor is it known to be over where only its begin was seen and the flag is absent.
  const isOver = memory.seenRunning || endedWell || isBeingAggregated === false;
  if (seen && isOver) return { is: 'connected', fresh: true, rule: 'connected' };
  return repeats < 2
    ? { is: 'none', rule: 'quietOnce' }
    : { is: 'connected', fresh: false, rule: 'quietTwice' };
}
