import PQueue from 'p-queue';

/** How much may be sent; no limit where none is said. */
export interface Limits {
  readonly maxConcurrent?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
}

/** When a task may begin; one whose signal aborts before never does. */
export type Turn = <Result>(task: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** Lets each wait for its turn; `undefined` without limits, where nobody has to. */
export function createTurn({ maxConcurrent, requestsPerSecond }: Limits): Turn | undefined {
  if (!maxConcurrent && !requestsPerSecond) return undefined;
  const queue = new PQueue({
    ...(maxConcurrent && { concurrency: maxConcurrent }),
    ...(requestsPerSecond && { interval: 1000, intervalCap: requestsPerSecond, strict: true }),
  });
  return (task, signal) => queue.add(task, { signal });
}
