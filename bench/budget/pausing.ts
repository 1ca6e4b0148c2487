import { createWindow } from '../../packages/http/src/web/window.ts';
import type { Sender } from '../../test/support/simulated-limit.ts';

/** The limiter before it could learn: each 429 paused all members for 5 s, and then all of them went on together. */

const PAUSE = 5_000;
const MAX_IN_FLIGHT = 100;

/** @param told The most requests per second; `undefined` if the host has no number. */
export function pausing(told: number | undefined): Sender {
  const window = createWindow(told);
  let inFlight = 0;
  let pausedUntil = 0;
  return {
    wait: (now) =>
      Math.max(pausedUntil - now, window.wait(now), inFlight < MAX_IN_FLIGHT ? 0 : 1, 0),
    take(at) {
      window.note(at);
      inFlight += 1;
    },
    end(_, at, refused) {
      inFlight -= 1;
      if (refused) pausedUntil = Math.max(pausedUntil, at + PAUSE);
    },
  };
}
