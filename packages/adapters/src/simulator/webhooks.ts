import { type Job, statusOf } from '@mx-member/machine';
import { basicAuth } from '../http/basic.ts';
import { Agenda } from './bank/agenda.ts';
import type { Bank } from './bank/bank.ts';
import type { Change } from './bank/ledger.ts';
import { messageOf } from './http/messages.ts';

/** Where webhooks go. Nothing is signed: MX documents Basic authentication, and no signature. */
export interface WebhookOptions {
  /** The receiver's address. @default an address that only a `fetch` of one's own knows */
  readonly url?: string | URL;
  /** Basic credentials for the receiver. @default none */
  readonly username?: string;
  readonly password?: string;
  /** How they get there; a function that is the receiver itself will do. @default the global `fetch` */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

/** MX tries again for about a day, at most 12 times (D-WH); the waits in ms, each twice as long as the one before. */
const FIRST_RETRY = 20_000;
const MOST_RETRIES = 12;
/** How long a receiver may take, in ms. */
const PATIENCE = 10_000;

/** What a job's end is called in its webhook (D-WHAG). MX names none for `verify` and `identify`. */
const TYPES: Readonly<Partial<Record<Job, string>>> = {
  aggregate: 'AGGREGATION',
  check_balance: 'BALANCE',
  extend_history: 'HISTORY',
  fetch_statements: 'STATEMENT',
  fetch_rewards: 'REWARD',
};

/** What MX would send for a change; `undefined` when it would send nothing. */
export function webhookOf({ at, member, user, is }: Change): object | undefined {
  const { face, guid, institution } = member;
  const subject = { member_guid: guid, user_guid: user.guid };
  if (is === 'status') {
    const status = statusOf(face.status);
    // Only the statuses that a user can do something about have one (D-WHCS).
    return status?.webhook
      ? {
          action: 'CHANGED',
          connection_status: face.status,
          connection_status_id: status.id,
          connection_status_message: messageOf(face.status, institution.name),
          type: 'CONNECTION_STATUS',
          ...subject,
        }
      : undefined;
  }
  const type = TYPES[is.ended];
  return type === undefined
    ? undefined
    : {
        action: 'member_data_updated',
        completed_at: Math.floor(at / 1_000),
        completed_on: new Date(at).toISOString().slice(0, 10),
        is_background: false,
        job_guid: face.jobGuid,
        transactions_created_count: 0,
        transactions_updated_count: 0,
        type,
        user_id: user.id,
        ...subject,
      };
}

interface Delivery {
  readonly body: string;
  readonly retries: number;
}

/** The webhooks of the platform. They are sent when `flush` is called, so that time stays in the caller's hands. */
export class Webhooks {
  readonly #bank: Bank;
  readonly #options: WebhookOptions | undefined;
  readonly #queue = new Agenda<Delivery>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(bank: Bank, options: WebhookOptions | undefined) {
    this.#bank = bank;
    this.#options = options;
    if (!options) return;
    if (!options.url && !options.fetch)
      throw new RangeError('webhooks needs a url, or a fetch of your own');
    bank.onChange((change) => {
      const webhook = webhookOf(change);
      if (webhook) this.#queue.add(change.at, { body: JSON.stringify(webhook), retries: 0 });
    });
  }

  /** When there may be something to send, in ms since 1970; `undefined` while nothing is to be expected. */
  get next(): number | undefined {
    if (!this.#options) return undefined;
    const times = [this.#queue.next, this.#bank.next].filter((time) => time !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** Sends what is due by now, one after the other. @returns How many the receiver took. */
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
      const { body, retries } = due.item;
      if (await this.#send(body)) taken++;
      else if (retries < MOST_RETRIES)
        this.#queue.add(now + FIRST_RETRY * 2 ** retries, { body, retries: retries + 1 });
    }
    return taken;
  }

  async #send(body: string): Promise<boolean> {
    const { url = 'https://client.example/webhooks', username, password } = this.#options ?? {};
    const send = this.#options?.fetch ?? ((request) => fetch(request));
    const headers = new Headers({ 'content-type': 'application/json' });
    if (username !== undefined || password !== undefined)
      headers.set('authorization', basicAuth(username ?? '', password ?? ''));
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      const answer = await send(new Request(url, { method: 'POST', headers, body, signal }));
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false; // Not received: it is tried again.
    }
  }
}
