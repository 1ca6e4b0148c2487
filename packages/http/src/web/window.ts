/** Counts starts: no span of time, wherever it begins, holds more than a limit of them. */
export interface SlidingWindow {
  /** The time until one more may start, in ms; 0 for now. */
  wait(now: number): number;
  /** One starts. */
  note(now: number): void;
}

/**
 * Makes a sliding window.
 * @param limit The most starts in a span; `undefined` for no limit.
 * @param span In the unit of `now`, ms. @default 1000
 */
export function createWindow(limit: number | undefined, span = 1000): SlidingWindow {
  if (limit === undefined) return { wait: () => 0, note() {} };
  // A ring: the place that is filled next holds the oldest start, and that one alone decides.
  const starts: number[] = [];
  let oldest = 0;
  return {
    wait: (now) => Math.max(0, (starts[oldest] ?? Number.NEGATIVE_INFINITY) + span - now),
    note(now) {
      starts[oldest] = now;
      oldest = (oldest + 1) % limit;
    },
  };
}
