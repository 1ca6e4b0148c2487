/** Resolves after `ms`. Rejects with the reason of the signal when it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const leave = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal?.addEventListener('abort', leave, { once: true });
  });
}

/** The wait after a failure, in ms: `first`, doubled for each earlier failure in a row, and at most `longest`. */
export const backOff = (earlier: number, first: number, longest: number): number =>
  Math.min(longest, first * 2 ** earlier);
