/** Who goes first, how the first polls after a restart are spread, and when all members pause. Pure; all times in ms. */

/** After so long a member whose user does not wait gets a part of the budget too, in ms. */
export const MAX_LAG_OF_OTHERS = 10_000;

/** After so many calls in a row for waiting users, the next call is for the others, if they are late. */
const MAX_URGENT_IN_ROW = 3;

/** The part of the calls in flight that is reserved for members whose user waits. */
const RESERVED = 1 / 4;

/** The shortest and the longest pause after MX said 429, and the pause when MX does not say how long. */
const MIN_PAUSE = 1_000;
const MAX_PAUSE = 60_000;
const DEFAULT_PAUSE = 5_000;

/** Without a known budget, first polls after a restart are spread over 1 ms each, and over a minute at most. */
const MAX_SPREAD = 60_000;

export type Lane = 'urgent' | 'normal';

/** What is due, and what is free. */
export interface Load {
  readonly now: number;
  /** When the first of each lane is due; `undefined` for none. */
  readonly urgentAt: number | undefined;
  readonly normalAt: number | undefined;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Calls for waiting users since the last one for the others. */
  readonly urgentInRow: number;
}

/** Places that a lane may fill. */
export const placesOf = (lane: Lane, maxInFlight: number): number =>
  lane === 'urgent' ? maxInFlight : maxInFlight - Math.floor(maxInFlight * RESERVED);

/** The lane whose turn it is; `null` when nothing is due or no place is free. */
export function nextLane(load: Load): Lane | null {
  const { now, urgentAt, normalAt, inFlight, maxInFlight, urgentInRow } = load;
  const isReady = (lane: Lane, at: number | undefined) =>
    at !== undefined && at <= now && inFlight < placesOf(lane, maxInFlight);
  const isNormalReady = isReady('normal', normalAt);
  if (!isReady('urgent', urgentAt)) return isNormalReady ? 'normal' : null;
  const isTurnOfOthers = urgentInRow >= MAX_URGENT_IN_ROW && isLate(now, normalAt);
  return isNormalReady && isTurnOfOthers ? 'normal' : 'urgent';
}

/** Whether members whose user does not wait are late, because more is due than the budget allows. */
export const isLate = (now: number, normalAt: number | undefined): boolean =>
  normalAt !== undefined && now - normalAt > MAX_LAG_OF_OTHERS;

/** The time between two first polls after a restart, in ms. A budget spreads them by itself. */
export function spacing(count: number, requestsPerSecond: number | undefined): number {
  if (count === 0 || requestsPerSecond !== undefined) return 0;
  return Math.min(1, MAX_SPREAD / count);
}

/** How long all members pause after MX said 429. */
export const pauseFor = (retryAfter: number | undefined): number =>
  Math.min(MAX_PAUSE, Math.max(MIN_PAUSE, retryAfter ?? DEFAULT_PAUSE));
