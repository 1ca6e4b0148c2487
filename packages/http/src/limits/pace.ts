/**
 * The rate at which MX accepts requests, learned from its replies as TCP learns the capacity of a path: additive
 * increase while requests wait, multiplicative decrease after a 429. These are pure functions: time and randomness come
 * with the events.
 */

/** What is known about the rate. All times are in ms of a monotonic clock. */
export interface Pace {
  /** Turns per second. */
  readonly perSecond: number;
  /** The upper bound of the rate. `null` without a bound. */
  readonly bound: number | null;
  /** When the next turn is free. Turns are spaced evenly over a second. */
  readonly freeAt: number;
  /**
   * Since when every turn had a request waiting for it. `null` while turns are free. The rate grows once for each such
   * second.
   */
  readonly queuedSince: number | null;
  /** When the rate was last cut. `null` before the first 429. */
  readonly cutAt: number | null;
  /** How often the rate has grown since it was cut by a tenth. `null` while the rate is still a guess. */
  readonly steps: number | null;
  /** Whether MX has accepted a request that was sent after the last cut. */
  readonly isAccepted: boolean;
  /** The rate to return to after an outage, in which MX refused everything. `null` outside of an outage. */
  readonly goal: number | null;
  /** How many requests MX accepted in this second and in the second before. Counted until the first 429. */
  readonly taken: { readonly from: number; readonly count: number; readonly before: number };
}

/** What happens to a pace. */
export type PaceEvent =
  /** A request takes the turn at `at`. `isQueued`: it has waited for its turn. */
  | { readonly type: 'turn'; readonly at: number; readonly isQueued: boolean }
  /** MX accepted `count` requests, the last of which was sent at `sentAt`: it did not answer 429. */
  | {
      readonly type: 'taken';
      readonly at: number;
      readonly sentAt: number;
      readonly count: number;
    }
  /**
   * MX answered 429 to a request that was sent at `sentAt`. `retryAfter` is the wait that MX asked for, in ms, or
   * `undefined`. `chance` is a random number from 0 to 1, so that processes that are refused together do not retry
   * together.
   */
  | {
      readonly type: 'refused';
      readonly at: number;
      readonly sentAt: number;
      readonly retryAfter: number | undefined;
      readonly chance: number;
    };

type Event<Type extends PaceEvent['type']> = Extract<PaceEvent, { readonly type: Type }>;

/**
 * The rate before anything is known, which is more than most processes need. While requests wait it doubles each
 * second, until the first 429.
 */
const FIRST = 1_000;
const DOUBLED = 2;

/** A 429 multiplies the rate by `CUT`, and at most once in `BETWEEN_CUTS` ms. */
const CUT = 0.9;
const BETWEEN_CUTS = 1_000;

/**
 * The first 429 cuts the rate to what MX accepted in a second, but not below this. The result is a guess, so the rate
 * grows fast until the next cut.
 */
const LEAST_TAKEN = 5;

/**
 * While MX accepts nothing, the rate is halved at each cut, but that says nothing about what MX accepts otherwise. Then
 * each accepted request doubles it, until it is the rate from before.
 */
const PROBED = 2;

/** The lowest rate: one request in two seconds, however often MX refuses. */
const LEAST = 0.5;

/** The rate grows by this share each second. After `CALM` seconds without a 429 it grows faster and faster. */
const GROWTH = 0.0025;
const CALM = 25;
const MOST_GROWTH = 0.1;

/** How long an unused turn stays usable, in ms. Timers fire late, and users come in small groups. */
const SLACK = 100;

/** The longest pause that MX can cause, in ms, and the share by which a random number lengthens it. */
const MAX_PAUSE = 60_000;
const JITTER = 0.25;

const SECOND = 1_000;

/**
 * The initial rate. @param bound The maximum number of requests per second. Without it the rate begins at 1,000, and
 * doubles each second that needs more.
 */
export const firstPace = (bound: number | null = null): Pace => ({
  perSecond: bound ?? FIRST,
  bound,
  freeAt: Number.MIN_SAFE_INTEGER,
  queuedSince: null,
  cutAt: null,
  steps: null,
  isAccepted: false,
  goal: null,
  taken: { from: 0, count: 0, before: 0 },
});

