import { backOff, withTimeout } from '@mx-member/http/web';
import type { Outcome } from './rows.ts';

/** Delivers outcomes to `onEnded`, until it has acknowledged them. */

/** How many deliveries run at the same time. After a restart many can be due. */
const PLACES = 32;

/**
 * A delivery that takes longer gives its place to the next outcome, in ms, so that a slow handler does not delay other
 * outcomes.
 */
const SLOW = 1_000;

/** The first and the longest wait after `onEnded` rejected or took too long, in ms. */
const RETRY = 1_000;
const MAX_RETRY = 60_000;

export interface DeliveriesOptions {
  /** The time limit of each delivery, in ms. */
  readonly timeout: number;
  readonly deliver: (outcome: Outcome, signal: AbortSignal) => Promise<void>;
  readonly onDelivered: (outcome: Outcome) => void;
  readonly onError: (thrown: unknown) => void;
}

interface Delivery {
  readonly outcome: Outcome;
  readonly failures: number;
}

export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #leaving = new AbortController();
  /** Outcomes before their first delivery. They go before outcomes whose delivery has failed. */
  readonly #first: Delivery[] = [];
  readonly #again: Delivery[] = [];
  readonly #running = new Map<Delivery, Promise<void>>();
  /** Failed deliveries, until they are due again. */
  readonly #delayed = new Set<Delivery>();
  readonly #dropped = new WeakSet<Delivery>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #placesTaken = 0;
  #undelivered = 0;
  #isClosed = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** The number of outcomes that were not acknowledged. */
  get undelivered(): number {
    return this.#undelivered;
  }

  add(outcome: Outcome): void {
    this.#undelivered += 1;
    this.#first.push({ outcome, failures: 0 });
    this.#serve();
  }

  /**
   * Starts no further deliveries. Resolves when the running ones have ended. The rest is delivered after the next
   * start.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running.values());
  }

  /**
   * Stops waiting for deliveries, and ignores later acknowledgements. @returns The outcomes that were being delivered.
   */
  leave(): readonly Outcome[] {
    const left = [...this.#running.keys()].map(({ outcome }) => outcome);
    this.#leaving.abort();
    return left;
  }

  /** Cancels the deliveries of a user. A running call of `onEnded` continues. */
  drop(userGuid: string): void {
    const isOfUser = ({ outcome }: Delivery) => outcome.member.userGuid === userGuid;
    for (const waiting of [this.#first, this.#again]) {
      const others = waiting.filter((one) => !isOfUser(one));
      this.#undelivered -= waiting.length - others.length;
      waiting.splice(0, waiting.length, ...others);
    }
    for (const delivery of [...this.#running.keys(), ...this.#delayed])
      if (isOfUser(delivery)) this.#dropped.add(delivery);
  }

  #serve(): void {
    while (!this.#isClosed && this.#placesTaken < PLACES) {
      const delivery = this.#first.shift() ?? this.#again.shift();
      if (!delivery) return;
      const free = this.#takePlace();
      const running = this.#deliver(delivery).finally(() => {
        this.#running.delete(delivery);
        free();
      });
      this.#running.set(delivery, running);
    }
  }

  /** @returns A function that frees the place. Without a call, the place is freed after {@link SLOW}. */
  #takePlace(): () => void {
    this.#placesTaken += 1;
    const free = () => {
      if (!this.#timers.delete(timer)) return;
      clearTimeout(timer);
      this.#placesTaken -= 1;
      this.#serve();
    };
    const timer = setTimeout(free, SLOW);
    this.#timers.add(timer);
    return free;
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { outcome } = delivery;
    const { deliver, timeout, onDelivered, onError } = this.#options;
    const { signal: leaving } = this.#leaving;
    try {
      await withTimeout(timeout, (signal) => deliver(outcome, signal), leaving);
    } catch (thrown) {
      if (leaving.aborted) return;
      onError(thrown);
      if (!this.#isClosed) this.#retry(delivery);
      return;
    }
    this.#undelivered -= 1;
    onDelivered(outcome);
  }

  #retry(delivery: Delivery): void {
    const { outcome, failures } = delivery;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#delayed.delete(delivery);
        if (this.#dropped.has(delivery)) this.#undelivered -= 1;
        else this.#again.push({ outcome, failures: failures + 1 });
        this.#serve();
      },
      backOff(failures, RETRY, MAX_RETRY),
    );
    this.#timers.add(timer);
    this.#delayed.add(delivery);
  }
}
