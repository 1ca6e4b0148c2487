import { createWindow, type SlidingWindow } from '../web/window.ts';
import { firstPace, nextPace, type Pace, untilFree } from './pace.ts';

/** MX's answer 429. `retryAfter` is what it asks for, in ms. */
export interface Refused {
  readonly retryAfter?: number | undefined;
}

/** Paces the requests of one process: the learnt rate, and the bound that the process was given. */
export class Pacer {
  readonly #window: SlidingWindow;
  readonly #random: () => number;
  #pace: Pace;

  /**
   * @param bound The most requests that start in any second.
   * @param random From 0 to 1.
   */
  constructor(bound: number | undefined, random: () => number = Math.random) {
    this.#window = createWindow(bound);
    this.#random = random;
    this.#pace = firstPace(bound);
  }

  /** The learnt rate: requests in a second. */
  get perSecond(): number {
    return this.#pace.perSecond;
  }

  /** The time until one more may start, in ms; 0 for now. @param now In ms, by a clock that is never set back. */
  wait(now: number): number {
    return Math.max(untilFree(this.#pace, now), this.#window.wait(now));
  }

  /** One starts. @param isQueued It has waited for its turn. */
  take(at: number, isQueued: boolean): void {
    this.#window.note(at);
    this.#pace = nextPace(this.#pace, { type: 'turn', at, isQueued });
  }

  /** One has ended. @param refused What MX asks for with a 429; `undefined` for any other end. */
  end(sentAt: number, at: number, refused: Refused | undefined): void {
    this.#pace = nextPace(
      this.#pace,
      refused
        ? { type: 'refused', at, sentAt, retryAfter: refused.retryAfter, chance: this.#random() }
        : { type: 'taken', at, count: 1 },
    );
  }
}
