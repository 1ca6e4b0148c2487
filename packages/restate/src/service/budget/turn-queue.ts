import { sleep } from '@mx-member/http/web';
import { MxError } from '@mx-member/machine/step';
import type { BudgetClient } from './budget-object.ts';
import { MAX_TURNS, type TurnUrgency } from './reserve.ts';

/** How soon a request is retried if the budget could not be asked, in ms. */
const RETRY = 1_000;

interface Waiter {
  /** Called with the time until the turn, in ms. */
  readonly begin: (wait: number) => void;
  /** Called if a turn would come too late. @param retryAfter In ms. */
  readonly refuse: (retryAfter: number) => void;
}

export interface TurnQueueOptions {
  readonly client: BudgetClient;
  /** The urgency of all its requests. */
  readonly urgency: TurnUrgency;
}

/**
 * Requests of one worker that wait for their turns. While one question to the budget is pending, new requests are
 * collected for the next question.
 */
export class TurnQueue {
  readonly #options: TurnQueueOptions;
  #waiting: Waiter[] = [];
  #isAsking = false;

  constructor(options: TurnQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the turn has come.
   *
   * @throws {MxError} `rateLimited` when the wait would be too long. Also rejects with the reason of the signal when it
   * aborts.
   */
  wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      this.#waiting.push({
        begin: (ms) => sleep(ms, signal).then(resolve, reject),
        refuse: (retryAfter) => reject(usedUp(retryAfter)),
      });
      if (!this.#isAsking) void this.#askForAll();
    });
  }

  async #askForAll(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.length > 0) await this.#askFor(this.#waiting.splice(0, MAX_TURNS));
    this.#isAsking = false;
  }

  async #askFor(batch: readonly Waiter[]): Promise<void> {
    const { client, urgency } = this.#options;
    try {
      const { waits, retryAfter } = await client.reserve(batch.length, urgency);
      for (const [index, { begin, refuse }] of batch.entries()) {
        const wait = waits[index];
        if (wait !== undefined) begin(wait);
        else refuse(retryAfter);
      }
    } catch {
      for (const { refuse } of batch) refuse(RETRY);
    }
  }
}

const usedUp = (retryAfter: number): MxError =>
  new MxError('rateLimited', {
    retryAfter: Math.ceil(retryAfter),
    message: 'This request was not sent, because the budget of requests to MX is used up.',
  });
