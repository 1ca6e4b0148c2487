import { withTimeout } from '@mx-member/http/web';
import type { Limiter } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import {
  type EndpointOptions,
  handlers,
  type ObjectContext,
  object,
} from '@restatedev/restate-sdk/fetch';
import { createIngress, type IngressOptions } from '../ingress.ts';
import { DEFAULT_BUDGET_NAME } from '../names.ts';
import { isCount } from './input.ts';
import { refused } from './json.ts';
import { OPERATION, UNKEPT } from './operation.ts';

/** One limit of requests for all workers. It counts requests where they are sent, whatever a call needs of them. */

/** Options of {@link createBudget}. */
export interface BudgetOptions extends IngressOptions {
  /** The most requests to MX in any second, for all workers together. Stay a bit below MX's own limit. */
  readonly requestsPerSecond: number;
  /** Of the object that counts: one for each MX client. @default 'mxBudget' */
  readonly name?: string;
}

/** A limit that all workers share. */
export interface Budget {
  /** For `createMx`: each request waits for its turn. One that would wait too long is refused, and nothing is sent. */
  readonly limiter: Limiter;
  /** For `createMemberService`. */
  readonly service: EndpointOptions['services'][number];
  /** MX has said 429: nobody calls for a while. @param retryAfter In ms. @default 5000 */
  pause(retryAfter?: number): Promise<void>;
}

/** All share one object. */
const KEY = 'all';

/** How long a request may wait, in ms: where a user waits, and otherwise. The others are put off. */
const MAX_WAIT = { urgent: 10_000, normal: 1_000 };

/** The most turns that are asked for at once. */
const MAX_BATCH = 50;

const DEFAULT_PAUSE = 5_000;
const MAX_PAUSE = 60_000;
/** With no reply by then the requests are refused. */
const MAX_RESERVE = 10_000;

/** How soon a request is tried again for which the budget could not be asked, in ms. */
const RETRY = 1_000;

/** When the next turn is free, in ms since 1970. */
type State = { freeAt: number };

interface Reserving {
  readonly count: number;
  readonly requestsPerSecond: number;
  readonly maxWait: number;
}
/** The first `count` requests have a turn, the first of them after `wait` ms. */
interface Reserved {
  readonly count: number;
  readonly wait: number;
}

function reservingOf(body: unknown): Reserving {
  const { count, requestsPerSecond, maxWait } = Object(body) as Partial<Reserving>;
  if (!isCount(count) || !isCount(maxWait) || !isCount(requestsPerSecond) || requestsPerSecond < 1)
    throw refused(400, 'reserve needs { count, requestsPerSecond, maxWait }: whole numbers.');
  return { count, requestsPerSecond, maxWait };
}

/** Gives out turns, evenly over each second. Pure. */
export function reserve(
  freeAt: number,
  now: number,
  { count, requestsPerSecond, maxWait }: Reserving,
): Reserved & { readonly freeAt: number } {
  const spacing = 1_000 / requestsPerSecond;
  const first = Math.max(now, freeAt);
  const wait = first - now;
  const places = Math.max(0, Math.floor((maxWait - wait) / spacing) + 1);
  const given = Math.min(count, places);
  return { count: given, wait, freeAt: first + given * spacing };
}

const { exclusive } = handlers.object;

const createBudgetObject = (name: string) =>
  object({
    name,
    options: OPERATION,
    handlers: {
      reserve: exclusive(UNKEPT, async (context: ObjectContext<State>, body) => {
        const reserving = reservingOf(body);
        const now = await context.date.now();
        const before = (await context.get('freeAt')) ?? 0;
        const { freeAt, ...reserved } = reserve(before, now, reserving);
        context.set('freeAt', freeAt);
        return reserved;
      }),
      pause: exclusive(UNKEPT, async (context: ObjectContext<State>, body) => {
        const { ms } = Object(body) as { readonly ms?: unknown };
        if (!isCount(ms) || ms > MAX_PAUSE)
          throw refused(400, `pause needs { ms }: a whole number up to ${MAX_PAUSE}.`);
        const now = await context.date.now();
        context.set('freeAt', Math.max(now + ms, (await context.get('freeAt')) ?? 0));
      }),
    },
  });

interface Waiter {
  readonly begin: (wait: number) => void;
  readonly refuse: (retryAfter: number) => void;
}

/**
 * A budget for all workers.
 *
 * ```ts
 * const budget = createBudget({ ingress, requestsPerSecond: 20 });
 * const port = createMx({ clientId, apiKey, environment: 'production', limiter: budget.limiter });
 * const services = createMemberService({ port, open, ingress, budget });
 * ```
 *
 * @throws {TypeError} when `requestsPerSecond` is no whole number of at least 1, or `ingress` no address or with a password in it, or a header cannot be sent.
 */
export function createBudget({
  requestsPerSecond,
  name = DEFAULT_BUDGET_NAME,
  ...options
}: BudgetOptions): Budget {
  if (!isCount(requestsPerSecond) || requestsPerSecond < 1)
    throw new TypeError('createBudget: requestsPerSecond must be a whole number of at least 1.');
  const ingress = createIngress(options);

  async function ask(handler: 'reserve' | 'pause', body: object): Promise<unknown> {
    const call = { service: name, key: KEY, handler, body };
    const reply = await withTimeout(MAX_RESERVE, (signal) => ingress({ ...call, signal }));
    if (reply.status >= 300) throw new TypeError(`The budget replied with ${reply.status}.`);
    return reply.body;
  }

  /** Asks for the turns of all who came while the last question was on its way. */
  function createLane(maxWait: number): (waiter: Waiter) => void {
    let waiting: Waiter[] = [];
    let isServing = false;

    async function serve(): Promise<void> {
      isServing = true;
      while (waiting.length > 0) {
        const batch = waiting.slice(0, MAX_BATCH);
        waiting = waiting.slice(MAX_BATCH);
        try {
          const body = { count: batch.length, requestsPerSecond, maxWait };
          const { count, wait } = (await ask('reserve', body)) as Reserved;
          const spacing = 1_000 / requestsPerSecond;
          for (const [index, { begin, refuse }] of batch.entries())
            if (index < count) begin(wait + index * spacing);
            else refuse(wait + index * spacing);
        } catch {
          for (const { refuse } of batch) refuse(RETRY);
        }
      }
      isServing = false;
    }

    return (waiter) => {
      waiting.push(waiter);
      if (!isServing) void serve();
    };
  }

  const urgent = createLane(MAX_WAIT.urgent);
  const normal = createLane(MAX_WAIT.normal);

  return {
    service: createBudgetObject(name),
    limiter: {
      acquire: ({ priority, signal }) =>
        new Promise((resolve, reject) => {
          signal?.throwIfAborted();
          const lane = priority > 0 ? urgent : normal;
          lane({
            begin(wait) {
              const leave = () => {
                clearTimeout(timer);
                reject(signal?.reason);
              };
              const timer = setTimeout(() => {
                signal?.removeEventListener('abort', leave);
                resolve(() => {});
              }, wait);
              signal?.addEventListener('abort', leave, { once: true });
              if (signal?.aborted) leave();
            },
            refuse: (retryAfter) =>
              reject(
                new MxError('rateLimited', {
                  retryAfter: Math.ceil(retryAfter),
                  message: 'The budget of requests to MX is used up: this one was not sent.',
                }),
              ),
          });
        }),
    },
    async pause(retryAfter = DEFAULT_PAUSE) {
      const ms = Math.min(MAX_PAUSE, Math.ceil(retryAfter));
      // Without it the members still wait, each by itself.
      await ask('pause', { ms }).catch(() => {});
    },
  };
}
