import { vi } from 'vitest';
import { settle as settleShortly } from '../../support/fake-timers.ts';

/** Virtual time for hosts: a commit, the turn of a member and its call each take a turn of the event loop. */

export { releaseTime, stopTime } from '../../support/fake-timers.ts';

/** Lets everything run that waits for no timer. */
export async function settle(): Promise<void> {
  for (let times = 0; times < 3; times++) await settleShortly();
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
