import type { Lane } from '../members/running-member.ts';

/** The order of turns. Pure functions; all times are in ms. */

/**
 * The lanes, in order of priority. `sending`: a start or answers are ready. `acting`: somebody has just answered or started, and
 * waits for the result. `waiting`: somebody has looked at the member recently. `idle`: nobody looks.
 */
export const LANES: readonly Lane[] = ['sending', 'acting', 'waiting', 'idle'];

/** How long a caller counts as looking at a member. A long poll is repeated every 25 s. */
export const LOOKING = 60_000;

/** After this delay, a lane of lower priority gets a share of the calls too. */
export const MAX_LAG: Readonly<Record<Lane, number>> = {
  sending: Number.POSITIVE_INFINITY,
  acting: Number.POSITIVE_INFINITY,
  waiting: 2_000,
  idle: 10_000,
};

/** After this many calls of other lanes, a late lane gets the next call. */
const MAX_PASSED = 3;

/** The share of running calls that a lane leaves to lanes of higher priority. */
const LEFT: Readonly<Record<Lane, number>> = {
  sending: 0,
  acting: 0,
  waiting: 1 / 8,
  idle: 1 / 4,
};

/** What is due, and what is free. */
export interface Load {
  readonly now: number;
  /** When the first member of each lane is due. `undefined` for an empty lane. */
  readonly dueAt: Readonly<Record<Lane, number | undefined>>;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** For each lane, how many calls of lanes before it were made since its own last call. */
  readonly passed: Readonly<Record<Lane, number>>;
}

/** How many running calls a lane may have. */
export const placesOf = (lane: Lane, maxInFlight: number): number =>
  maxInFlight - Math.floor(maxInFlight * LEFT[lane]);

/** Whether a lane has waited too long. */
export const isLate = (lane: Lane, now: number, dueAt: number | undefined): boolean =>
  dueAt !== undefined && now - dueAt > MAX_LAG[lane];

/** The lane whose turn it is. `null` if nothing is due or every place is taken. */
export function nextLane({ now, dueAt, inFlight, maxInFlight, passed }: Load): Lane | null {
  let first: Lane | null = null;
  let overdue: Lane | null = null;
  for (const lane of LANES) {
    const at = dueAt[lane];
    if (at === undefined || at > now || inFlight >= placesOf(lane, maxInFlight)) continue;
    first ??= lane;
    // The last of several late lanes has waited the longest.
    if (passed[lane] >= MAX_PASSED && isLate(lane, now, at)) overdue = lane;
  }
  return overdue ?? first;
}

/** Counts a call of a lane. @param passed Modified in place. */
export function notePassed(passed: Record<Lane, number>, served: Lane): void {
  for (let index = LANES.length - 1; LANES[index] !== served; index--)
    passed[LANES[index] as Lane] += 1;
  passed[served] = 0;
}
