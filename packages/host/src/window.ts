/** A budget as a sliding window: no second, wherever it begins, holds more than `limit` starts. */
export interface Window {
  /** How long until one more may start, in ms; 0 for now. */
  wait(now: number): number;
  /** One starts. */
  note(now: number): void;
}

const SECOND = 1_000;

/** Unlimited without a limit. */
export function createWindow(limit: number | undefined): Window {
  if (limit === undefined) return { wait: () => 0, note() {} };
  // A ring: the place that is filled next holds the oldest start, which alone decides.
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
