import { SimulatedClock } from 'xstate';

/**
 * The time of one actor, passed to it as its clock. `fake-timers.ts` is not enough because a property test runs
 * many actors, each with its own time, and replaces nothing global. Hosts and clients use the platform's timers and
 * take no clock, so their tests use `fake-timers.ts`.
 */

/** Runs everything that is ready now: promise callbacks, and the callbacks that they make ready. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 16; turn++) await null;
}

/** XState's simulated clock, extended: it knows when its next timer is due, and can move there. */
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

  /** The number of timers. */
  get pending(): number {
    return this.#due.size;
  }

  /** The time until the next timer is due, in ms. */
  get untilNext(): number {
    return Math.min(...this.#due.values()) - this.now();
  }

  /** Moves on by `ms`, stops at each timer on the way, and runs everything that is ready in between. */
  async run(ms: number): Promise<void> {
    const end = this.now() + ms;
    for (await settle(); this.now() + this.untilNext <= end; await settle())
      this.increment(this.untilNext);
    this.increment(end - this.now());
    await settle();
  }
}
