import { createWindow, type SlidingWindow } from '../web/window.ts';
import { firstPace, nextPace, type Pace } from './pace.ts';

/** MX answered 429. `retryAfter` is the wait that it asked for, in ms. */
export interface Refused {
  readonly retryAfter?: number | undefined;
}

/** Paces the requests of one process: by the learned rate, and by the configured bound. */
export class Pacer {
  readonly #window: SlidingWindow;
  readonly #random: () => number;
  #pace: Pace;

  /**
   * @param bound The maximum number of requests that start in any second.
   * @param random Returns a number from 0 to 1.
   */
  constructor(bound: number | undefined, random: () => number = Math.random) {
    this.#window = createWindow(bound);
    this.#random = random;
    this.#pace = firstPace(bound);
  }

  /** The learned rate, in requests per second. */
  get perSecond(): number {
    return this.#pace.perSecond;
  }

  /** The time until the next request may start, in ms. 0 for now. @param now In ms of a monotonic clock. */
  wait(now: number): number {
    return Math.max(0, this.#pace.freeAt - now, this.#window.wait(now));
  }

  /** Records a start. @param isQueued Whether the request has waited. */
  take(at: number, isQueued: boolean): void {
    this.#window.note(at);
    this.#pace = nextPace(this.#pace, { type: 'turn', at, isQueued });
  }

  /** Records that a request has ended. @param refused What MX asked for with a 429. `undefined` for any other end. */
  end(sentAt: number, at: number, refused: Refused | undefined): void {
    this.#pace = nextPace(
      this.#pace,
      refused
        ? { type: 'refused', at, sentAt, retryAfter: refused.retryAfter, chance: this.#random() }
        : { type: 'taken', at, sentAt, count: 1 },
    );
  }
}
