/** Counts starts: no window of `span` ms, wherever it starts, holds more than `limit` of them. */
export interface SlidingWindow {
  /** The time until one more may begin, in ms; 0 for now. */
  wait(now: number): number;
  /** One begins. */
  note(now: number): void;
}

/** @param span In the unit of `now`, ms. */
export function createWindow(limit: number, span: number): SlidingWindow {
  // A ring: where the next one goes is the oldest, which alone matters.
  const starts: number[] = [];
  let oldest = 0;
  return {
    wait(now) {
      const start = starts[oldest];
      return start === undefined ? 0 : Math.max(0, start + span - now);
    },
    note(now) {
      starts[oldest] = now;
      oldest = (oldest + 1) % limit;
    },
  };
}
