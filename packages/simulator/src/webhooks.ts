import { type Job, statusOf } from '@mx-member/machine/step';
import { Agenda } from './bank/agenda.ts';
import type { Bank } from './bank/bank.ts';
import type { Change } from './bank/ledger.ts';
import { basicAuth } from './http/basic.ts';
import { messageOf } from './http/messages.ts';
import { untilAborted } from './http/until-aborted.ts';

/** Where webhooks go. Nothing is signed: MX documents Basic authentication, and no signature. */
export interface WebhookOptions {
  /** The receiver's address. @default an address that only a `fetch` of one's own knows */
  readonly url?: string | URL;
  /** Basic credentials for the receiver, each empty when only the other is given. @default none */
  readonly username?: string;
  /** See `username`. */
  readonly password?: string;
  /**
   * How they get there; a function that is the receiver itself will do. An answer that is not `ok`, an error or none
   * within 10 s is tried again, later each time, 12 times (D-WH). @default the global `fetch`
   */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

/** MX tries again for about a day, at most 12 times (D-WH); the waits in ms, each twice as long as the one before. */
const FIRST_RETRY = 20_000;
const MAX_RETRIES = 12;
/** How long a receiver may take, in ms. */
const PATIENCE = 10_000;

const NO_TRANSACTIONS = { transactions_created_count: 0, transactions_updated_count: 0 };

/** What the webhook of a job's end says besides what all of them do. MX documents none for `identify`. */
const ENDS: Readonly<Partial<Record<Job, object>>> = {
  aggregate: { type: 'AGGREGATION', ...NO_TRANSACTIONS }, // D-WHAG
  check_balance: { type: 'BALANCE' }, // D-WHB
  extend_history: { type: 'HISTORY', ...NO_TRANSACTIONS }, // D-WHAG
  fetch_rewards: { type: 'REWARD', rewards_created_count: 0, rewards_updated_count: 0 }, // D-WHR
  fetch_statements: { type: 'STATEMENT', statements_created_count: 0 }, // D-WHST
  verify: { type: 'VERIFICATION', accounts: [] }, // D-WHV
};

/** Only the statuses that a user can do something about have one (D-WHCS). */
function statusWebhook({ member: { face, institution } }: Change): object | undefined {
  const status = statusOf(face.status);
  return status?.webhook
    ? {
        action: 'CHANGED',
        connection_status: face.status,
        connection_status_id: status.id,
        connection_status_message: messageOf(face.status, institution.name),
        type: 'CONNECTION_STATUS',
      }
    : undefined;
}

function endWebhook({ at, member, user }: Change, ended: Job): object | undefined {
  const end = ENDS[ended];
  return (
    end && {
      action: 'member_data_updated',
      completed_at: Math.floor(at / 1_000),
      completed_on: new Date(at).toISOString().slice(0, 10),
      is_background: false,
      job_guid: member.face.jobGuid,
      user_id: user.id,
      ...end,
    }
  );
}

/**
 * What MX would send for a change; `undefined` when it would send nothing. There is no Member webhook (D-WHM): of its body
 * only some names of fields are known, not its form. Only the end of a job brings a callback payload back (OAS25).
 */
function webhookOf(change: Change): Omit<Delivery, 'retries'> | undefined {
  const { member, user, is } = change;
  const webhook = is === 'status' ? statusWebhook(change) : endWebhook(change, is.ended);
  if (!webhook) return undefined;
  const body = { ...webhook, member_guid: member.guid, user_guid: user.guid };
  return {
    body: JSON.stringify(body),
    callbackPayload: is === 'status' ? null : is.callbackPayload,
  };
}

interface Delivery {
  readonly body: string;
  /** What the client asked to have back. */
  readonly callbackPayload: string | null;
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
      if (webhook) this.#queue.add(change.at, { ...webhook, retries: 0 });
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
    const headers = new Headers({ 'content-type': 'application/json' });
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
