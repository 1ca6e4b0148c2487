import { MAX_WAIT } from '../data/shapes.ts';
import type {
  Deadlines,
  Fault,
  MemberContext,
  MemberId,
  Pacing,
  Phase,
  StampedReading,
} from '../data/types.ts';
import { looksLikeApproval } from '../mx/answers.ts';
import { FINDINGS, isUnconfirmed, SECOND_LOOK } from './findings.ts';

/**
 * How long to wait, when to follow a hint, and when a limit has passed. Pure functions without a clock or randomness.
 */

/** In ms. The fields of the type explain each number. `busy` is the shortest pause that MX asks for (A-STAT). */
export const DEFAULT_PACING: Pacing = Object.freeze({
  first: 1_000,
  spread: 500,
  busy: 3_000,
  busyMost: 10_000,
  needsUser: 20_000,
  needsUserMost: 60_000,
  failedMost: 60_000,
});

/** In ms. The fields of the type explain each number. */
export const DEFAULT_DEADLINES: Deadlines = Object.freeze({
  busy: 900_000,
  needsUser: 1_800_000,
  unreachable: 3_600_000,
  catchUp: 60_000,
});

/** How long a busy phase keeps its first pace, in ms. */
const FAST_PERIOD = 120_000;

/** Added to the wait before a confirming poll, in ms, because a timer can fire a little early. */
const TIMER_SLACK = 10;

/** How much a gap between two stamps can exceed the planned wait and still count, in ms: the longest usual call. */
const MAX_CALL = 60_000;

/** How long a finding can still be confirmed after a limit has passed, in ms. */
const CONFIRM_GRACE = 300_000;

/** When a busy phase counts as slow, in ms. MX's widget notifies its page at the same time, and the person sees no change (CW). */
export const SLOW_AFTER = 60_000;

/**
 * How old the reading that allows a start may be when the start is sent, in ms. MX's own job can begin, or fail, meanwhile: after a
 * slow commit, a queue, or a worker that has died.
 */
export const START_WITHIN = 5_000;

/** Until when a start may be sent, in ms since 1970. A start follows a reading. */
export const startBy = ({ reading }: MemberContext): number => (reading?.at ?? 0) + START_WITHIN;

/** Whether a phase waits for the user, not for MX. */
export const needsUser = (phase: Phase): boolean =>
  phase === 'authorizing' || phase === 'challenged';

/**
 * A number of 32 bits that depends on the member. Members that begin or fail together do not poll together, and a run
 * can be replayed. It is FNV-1a plus the finalizer of MurmurHash3, because guids can differ only in their last
 * characters, and those change FNV-1a little.
 */
export function jitterBits(member: MemberId): number {
  let hash = 0x811c9dc5;
  const text = `${member.userGuid}/${member.memberGuid}`;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    // Outside the BMP, a character takes two UTF-16 units.
    if (point > 0xffff) at++;
    hash = Math.imul(hash ^ point, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The jitter of a member: from 0 to below 1. */
const jitterOf = ({ member }: MemberContext): number => jitterBits(member) / 2 ** 32;

/** How long the last successful call took, in ms. 0 if another stamp came after it. */
const tookOf = ({ reading, lastStampAt }: MemberContext): number =>
  reading?.at === lastStampAt ? (reading?.took ?? 0) : 0;

/** The fault of the last call. `null` if MX has answered since. */
export const lastFault = ({ fault, lastStampAt }: MemberContext): Fault | null =>
  fault?.at === lastStampAt ? fault : null;

/**
 * How much of the wait that MX asked for is left, in ms. 0 if the clock was set back. Waits beyond the outage limit are
 * cut, because they would only delay the outcome.
 */
export function askedWait({ fault, deadlines }: MemberContext, at: number): number {
  if (fault === null || at < fault.at) return 0;
  const asked = Math.min(fault.retryAfter ?? 0, deadlines.unreachable);
  return Math.max(0, fault.at + asked - at);
}

/**
 * How long until a poll can confirm the finding, in ms. 0 or less if it can confirm it now, or if there is nothing to
 * confirm.
 */
export function untilConfirming(context: MemberContext): number {
  if (!isUnconfirmed(context)) return 0;
  const { finding, lastStampAt } = context;
  const passed = Math.max(0, (lastStampAt ?? 0) - finding.from);
  return FINDINGS[finding.rule].after + TIMER_SLACK - passed;
}

/**
 * The pace of a phase. "A quarter longer each time" is a straight line over the elapsed time: waits of p, 1.25 p, 1.25²
 * p … end at moments t, after which the next wait is p + t / 4. So nothing has to be counted.
 */
function paceOf(context: MemberContext): number {
  const { phase, observed, pacing } = context;
  if (phase === 'challenged' && looksLikeApproval(context) && observed.phase < FAST_PERIOD)
    return pacing.busy;
  const [pace, most, passed] = needsUser(phase)
    ? [pacing.needsUser, pacing.needsUserMost, observed.phase]
    : [pacing.busy, pacing.busyMost, Math.max(0, observed.phase - FAST_PERIOD)];
  return Math.min(Math.max(pace, most), pace + passed / 4);
}

/** The number of failures in a row. Answers that MX refuses repeatedly count too. */
const failuresOf = ({ failures, verdict, refusals }: MemberContext): number =>
  verdict.type === 'reread' ? refusals - 1 : failures;

/** How long to wait before the next call to MX, in ms. It can exceed what a timer supports. */
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
    // At least an eighth is added, so that no member makes 60 requests in an hour of outage.
    return Math.max(backOff, asked, confirming) + ((1 + jitterOf(context)) * backOff) / 8;
  }
  if (context.awaiting === 'command')
    return Math.max(asked, confirming, pacing.first + jitterOf(context) * pacing.spread);
  if (context.hint === 'pending' && confirming <= 0) return 0;
  const isSoon = isUnconfirmed(context) || context.ignoredSince !== null;
  const wait = isSoon ? Math.min(pace, SECOND_LOOK) : pace;
  // Waits are measured from send to send. A slow call can use up at most half of the wait.
  return Math.max(confirming, wait / 2, wait - tookOf(context));
}

