import { basicAuth } from '@mx-member/http/web';
import type { Bank } from '../bank/bank.ts';
import { DueQueue } from '../bank/due-queue.ts';
import { untilAborted } from '../http/until-aborted.ts';
import { WEBHOOKS, type WebhookName, webhooksOf } from './bodies.ts';

/** Where webhooks are sent. They are not signed, because MX documents only Basic authentication. */
export interface WebhookTarget {
  /** The receiver's address. Required unless `fetch` is given. */
  readonly url?: string | URL;
  /** Basic credentials for the receiver. If only one of the two is given, the other is empty. @default none */
  readonly username?: string;
  /** See `username`. */
  readonly password?: string;
  /**
   * Which webhooks are sent. At MX, clients subscribe to each of them (D-WH).
   *
   * @default the webhooks of a lifecycle: all but MEMBER, USER, JOB_STATUS and initial_data_ready
   */
  readonly events?: readonly WebhookName[];
  /**
   * Disturbs the delivery of a webhook, which is sent `at` a time in ms since 1970: returns the delays of its deliveries, in ms. `[]` loses it, `[0, 5000]`
   * delivers it twice, and a long delay lets later webhooks arrive first. MX guarantees neither order nor delivery.
   * @default [0] for each
   */
  readonly disturb?: (webhook: {
    readonly name: WebhookName;
    readonly at: number;
  }) => readonly number[];
  /**
   * Sends a webhook, or receives it directly. A delivery is retried up to 12 times, with growing waits, after an error,
   * a response that is not `ok`, or 10 s without a response (D-WH). @default the global `fetch`
   */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

/**
 * The first wait before a retry, in ms. Each further wait is twice as long. MX retries for about a day, at most 12
 * times (D-WH).
 */
const FIRST_RETRY = 20_000;
const MAX_RETRIES = 12;
/** The time limit of a delivery, in ms. */
const PATIENCE = 10_000;

/** Webhooks that a lifecycle does not need. */
const OTHERS: readonly WebhookName[] = ['MEMBER', 'USER', 'JOB_STATUS', 'initial_data_ready'];
const LIFECYCLE = WEBHOOKS.filter((name) => !OTHERS.includes(name));

interface Delivery {
  readonly body: string;
  /** The payload that the client wants returned. */
  readonly callbackPayload: string | null;
  readonly retries: number;
}

/** The webhooks of the platform. `flush` sends them, so that the caller controls time. */
export class Webhooks {
  readonly #bank: Bank;
  readonly #options: WebhookTarget | undefined;
  readonly #queue = new DueQueue<Delivery>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(bank: Bank, options: WebhookTarget | undefined) {
    this.#bank = bank;
    this.#options = options;
    if (!options) return;
    if (!options.url && !options.fetch) throw new RangeError('webhooks needs a url or a fetch');
    const { events = LIFECYCLE } = options;
    const unknown = events.find((name) => !WEBHOOKS.includes(name));
    if (unknown !== undefined)
      throw new RangeError(`webhooks.events must contain only ${WEBHOOKS.join(', ')}`);
    bank.onChange((change) => {
      for (const { name, ...webhook } of webhooksOf(change, events))
        for (const delay of options.disturb?.({ name, at: change.at }) ?? [0])
          this.#queue.add(change.at + delay, { ...webhook, retries: 0 });
    });
  }

  /** When the next webhook may be due, in ms since 1970. `undefined` if none is expected. */
  get next(): number | undefined {
    if (!this.#options) return undefined;
    const times = [this.#queue.next, this.#bank.next].filter((time) => time !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Sends all due webhooks one after the other. @returns How many deliveries the receiver accepted. */
  flush(): Promise<number> {
    const flushed = this.#last.then(() => this.#flush());
    this.#last = flushed;
    return flushed;
  }

  async #flush(): Promise<number> {
    this.#bank.advance();
    const { now } = this.#bank;
    let taken = 0;
    for (let due = this.#queue.take(now); due; due = this.#queue.take(now)) {
      const { retries } = due.item;
      if (await this.#send(due.item)) taken++;
      else if (retries < MAX_RETRIES)
        this.#queue.add(now + FIRST_RETRY * 2 ** retries, { ...due.item, retries: retries + 1 });
    }
    return taken;
  }

  async #send({ body, callbackPayload }: Delivery): Promise<boolean> {
    const { url = 'https://client.example/webhooks', username, password } = this.#options ?? {};
    const send = this.#options?.fetch ?? ((request) => fetch(request));
    const headers = new Headers({
      accept: 'application/json',
      'content-type': 'application/json; charset=utf-8',
    });
    if (username !== undefined || password !== undefined)
      headers.set('authorization', basicAuth(username ?? '', password ?? ''));
    if (callbackPayload !== null) headers.set('x-callback-payload', callbackPayload);
    const signal = AbortSignal.timeout(PATIENCE);
    const deliver = async () => {
      const answer = await send(new Request(url, { method: 'POST', headers, body, signal }));
      await answer.body?.cancel();
      return answer.ok;
    };
    try {
      return await untilAborted(deliver(), signal);
    } catch {
      return false; // The delivery failed and is retried.
    }
  }
}
