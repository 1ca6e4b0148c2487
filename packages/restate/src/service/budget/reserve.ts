/** How turns are given out. Pure. */

/** Asks for turns. */
export interface Reserving {
  /** How many. */
  readonly count: number;
  readonly requestsPerSecond: number;
  /** The longest that one of them may wait, in ms. */
  readonly maxWait: number;
}

/** The first `count` requests have a turn, the first of them after `wait` ms. */
export interface Reserved {
  readonly count: number;
  readonly wait: number;
}

/** The time between two turns, in ms. */
export const turnSpacing = (requestsPerSecond: number): number => 1_000 / requestsPerSecond;

/**
 * Gives out turns, evenly over each second.
 * @param freeAt When the next turn is free, in ms since 1970.
 */
export function reserve(
  freeAt: number,
  now: number,
  { count, requestsPerSecond, maxWait }: Reserving,
): Reserved & { readonly freeAt: number } {
  const spacing = turnSpacing(requestsPerSecond);
  const first = Math.max(now, freeAt);
  const wait = first - now;
  const places = Math.max(0, Math.floor((maxWait - wait) / spacing) + 1);
  const given = Math.min(count, places);
  return { count: given, wait, freeAt: first + given * spacing };
}