/** How long to wait before the next call to MX, in whole ms. */
export const pollDelay = (context: MemberContext): number =>
  Math.min(Math.round(uncappedDelay(context)), MAX_WAIT);

/**
 * Repeatedly refused answers are delayed like failed calls. Otherwise a program that answers at once would send more
 * for each hint.
 */
const isRefusedAgain = ({ verdict, refusals }: MemberContext): boolean =>
  verdict.type === 'reread' && refusals > 1;

/**
 * Whether a hint is accepted: no hint is pending, the last poll was not caused by one, and calls need not be slowed
 * down.
 */
export const acceptsHint = (context: MemberContext): boolean =>
  context.hint === 'none' && lastFault(context)?.code !== 'rateLimited' && !isRefusedAgain(context);

/**
 * Whether an accepted hint is followed at once. Not before a confirming poll, because an earlier poll would ask the
 * same replica.
 */
export const canReadNow = (context: MemberContext): boolean =>
  acceptsHint(context) && (context.failures > 0 || !isUnconfirmed(context));

/**
 * How much of the time since the last stamp was observed, in ms. Anything beyond the planned wait plus one call is an
 * absence (a closed laptop, a stopped process), and does not count. Nor does a clock that was set back.
 */
export function observedGap(context: MemberContext, at: number): number {
  const passed = Math.max(0, at - (context.lastStampAt ?? at));
  // Most gaps are short, so the planned wait is not computed.
  return passed <= MAX_CALL ? passed : Math.min(passed, pollDelay(context) + MAX_CALL);
}

/**
 * How much of the time until a reading is an absence, or the clock of another host, in ms. A gap of up to a minute can be one
 * slow call.
 */
export function absenceUntil(context: MemberContext, { at, took = 0 }: StampedReading): number {
  const passed = at - (context.lastStampAt ?? at);
  return passed <= MAX_CALL ? 0 : Math.max(0, passed - pollDelay(context) - took);
}

/** The limit that has passed, or `null`. A phase that has just begun has no limit yet. */
export function limitPassed(
  context: MemberContext,
  phaseGoesOn: boolean,
): 'phase' | 'outage' | null {
  const { observed, deadlines, phase } = context;
  const { busy, unreachable } = deadlines;
  // A fresh finding explains more than "it took too long", so there is time to confirm it.
  const grace = isUnconfirmed(context) ? CONFIRM_GRACE : 0;
  const limit = needsUser(phase) ? deadlines.needsUser : busy;
  // Whatever MX shows, a lifecycle does not last longer than this after MX last accepted a start or an answer.
  const total = 2 * (busy + deadlines.needsUser) + unreachable;
  if (observed.outage > unreachable) return 'outage';
  return (phaseGoesOn && observed.phase > limit + grace) || observed.total > total + grace
    ? 'phase'
    : null;
}
