import { vi } from 'vitest';

/**
 * Virtual time for everything that uses the platform's timers: hosts, clients, the simulator and its user. A test
 * of actors alone gives each actor a `VirtualClock`.
 */

const START = Date.UTC(2026, 0, 1);

/** From here on all timers are fake, and the clock stands still until {@link pass} moves it. */
export function stopTime(): void {
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  // Random waits are the same in each run.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  hashAtOnce();
}

/** A slow hash runs on another thread, for which simulated time does not wait. Here it takes no time. */
function hashAtOnce(): void {
  const { subtle } = crypto;
  const importKey = subtle.importKey.bind(subtle);
  const asText = async (...all: unknown[]) =>
    all[2] === 'PBKDF2' ? all[1] : Reflect.apply(importKey, subtle, all);
  vi.spyOn(subtle, 'importKey').mockImplementation(asText as never);
  const joined = async ({ salt }: { salt: Uint8Array }, text: Uint8Array) =>
    new Uint8Array([...salt, ...text]).buffer;
  vi.spyOn(subtle, 'deriveBits').mockImplementation(joined as never);
}

/** Restores real time, and drops all pending timers. */
export function releaseTime(): void {
  for (const mocked of [Math.random, crypto.subtle.importKey, crypto.subtle.deriveBits])
    vi.mocked(mocked).mockRestore();
  vi.useRealTimers();
}

/**
 * The most turns of the event loop that ready work can take. In a host a commit, a turn of a member and its call
 * take two each.
 */
const TURNS = 6;

/** Runs everything that waits for no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets `ms` pass, from timer to timer, or less if a condition becomes true before. */
export async function pass(ms: number, isOver = () => false): Promise<void> {
  let isPast = false;
  const timer = setTimeout(() => {
    isPast = true;
  }, ms);
  for (await settle(); !isPast && !isOver(); await settle()) vi.advanceTimersToNextTimer();
  clearTimeout(timer);
}
