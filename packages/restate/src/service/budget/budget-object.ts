import { withTimeout } from '@mx-member/http/web';
import { handlers, type ObjectContext, object } from '@restatedev/restate-sdk/fetch';
import type { IngressCall, IngressReply } from '../../ingress.ts';
import { refused } from '../errors.ts';
import { HANDLER_OPTIONS, UNKEPT } from '../handler-options.ts';
import { isCount } from '../is-count.ts';
import { type Reserved, type Reserving, reserve } from './reserve.ts';

/** The object that counts the requests of all workers, and how a worker asks it. */

/** All workers share one object. */
const KEY = 'all';

/** The longest pause, in ms. */
const MAX_PAUSE = 60_000;

/** The time limit of a question, in ms. With no reply by then the requests are refused. */
const MAX_ASK = 10_000;

/** When the next turn is free, in ms since 1970. */
type State = { freeAt: number };

type Context = ObjectContext<State>;

const { exclusive } = handlers.object;

export const createBudgetObject = (name: string) =>
  object({
    name,
    options: HANDLER_OPTIONS,
    handlers: {
      reserve: exclusive(UNKEPT, reserveTurns),
      pause: exclusive(UNKEPT, pauseTurns),
    },
  });

async function reserveTurns(context: Context, body: unknown): Promise<Reserved> {
  const reserving = reservingOf(body);
  const now = await context.date.now();
  const before = (await context.get('freeAt')) ?? 0;
  const { freeAt, ...reserved } = reserve(before, now, reserving);
  context.set('freeAt', freeAt);
  return reserved;
}

async function pauseTurns(context: Context, body: unknown): Promise<void> {
  const { ms } = Object(body) as { readonly ms?: unknown };
  if (!isCount(ms) || ms > MAX_PAUSE)
    throw refused(400, `pause needs { ms }: a whole number up to ${MAX_PAUSE}.`);
  const now = await context.date.now();
  context.set('freeAt', Math.max(now + ms, (await context.get('freeAt')) ?? 0));
}

function reservingOf(body: unknown): Reserving {
  const { count, requestsPerSecond, maxWait } = Object(body) as Partial<Reserving>;
  if (!isCount(count) || !isCount(maxWait) || !isCount(requestsPerSecond) || requestsPerSecond < 1)
    throw refused(400, 'reserve needs { count, requestsPerSecond, maxWait }: whole numbers.');
  return { count, requestsPerSecond, maxWait };
}

/** Asks the object, by plain HTTP and not through a journal. */
export class BudgetClient {
  readonly #ingress: (call: IngressCall) => Promise<IngressReply>;
  readonly #name: string;

  /** @param name Of the object. */
  constructor(ingress: (call: IngressCall) => Promise<IngressReply>, name: string) {
    this.#ingress = ingress;
    this.#name = name;
  }

  async reserve(reserving: Reserving): Promise<Reserved> {
    return (await this.#ask('reserve', reserving)) as Reserved;
  }

  /** @param ms The longest pause is a minute. */
  async pause(ms: number): Promise<void> {
    await this.#ask('pause', { ms: Math.min(MAX_PAUSE, Math.ceil(ms)) });
  }

  async #ask(handler: 'reserve' | 'pause', body: object): Promise<unknown> {
    const call = { service: this.#name, key: KEY, handler, body };
    const ingress = this.#ingress;
    const reply = await withTimeout(MAX_ASK, (signal) => ingress({ ...call, signal }));
    if (reply.status >= 300) throw new TypeError(`The budget replied with ${reply.status}.`);
    return reply.body;
  }
}
