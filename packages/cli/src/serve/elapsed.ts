import { uptime } from 'node:os';

/** How often the uptime of the machine is looked at, in ms. */
const LOOK_EVERY = 1_000;
/** Shorter sleeps are not noticed, because some systems give their uptime in whole seconds. In ms. */
const SHORTEST_SLEEP = 2_000;

/**
 * A clock in ms that is never set, and that goes on while the machine sleeps. On Linux `performance.now` stands still then, and the
 * uptime does not.
 */
export function createElapsedClock(
  steady: () => number = () => performance.now(),
  up: () => number = () => uptime() * 1_000,
): () => number {
  const ahead = up() - steady();
  let lookedAt = steady();
  let slept = 0;
  return () => {
    const now = steady();
    if (now - lookedAt >= LOOK_EVERY) {
      lookedAt = now;
      const missed = up() - now - ahead;
      if (missed - slept >= SHORTEST_SLEEP) slept = missed;
    }
    return now + slept;
  };
}
