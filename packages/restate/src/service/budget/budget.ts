import type { Refused } from '@mx-member/http/limits';
import { checkOptions, type Limiter, type OptionKinds } from '@mx-member/machine/hosting';
import type { EndpointOptions } from '@restatedev/restate-sdk/fetch';
import { createIngress, INGRESS_KINDS, type IngressOptions } from '../../ingress.ts';
import { DEFAULT_BUDGET_NAME } from '../../names.ts';
import { BudgetClient, createBudgetObject } from './budget-object.ts';
import { TurnQueue } from './turn-queue.ts';

/** One limit of requests for all workers. It counts requests where they are sent, however many of them a call needs. */

/** Options of {@link createBudget}. */
export interface BudgetOptions extends IngressOptions {
  /**
   * The most requests to MX in a second, for all workers together. The budget learns how many MX takes, so it needs no number;
   * with one it never gives out more. @default no bound
   */
  readonly requestsPerSecond?: number;
  /** Of the object that counts: one for each MX client. @default 'mxBudget' */
  readonly name?: string;
}

/** A limit that all workers share. */
export interface Budget {
  /** For `createMx`: each request waits for its turn. One that would wait too long is refused, and nothing is sent. */
  readonly limiter: Limiter;
  /** For `createMemberService`. */
  readonly service: EndpointOptions['services'][number];
  /**
   * MX has answered 429: the rate is cut by a tenth, and nobody calls for as long as MX asks. The limiter does this by itself; it is
   * for a port that does not use the limiter. @param retryAfter In ms, a minute at most. @default 0
   */
  pause(retryAfter?: number): Promise<void>;
}

const KINDS: OptionKinds<BudgetOptions> = {
  ...INGRESS_KINDS,
  requestsPerSecond: 'a whole number above 0',
  name: 'a string',
};

const ignore = (): void => {};

/**
 * A budget for all workers. It learns how many requests MX takes, as `createLimiter` does, for all of them together.
 *
 * ```ts
 * const budget = createBudget({ ingress });
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
  const urgent = new TurnQueue({ client, urgency: 'urgent' });
  const normal = new TurnQueue({ client, urgency: 'normal' });
  // Where the budget cannot be reached, members still back off, each by itself.
  const refuse = (refused: Refused, sentAgo: number) =>
    client.refuse(refused, sentAgo).catch(ignore);
  return {
    service: createBudgetObject(name, requestsPerSecond),
    limiter: {
      async acquire({ priority, signal }) {
        await (priority > 0 ? urgent : normal).wait(signal);
        const sentAt = performance.now();
        return (refused) => {
          if (refused) void refuse(refused, performance.now() - sentAt);
          else client.noteTaken();
        };
      },
    },
    pause: (retryAfter) => refuse({ retryAfter }, 0),
  };
}
