import { firstPace, nextPace, type Pace, type Refused } from '@mx-member/http/limits';
import { withTimeout } from '@mx-member/http/web';
import { handlers, type ObjectContext, object } from '@restatedev/restate-sdk/fetch';
import type { IngressCall, IngressReply } from '../../ingress.ts';
import { refused } from '../errors.ts';
import { HANDLER_OPTIONS, UNKEPT } from '../handler-options.ts';
import { isCount } from '../is-count.ts';
import { MAX_TURNS, type Reserved, reserve, type TurnUrgency } from './reserve.ts';

/**
 * The object that counts the requests of all workers, and the client with which a worker asks it. It does not trust the
 * numbers that it gets. Whoever reaches the ingress can at most use up some seconds of turns, or pause everybody for a
 * minute.
 */

/** All workers share one object. */
const KEY = 'all';

/** The longest pause that MX can cause, and the longest duration of a request, in ms. */
const MAX_MS = 60_000;

/** The maximum number of accepted requests that a worker can report at once. */
const MAX_TAKEN = 1_000;

/** The time limit for asking the object, in ms. Without a reply by then, the requests are refused. */
const MAX_ASK = 10_000;

/** Times are in ms since 1970. */
type State = { pace: Pace };

type Context = ObjectContext<State>;

const { exclusive } = handlers.object;

/** @param bound The maximum number of requests per second. Without it, only the learned rate limits. */
export const createBudgetObject = (name: string, bound: number | undefined) =>
  object({
    name,
    options: HANDLER_OPTIONS,
    handlers: {
      reserve: exclusive(UNKEPT, (context: Context, body: unknown) =>
        reserveTurns(context, bound, body),
      ),
      refuse: exclusive(UNKEPT, (context: Context, body: unknown) =>
        noteRefusal(context, bound, body),
      ),
    },
  });

/** The stored pace, with the bound of this version of the worker. */
async function paceOf(context: Context, bound: number | undefined): Promise<Pace> {
  const kept = await context.get('pace');
  if (!kept) return firstPace(bound ?? null);
  const perSecond = Math.min(kept.perSecond, bound ?? kept.perSecond);
  return { ...kept, bound: bound ?? null, perSecond };
}

async function reserveTurns(
  context: Context,
  bound: number | undefined,
  body: unknown,
): Promise<Reserved> {
  const { count, urgency, taken } = Object(body) as Partial<Reserving>;
  if (!isCount(count) || count > MAX_TURNS || !isUrgency(urgency))
    throw refused(400, `reserve needs { count, urgency, taken }: at most ${MAX_TURNS} turns.`);
  if (!isCount(taken) || taken > MAX_TAKEN)
    throw refused(400, `taken must be a whole number up to ${MAX_TAKEN}.`);
  const now = await context.date.now();
  const accepted = { type: 'taken', at: now, sentAt: now, count: taken } as const;
  const before = nextPace(await paceOf(context, bound), accepted);
  const { pace, ...reserved } = reserve(before, now, { count, urgency });
  context.set('pace', pace);
  return reserved;
}

async function noteRefusal(
  context: Context,
  bound: number | undefined,
  body: unknown,
): Promise<void> {
  const { retryAfter, sentAgo } = Object(body) as Partial<Record<string, unknown>>;
  if (!isMs(retryAfter) || !isMs(sentAgo))
    throw refused(
      400,
      `refuse needs { retryAfter, sentAgo }: whole numbers of ms up to ${MAX_MS}.`,
    );
  const at = await context.date.now();
  const chance = context.rand.random();
  const event = { type: 'refused', at, sentAt: at - sentAgo, retryAfter, chance } as const;
  context.set('pace', nextPace(await paceOf(context, bound), event));
}

const isUrgency = (value: unknown): value is TurnUrgency =>
  value === 'urgent' || value === 'normal';
const isMs = (value: unknown): value is number => isCount(value) && value <= MAX_MS;

/** A worker asks for turns, and reports how many requests MX has accepted since it last asked. */
export interface Reserving {
  readonly count: number;
  readonly urgency: TurnUrgency;
  readonly taken: number;
}

const boundedMs = (ms: number): number => Math.min(MAX_MS, Math.max(0, Math.ceil(ms)));

/** Asks the object by plain HTTP, not through a journal. */
export class BudgetClient {
  readonly #ingress: (call: IngressCall) => Promise<IngressReply>;
  readonly #name: string;
  #taken = 0;

  /** @param name The name of the object. */
  constructor(ingress: (call: IngressCall) => Promise<IngressReply>, name: string) {
    this.#ingress = ingress;
    this.#name = name;
  }

  /** Counts a request that MX did not answer with 429. */
  noteTaken(): void {
    this.#taken = Math.min(MAX_TAKEN, this.#taken + 1);
  }

  async reserve(count: number, urgency: TurnUrgency): Promise<Reserved> {
    const taken = this.#taken;
    this.#taken = 0;
    return (await this.#ask('reserve', { count, urgency, taken })) as Reserved;
  }

  /** Reports a 429. @param sentAgo How long ago the request was sent, in ms. */
  async refuse({ retryAfter = 0 }: Refused, sentAgo: number): Promise<void> {
    await this.#ask('refuse', { retryAfter: boundedMs(retryAfter), sentAgo: boundedMs(sentAgo) });
  }

  async #ask(handler: 'reserve' | 'refuse', body: object): Promise<unknown> {
    const call = { service: this.#name, key: KEY, handler, body };
    const ingress = this.#ingress;
    const reply = await withTimeout(MAX_ASK, (signal) => ingress({ ...call, signal }));
    if (reply.status >= 300) throw new TypeError(`The budget replied with ${reply.status}.`);
    return reply.body;
  }
}
