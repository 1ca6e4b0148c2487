/** Counts starts, so that no second contains more than a limit. */
export interface SlidingWindow {
  /** The time until the next start is allowed, in ms. 0 for now. */
  wait(now: number): number;
  /** Records a start. */
  note(now: number): void;
}

/** In ms, as `now`. */
const SECOND = 1000;

/**
 * Creates a sliding window.
 *
 * @param limit The maximum number of starts in a second. `undefined` for no limit.
 */
export function createWindow(limit: number | undefined): SlidingWindow {
  if (limit === undefined) return { wait: () => 0, note() {} };
  // A ring buffer: the place to be filled next holds the oldest start, and only that one decides.
  const starts: number[] = [];
  let oldest = 0;
  return {
    wait: (now) => Math.max(0, (starts[oldest] ?? Number.NEGATIVE_INFINITY) + SECOND - now),
    note(now) {
      starts[oldest] = now;
      oldest = (oldest + 1) % limit;
    },
  };
}
