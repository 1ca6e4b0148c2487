/** Time for the loop. Stamps of readings are another matter: they are of the host's `now`. */

/** A clock in whole ms that is never set back: small numbers, which are stored in the objects themselves. */
export function createClock(): () => number {
  const origin = performance.now();
  return () => Math.floor(performance.now() - origin);
}

/** Runs `fn` in a later turn of the event loop, after what came in meanwhile. */
export function inNextTurn(fn: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(fn);
  else setTimeout(fn, 0);
}

/** Resolves in a later turn of the event loop. */
export const nextTurn = (): Promise<void> => new Promise(inNextTurn);
