import { MAX_WAIT } from '../data/shapes.ts';
import type { Deadlines, Fault, MemberContext, Pacing, Phase } from '../data/types.ts';
import { FINDINGS, isUnconfirmed } from './findings.ts';

/** How long to wait, when a hint is followed, and when time is up. Pure: no clock, no randomness. */

/** In ms; the fields say what each is for. */
export const DEFAULT_PACING: Pacing = Object.freeze({
  first: 1_000,
  spread: 500,
  busy: 3_000,
  busyMost: 10_000,
  needsUser: 20_000,
  needsUserMost: 60_000,
  failedMost: 60_000,
});

/** In ms; the fields say what each is for. */
export const DEFAULT_DEADLINES: Deadlines = Object.freeze({
  busy: 900_000,
  needsUser: 1_800_000,
  unreachable: 3_600_000,
  catchUp: 60_000,
});

/** A busy phase keeps its pace for so long, in ms. */
const FAST_PERIOD = 120_000;

/** How soon a reading that is ignored, or that is to be confirmed, is followed by another, in ms. */
const RECHECK_DELAY = 3_000;

/** A timer may fire a little early, in ms: a confirming poll waits so much longer. */
const TIMER_SLACK = 10;

/** What a gap between two stamps can count beyond the planned wait, in ms: the longest that a call can well take. */
const MAX_CALL = 60_000;

/** After a limit, how long what one poll has shown may still be confirmed, in ms. */
const CONFIRM_GRACE = 300_000;

/** After so long a busy phase is said to be slow, in ms. MX's widget tells its user at the same time (CW). */
export const SLOW_AFTER = 60_000;

/** Whether a phase waits for the user rather than for MX. */
export const needsUser = (phase: Phase): boolean =>
  phase === 'authorizing' || phase === 'challenged';

/**
 * From 0 to below 1, by the member: members that begin or fail together do not poll together, and a run can be replayed.
 * FNV-1a, and the finalizer of MurmurHash3: the last characters alone, in which guids can differ, change FNV-1a by little.
 */
