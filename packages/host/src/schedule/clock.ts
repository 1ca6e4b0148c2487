/** Time for the loop. Readings are stamped by the host's `now`, not by this clock. */

/** A clock in whole ms that is never set back. Its numbers are small, so they are stored in the objects themselves. */
export function createClock(): () => number {
  const origin = performance.now();
  return () => Math.floor(performance.now() - origin);
}

/** Runs `fn` in a later turn of the event loop, after events that have arrived meanwhile. */
export function inNextTurn(fn: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(fn);
  else setTimeout(fn, 0);
}

/** Resolves in a later turn of the event loop. */
export const nextTurn = (): Promise<void> => new Promise(inNextTurn);
