import { vi } from 'vitest';

/**
 * Virtual time for all that waits by the timers of the platform: hosts, clients, the simulator and its user. A test of actors alone
 * gives each a `VirtualClock`.
 */

const START = Date.UTC(2026, 0, 1);

/** From here on no timer waits really, and the clock stands still until {@link pass} moves it. */
export function stopTime(): void {
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  // What waits for a random time waits for the same one in each run.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
}

/** Time is real again, and what still waits is dropped. */
export function releaseTime(): void {
  vi.mocked(Math.random).mockRestore();
  vi.useRealTimers();
}

/** So many turns of the event loop what is ready can take: in a host a commit, the turn of a member and its call take two each. */
const TURNS = 6;

/** Lets everything run that waits for no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets `ms` pass, from timer to timer; less, when something comes true before. */
export async function pass(ms: number, isOver = () => false): Promise<void> {
  let isPast = false;
  const timer = setTimeout(() => {
    isPast = true;
  }, ms);
  for (await settle(); !isPast && !isOver(); await settle()) vi.advanceTimersToNextTimer();
  clearTimeout(timer);
}