export function jitter({ member }: Pick<MemberContext, 'member'>): number {
  let hash = 0x811c9dc5;
  const text = `${member.userGuid}/${member.memberGuid}`;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    // It takes two places.
    if (point > 0xffff) at++;
    hash = Math.imul(hash ^ point, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** How long the last successful call took, in ms; 0 where another stamp came after it. */
const tookOf = ({ reading, lastStampAt }: MemberContext): number =>
  reading?.at === lastStampAt ? (reading?.took ?? 0) : 0;

/** The fault of the last call; `null` where MX has answered since. */
export const lastFault = ({ fault, lastStampAt }: MemberContext): Fault | null =>
  fault?.at === lastStampAt ? fault : null;

/**
 * How much is left, at a moment, of the wait that MX has asked for with the fault that stands, in ms. Nothing is left where the
 * clock was set back. MX may ask for any wait: past the limit of an outage it would only delay the end.
 */
export function askedWait({ fault, deadlines }: MemberContext, at: number): number {
  if (fault === null || at < fault.at) return 0;
  const asked = Math.min(fault.retryAfter ?? 0, deadlines.unreachable);
  return Math.max(0, fault.at + asked - at);
}

/** How long until a poll can confirm what was found, in ms; none or less when it can now, or has nothing to confirm. */
export function untilConfirming(context: MemberContext): number {
  const { finding, lastStampAt } = context;
  if (finding === null || !isUnconfirmed(context)) return 0;
  const passed = Math.max(0, (lastStampAt ?? 0) - finding.from);
  return FINDINGS[finding.rule].after + TIMER_SLACK - passed;
}

/**
 * The pace of a phase. "A quarter longer each time" is a straight line over the time that has passed: waits of
 * p, 1.25 p, 1.25² p … end at moments t with a next wait of p + t / 4. So nothing has to be counted.
 */
function paceOf({ phase, observed, pacing }: MemberContext): number {
  const [pace, most, passed] = needsUser(phase)
    ? [pacing.needsUser, pacing.needsUserMost, observed.phase]
    : [pacing.busy, pacing.busyMost, Math.max(0, observed.phase - FAST_PERIOD)];
  return Math.min(Math.max(pace, most), pace + passed / 4);
}

/** How often calls have failed in a row. Answers that MX refuses again count as such. */
const failuresOf = ({ failures, verdict, refusals }: MemberContext): number =>
  verdict.type === 'reread' ? refusals - 1 : failures;

/** How long to wait before the next call to MX, in ms; not always one that a timer can hold. */
function uncappedDelay(context: MemberContext): number {
  const { pacing, lastStampAt } = context;
  const failures = failuresOf(context);
  const pace = paceOf(context);
  const confirming = untilConfirming(context);
  const asked = askedWait(context, lastStampAt ?? 0);
  if (failures > 0) {
    // Cap the exponent: 0 × Infinity is NaN.
    const doubled = pace * 2 ** Math.min(failures, 31);
    const backOff = Math.max(pace, Math.min(pacing.failedMost, doubled));
    // At least an eighth: so no member makes 60 requests in an hour of outage.
    return Math.max(backOff, asked, confirming) + ((1 + jitter(context)) * backOff) / 8;
  }
  if (context.awaiting === 'command')
    return Math.max(asked, confirming, pacing.first + jitter(context) * pacing.spread);
  if (context.hint === 'pending' && confirming <= 0) return 0;
  const isSoon = isUnconfirmed(context) || context.ignoredSince !== null;
  const wait = isSoon ? Math.min(pace, RECHECK_DELAY) : pace;
  // From send to send; a slow call is credited for half of the wait at most.
  return Math.max(confirming, wait / 2, wait - tookOf(context));
}

/** How long to wait before the next call to MX, in whole ms. */
export const pollDelay = (context: MemberContext): number =>
  Math.min(Math.round(uncappedDelay(context)), MAX_WAIT);

/** Answers that MX has refused again wait, as failed calls do: a program that answers at once is not to send more for each hint. */
const isRefusedAgain = ({ verdict, refusals }: MemberContext): boolean =>
  verdict.type === 'reread' && refusals > 1;

/** A hint is accepted unless one is pending, the last poll was made on one, or less is to be sent. */
export const acceptsHint = (context: MemberContext): boolean =>
  context.hint === 'none' && lastFault(context)?.code !== 'rateLimited' && !isRefusedAgain(context);

/** It is followed at once, unless a confirming poll is due: sooner, that would ask the same replica. */
export const canReadNow = (context: MemberContext): boolean =>
  acceptsHint(context) && (context.failures > 0 || !isUnconfirmed(context));

/**
 * How much of the time since the last stamp was observed, in ms: what goes beyond the planned wait and a call is an
 * absence (a closed laptop, a process that was not there, a clock that was set), and so is less than nothing.
 */
export function observedGap(context: MemberContext, at: number): number {
  const passed = Math.max(0, at - (context.lastStampAt ?? at));
  // Most gaps are short: the planned wait need not be worked out.
  return passed <= MAX_CALL ? passed : Math.min(passed, pollDelay(context) + MAX_CALL);
}

/** Which limit has passed; `null` for none. A phase that has just begun has no limit of its own. */
export function limitPassed(
  context: MemberContext,
  phaseGoesOn: boolean,
): 'phase' | 'outage' | null {
  const { observed, deadlines, phase } = context;
  const { busy, unreachable } = deadlines;
  // What one poll has just shown says more than that it took too long, so it may be confirmed first.
  const grace = isUnconfirmed(context) ? CONFIRM_GRACE : 0;
  const limit = needsUser(phase) ? deadlines.needsUser : busy;
  // Whatever MX shows, a lifecycle lasts no longer since MX last took a start or an answer.
  const total = 2 * (busy + deadlines.needsUser) + unreachable;
  if (observed.outage > unreachable) return 'outage';
  return (phaseGoesOn && observed.phase > limit + grace) || observed.total > total + grace
    ? 'phase'
    : null;
}
