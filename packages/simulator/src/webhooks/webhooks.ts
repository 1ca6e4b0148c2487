import { basicAuth } from '@mx-member/http/web';
import type { BookCache } from '../accounts/books.ts';
import type { Bank } from '../bank/bank.ts';
import { DueQueue } from '../bank/due-queue.ts';
import { untilAborted } from '../http/until-aborted.ts';
import { WEBHOOKS, type WebhookName, webhooksOf } from './bodies.ts';

/** Where webhooks go. MX documents Basic authentication and no signature, so nothing is signed. */
export interface WebhookTarget {
  /** The receiver's address. Needed unless `fetch` is given. */
  readonly url?: string | URL;
  /** Basic credentials for the receiver, each empty when only the other is given. @default none */
  readonly username?: string;
  /** See `username`. */
  readonly password?: string;
  /**
   * Which are sent; at MX one subscribes to each (D-WH).
   * @default the webhooks of a lifecycle: all but MEMBER, USER, JOB_STATUS and initial_data_ready
   */
  readonly events?: readonly WebhookName[];
  /**
   * What happens to a webhook on its way: the delays of its deliveries, in ms. `[]` loses it, `[0, 5000]` delivers it twice, and a
   * long delay lets later ones arrive first. MX promises neither order nor arrival. @default [0] for each
   */
  readonly disturb?: (webhook: WebhookOnItsWay) => readonly number[];
  /**
   * Sends a webhook; it may also be the receiver itself. A delivery is repeated up to 12 times, later each time, after an
   * error, a response that is not `ok`, or 10 s without a response (D-WH). @default the global `fetch`
   */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

/** A webhook that is about to be sent. */
export interface WebhookOnItsWay {
  readonly name: WebhookName;
  /** In ms since 1970. */
  readonly at: number;
}

/** MX tries again for about a day, at most 12 times (D-WH); the waits in ms, each twice as long as the one before. */
const FIRST_RETRY = 20_000;
const MAX_RETRIES = 12;
/** The time limit of a delivery, in ms. */
const PATIENCE = 10_000;

/** The webhooks that a lifecycle may wait for. */
const OTHERS: readonly WebhookName[] = ['MEMBER', 'USER', 'JOB_STATUS', 'initial_data_ready'];
const LIFECYCLE = WEBHOOKS.filter((name) => !OTHERS.includes(name));

interface Delivery {
  readonly body: string;
  /** What the client asked to have back. */
  readonly callbackPayload: string | null;
  readonly retries: number;
}

/** The webhooks of the platform. They are sent when `flush` is called, so the caller controls time. */
export class Webhooks {
  readonly #bank: Bank;
  readonly #options: WebhookTarget | undefined;
  readonly #queue = new DueQueue<Delivery>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(bank: Bank, books: BookCache, options: WebhookTarget | undefined) {
    this.#bank = bank;
    this.#options = options;
    if (!options) return;
    if (!options.url && !options.fetch)
      throw new RangeError('webhooks needs a url, or a fetch of your own');
    const { events = LIFECYCLE } = options;
    const unknown = events.find((name) => !WEBHOOKS.includes(name));
    if (unknown !== undefined)
      throw new RangeError(`webhooks.events must be of ${WEBHOOKS.join(', ')}`);
    bank.onChange((change) => {
      for (const { name, ...webhook } of webhooksOf(change, books, events))
        for (const delay of options.disturb?.({ name, at: change.at }) ?? [0])
          this.#queue.add(change.at + delay, { ...webhook, retries: 0 });
    });
  }

  /** When the next webhook may be due, in ms since 1970; `undefined` when none is expected. */
  get next(): number | undefined {
    if (!this.#options) return undefined;
    const times = [this.#queue.next, this.#bank.next].filter((time) => time !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Sends what is due by now, one after the other. @returns How many deliveries the receiver accepted. */
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
      return false; // Not received: it is tried again.
    }
  }
}
