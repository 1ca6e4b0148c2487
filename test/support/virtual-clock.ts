import { SimulatedClock } from 'xstate';

/**
 * The time of one actor, given to it as its clock. It stands beside `fake-timers.ts` because a property test runs many actors, each
 * with a time of its own, and nothing global is replaced: a test of the machine can wait for real time too. Whatever waits by the
 * timers of the platform, such as a host or a client, has no clock to be given, so its tests use `fake-timers.ts`.
 */

/** Lets everything run that is ready now: promise callbacks, and those that they make ready. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 16; turn++) await null;
}

/** XState's simulated clock, which also knows when its next timer is due and can go there by itself. */
export class VirtualClock extends SimulatedClock {
  readonly #due = new Map<number, number>();

  override setTimeout(fn: (...args: unknown[]) => void, timeout: number): number {
    const id = super.setTimeout((...args: unknown[]) => {
      this.#due.delete(id);
      fn(...args);
    }, timeout);
    this.#due.set(id, this.now() + timeout);
    return id;
  }

  override clearTimeout(id: number): void {
    this.#due.delete(id);
    super.clearTimeout(id);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#due.size;
  }

  /** How long until the next timer is due, in ms. */
  get untilNext(): number {
    return Math.min(...this.#due.values()) - this.now();
  }

  /** Goes on by `ms`, stopping at each timer on the way, with everything settled in between. */
  async run(ms: number): Promise<void> {
    const end = this.now() + ms;
    await settle();
    for (;;) {
      const wait = this.untilNext;
      if (this.now() + wait > end) break;
      this.increment(wait);
      await settle();
    }
    this.increment(end - this.now());
    await settle();
  }
}
