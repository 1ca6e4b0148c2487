/** Clocks of the loop. Readings get the host's `now`, not the time of this clock. */

/**
 * Creates a monotonic clock in whole ms. Its values are small integers, which the engine stores in the objects
 * themselves.
 */
export function createClock(): () => number {
  const origin = performance.now();
  return () => Math.floor(performance.now() - origin);
}

/** Saved before a test installs fake timers. A turn takes no simulated time, so fake timers must not stop it. */
const { setImmediate: immediate, setTimeout: timeout } = globalThis;

/** Runs `fn` in a later turn of the event loop, after events that have arrived by then. */
export function inNextTurn(fn: () => void): void {
  if (typeof immediate === 'function') immediate(fn);
  else timeout(fn, 0);
}

/** Resolves in a later turn of the event loop. */
export const nextTurn = (): Promise<void> => new Promise(inNextTurn);
