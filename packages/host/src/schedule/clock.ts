/** Time for the loop. Readings are stamped by the host's `now`, not by this clock. */

/** A clock in whole ms that is never set back. Its numbers are small, so they are stored in the objects themselves. */
export function createClock(): () => number {
  const origin = performance.now();
  return () => Math.floor(performance.now() - origin);
}

/** A turn takes no time, so the fake timers of a test, which come later, do not stop it. */
const { setImmediate: immediate, setTimeout: timeout } = globalThis;

/** Runs `fn` in a later turn of the event loop, after events that have arrived meanwhile. */
export function inNextTurn(fn: () => void): void {
  if (typeof immediate === 'function') immediate(fn);
  else timeout(fn, 0);
}

/** Resolves in a later turn of the event loop. */
export const nextTurn = (): Promise<void> => new Promise(inNextTurn);
