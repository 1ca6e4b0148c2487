import type { Lane } from '../members/running-member.ts';

/** Who goes first. Pure; all times in ms. */

/**
 * The lanes, the first one first. `acting`: somebody acts now, with an answer or a start, and sees what comes of it. `waiting`:
 * somebody has looked at the member a moment ago. `idle`: nobody looks.
 */
export const LANES: readonly Lane[] = ['acting', 'waiting', 'idle'];

/** Somebody who has looked at a member waits for so long: a long poll is repeated every 25 s. */
export const LOOKING = 60_000;

/** After so long a lane that goes after others gets a part of the budget too. */
export const MAX_LAG: Readonly<Record<Lane, number>> = {
  acting: Number.POSITIVE_INFINITY,
  waiting: 2_000,
  idle: 10_000,
};

/** After so many calls of lanes before it, the next call is for a lane that is late. */
const MAX_PASSED = 3;

/** The part of the calls in flight that a lane leaves to the lanes before it. */
const LEFT: Readonly<Record<Lane, number>> = { acting: 0, waiting: 1 / 8, idle: 1 / 4 };

/** What is due, and what is free. */
export interface Load {
  readonly now: number;
  /** When the first of each lane is due; `undefined` for none. */
  readonly dueAt: Readonly<Record<Lane, number | undefined>>;
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** How many calls of lanes before it were made since the last call of each lane. */
  readonly passed: Readonly<Record<Lane, number>>;
}

/** Places that a lane may fill. */
export const placesOf = (lane: Lane, maxInFlight: number): number =>
  maxInFlight - Math.floor(maxInFlight * LEFT[lane]);

/** Whether a lane has waited too long, because more is due than the budget allows. */
export const isLate = (lane: Lane, now: number, dueAt: number | undefined): boolean =>
  dueAt !== undefined && now - dueAt > MAX_LAG[lane];

/** The lane whose turn it is; `null` when nothing is due or no place is free. */
export function nextLane({ now, dueAt, inFlight, maxInFlight, passed }: Load): Lane | null {
  let first: Lane | null = null;
  let overdue: Lane | null = null;
  for (const lane of LANES) {
    const at = dueAt[lane];
    if (at === undefined || at > now || inFlight >= placesOf(lane, maxInFlight)) continue;
    first ??= lane;
    // The last of several: it has waited longest.
    if (passed[lane] >= MAX_PASSED && isLate(lane, now, at)) overdue = lane;
  }
  return overdue ?? first;
}

/** Counts a call of a lane. @param passed Is changed. */
export function notePassed(passed: Record<Lane, number>, served: Lane): void {
  for (const lane of LANES) if (LANES.indexOf(lane) > LANES.indexOf(served)) passed[lane] += 1;
  passed[served] = 0;
}
