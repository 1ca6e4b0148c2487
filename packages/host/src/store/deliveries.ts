import type { KeptOutcome } from './store.ts';

/** Outcomes on their way to `onEnded`, until it has acknowledged them. */

/** How many outcomes are delivered at the same time. After a restart there can be many. */
const MAX_AT_ONCE = 32;

/** After `onEnded` rejected: the first pause and the longest, in ms. */
const RETRY = 1_000;
const MAX_RETRY = 60_000;

export interface DeliveriesOptions {
  readonly deliver: (outcome: KeptOutcome) => Promise<void>;
  readonly onDelivered: (outcome: KeptOutcome) => void;
  readonly onError: (thrown: unknown) => void;
}

interface Delivery {
  readonly outcome: KeptOutcome;
  readonly failures: number;
}

export class Deliveries {
  readonly #options: DeliveriesOptions;
  #waiting: Delivery[] = [];
  #running = new Set<Promise<void>>();
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #isClosed = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  add(outcome: KeptOutcome, failures = 0): void {
    this.#waiting.push({ outcome, failures });
    this.#serve();
  }

  /** Begins no more deliveries. Resolves when those under way have ended. The others follow after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #serve(): void {
    while (!this.#isClosed && this.#running.size < MAX_AT_ONCE) {
      const delivery = this.#waiting.shift();
      if (!delivery) return;
      const running = this.#deliver(delivery).finally(() => {
        this.#running.delete(running);
        this.#serve();
      });
      this.#running.add(running);
    }
  }

  async #deliver({ outcome, failures }: Delivery): Promise<void> {
    const { deliver, onDelivered, onError } = this.#options;
    try {
      await deliver(outcome);
    } catch (thrown) {
      onError(thrown);
      if (!this.#isClosed) this.#retry(outcome, failures);
      return;
    }
    onDelivered(outcome);
  }

  #retry(outcome: KeptOutcome, failures: number): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.add(outcome, failures + 1);
      },
      Math.min(MAX_RETRY, RETRY * 2 ** failures),
    );
    this.#timers.add(timer);
  }
}
