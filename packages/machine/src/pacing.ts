import type { MemberContext, Pacing } from './types.ts';
import { isSeenOnce } from './verdict.ts';

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

/** The longest wait that a timer can hold, in ms. */
export const LONGEST_WAIT = 2 ** 31 - 1;

/** A busy phase keeps its pace for so long, in ms. */
const STEADY = 120_000;

/** The longest wait after a reading that proved nothing, in ms; and how many of the same are looked into so soon. */
const SOON = 3_000;
const MOST_SOON = 3;

/** What pacing looks at. */
export type Paced = Pick<
  MemberContext,
  | 'member'
  | 'phase'
  | 'since'
  | 'at'
  | 'pacing'
  | 'deadlines'
  | 'commanded'
  | 'failures'
  | 'fault'
  | 'hint'
  | 'readings'
  | 'repeats'
  | 'verdict'
>;

/** From 0 to below 1, the same for the same member and count: jitter that can be replayed (FNV-1a). */
function fraction({ member, readings }: Paced): number {
  let hash = 0x811c9dc5;
  for (const char of `${member.userGuid}/${member.memberGuid}/${readings}`)
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/**
 * The pace of a phase. "A quarter longer each time" is a straight line over the time that has passed: waits of
 * p, 1.25 p, 1.25² p … end at moments t with a next wait of p + t / 4. So nothing has to be counted.
 */
function regular({ phase, since, at, pacing, repeats, verdict }: Paced): number {
  const elapsed = Math.max(0, (at ?? 0) - (since ?? at ?? 0));
  const isBusy = phase === 'aggregating' || phase === 'resumed';
  // A reading that proved nothing is looked into soon, also while the user is needed and where webhooks tell the rest.
  const isOpen = verdict.is === 'none' && verdict.rule !== 'fault';
  if (isOpen && (verdict.rule === 'stale' || repeats <= MOST_SOON))
    return Math.min(pacing.busy, SOON);
  return isBusy
    ? Math.min(
        Math.max(pacing.busy, pacing.busyMost),
        pacing.busy + Math.max(0, elapsed - STEADY) / 4,
      )
    : Math.min(Math.max(pacing.needsUser, pacing.needsUserMost), pacing.needsUser + elapsed / 4);
}

/** How long to wait before the next call to MX, in ms; not always one that a timer can hold. */
function wish(context: Paced): number {
  const { pacing, failures, fault, hint, commanded, deadlines } = context;
  const pace = regular(context);
  // MX may ask for any wait; past the deadline it would only delay the end.
  const asked = Math.min(fault?.retryAfter ?? 0, deadlines.unreachable);
  if (failures > 0) {
    // More doublings make no difference, but infinitely many times nothing would be no number.
    const doubled = pace * 2 ** Math.min(failures, 31);
    const backOff = Math.max(pace, Math.min(pacing.failedMost, doubled));
    return Math.max(backOff, asked) + (fraction(context) * backOff) / 4;
  }
  if (commanded) return Math.max(asked, pacing.first + fraction(context) * pacing.spread);
  return hint === 'pending' && !isSeenOnce(context.verdict) ? 0 : pace;
}

/** How long to wait before the next call to MX, in whole ms. Pure: no clock, no randomness. */
export const pollDelay = (context: Paced): number =>
  Math.min(Math.round(wish(context)), LONGEST_WAIT);
