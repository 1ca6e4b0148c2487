import { checkOptions, type Limiter, type OptionKinds } from '@mx-member/machine/hosting';
import type { EndpointOptions } from '@restatedev/restate-sdk/fetch';
import { createIngress, INGRESS_KINDS, type IngressOptions } from '../../ingress.ts';
import { DEFAULT_BUDGET_NAME } from '../../names.ts';
import { BudgetClient, createBudgetObject } from './budget-object.ts';
import { TurnQueue } from './turn-queue.ts';

/** One limit of requests for all workers. It counts requests where they are sent, however many of them a call needs. */

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
  /** MX has said 429: nobody calls for a while. @param retryAfter In ms, a minute at most. @default 5000 */
  pause(retryAfter?: number): Promise<void>;
}

const KINDS: OptionKinds<BudgetOptions> = {
  ...INGRESS_KINDS,
  requestsPerSecond: 'a whole number above 0!',
  name: 'a string',
};

/** How long a request may wait, in ms: while its user waits, and otherwise. Other requests are deferred. */
const MAX_WAIT = { urgent: 10_000, normal: 1_000 };

const DEFAULT_PAUSE = 5_000;

const ignore = (): void => {};

/**
 * A budget for all workers.
 *
 * ```ts
 * const budget = createBudget({ ingress, requestsPerSecond: 20 });
 * const port = createMx({ clientId, apiKey, environment: 'production', limiter: budget.limiter });
 * const services = createMemberService({ port, open, ingress, budget });
 * ```
 *
 * @throws {TypeError} when `requestsPerSecond` is not a whole number of at least 1, `ingress` is not an address or has a password
 *   in it, or a header cannot be sent.
 */
export function createBudget(options: BudgetOptions): Budget {
  checkOptions('createBudget', options, KINDS);
  const { requestsPerSecond, name = DEFAULT_BUDGET_NAME } = options;
  const client = new BudgetClient(createIngress(options), name);
  const urgent = new TurnQueue({ client, requestsPerSecond, maxWait: MAX_WAIT.urgent });
  const normal = new TurnQueue({ client, requestsPerSecond, maxWait: MAX_WAIT.normal });
  return {
    service: createBudgetObject(name),
    limiter: {
      async acquire({ priority, signal }) {
        await (priority > 0 ? urgent : normal).wait(signal);
        // A turn is one request, however long it takes: there is nothing to give back.
        return ignore;
      },
    },
    async pause(retryAfter = DEFAULT_PAUSE) {
      // Without the pause the members still wait, each by itself.
      await client.pause(retryAfter).catch(ignore);
    },
  };
}