/** The time between two turns, in ms. */
export const spacingOf = ({ perSecond }: Pace): number => SECOND / perSecond;

/** The pace after an event. */
export function nextPace(pace: Pace, event: PaceEvent): Pace {
  switch (event.type) {
    case 'turn':
      return afterTurn(pace, event);
    case 'taken':
      return afterTaken(pace, event);
    case 'refused':
      return afterRefusal(pace, event);
  }
}

function afterTurn(pace: Pace, { at, isQueued }: Event<'turn'>): Pace {
  const usedAt = Math.max(pace.freeAt, at - SLACK);
  // Nobody waited for a turn that has been free for a while: something else holds requests back.
  const queuedSince = isQueued && usedAt === pace.freeAt ? (pace.queuedSince ?? at) : null;
  const taken = { ...pace, freeAt: usedAt + spacingOf(pace), queuedSince };
  return queuedSince !== null && at - queuedSince >= SECOND ? grow(taken, at) : taken;
}

function grow(pace: Pace, at: number): Pace {
  const perSecond = Math.min(
    pace.bound ?? Number.MAX_SAFE_INTEGER,
    pace.perSecond * growthOf(pace),
  );
  const steps = pace.steps === null ? null : pace.steps + 1;
  return { ...pace, perSecond, queuedSince: at, steps };
}

function growthOf({ cutAt, steps }: Pace): number {
  if (cutAt === null) return DOUBLED;
  if (steps === null) return 1 + MOST_GROWTH;
  return 1 + Math.min(MOST_GROWTH, GROWTH * Math.max(1, (steps + 1) / CALM));
}

function afterTaken(pace: Pace, event: Event<'taken'>): Pace {
  const { cutAt, goal } = pace;
  if (cutAt === null) return { ...pace, taken: countTaken(pace, event) };
  if (event.count === 0 || event.sentAt <= cutAt) return pace;
  if (goal === null) return pace.isAccepted ? pace : { ...pace, isAccepted: true };
  const perSecond = Math.min(goal, pace.perSecond * PROBED);
  return { ...pace, isAccepted: true, perSecond, goal: perSecond === goal ? null : goal };
}

function countTaken({ taken }: Pace, { at, count }: Event<'taken'>): Pace['taken'] {
  const { from, count: counted } = taken;
  if (at - from < SECOND) return { ...taken, count: counted + count };
  return { from: at, count, before: at - from < 2 * SECOND ? counted : 0 };
}

function afterRefusal(pace: Pace, event: Event<'refused'>): Pace {
  const { at, sentAt, retryAfter = 0, chance } = event;
  const pause = Math.min(MAX_PAUSE, retryAfter) * (1 + JITTER * chance);
  const paused = { ...pace, freeAt: Math.max(pace.freeAt, at + pause) };
  // A request that was sent before the last cut tells nothing about the new rate.
  const isKnown = pace.cutAt !== null && (sentAt <= pace.cutAt || at - pace.cutAt < BETWEEN_CUTS);
  if (isKnown) return paused;
  const least = Math.min(LEAST, pace.bound ?? LEAST);
  const cut = { ...paused, queuedSince: null, cutAt: at, isAccepted: false };
  if (pace.cutAt !== null && !pace.isAccepted)
    return {
      ...cut,
      perSecond: Math.max(least, pace.perSecond / PROBED),
      goal: pace.goal ?? pace.perSecond,
    };
  // A rate that was reached while it returns from an outage is a guess, like the first one.
  const steps = pace.cutAt === null || pace.goal !== null ? null : 0;
  return { ...cut, perSecond: Math.max(least, CUT * rateBeforeCut(pace)), steps, goal: null };
}

function rateBeforeCut({ cutAt, perSecond, taken: { count, before } }: Pace): number {
  return cutAt === null ? Math.min(perSecond, Math.max(LEAST_TAKEN, count, before)) : perSecond;
}
