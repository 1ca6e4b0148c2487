import type { Refused } from '@mx-member/http/limits';
import { checkOptions, type Limiter } from '@mx-member/machine/hosting';
import type { EndpointOptions } from '@restatedev/restate-sdk/fetch';
import { createIngress, INGRESS_OPTIONS, type IngressOptions } from '../../ingress.ts';
import { DEFAULT_BUDGET_NAME } from '../../names.ts';
import { BudgetClient, createBudgetObject } from './budget-object.ts';
import { TurnQueue } from './turn-queue.ts';

/**
 * One limit of requests for all workers. Requests are counted where they are sent, so a call counts as many requests as
 * it makes.
 */

/** A limit that all workers share. */
export interface Budget {
  /**
   * Pass it to `createMx`: each request then waits for its turn. A request that would wait too long is refused and not
   * sent.
   */
  readonly limiter: Limiter;
  /** Pass it to `createMemberService`. */
  readonly service: EndpointOptions['services'][number];
  /**
   * Reports a 429: the rate is cut by a tenth, and all workers pause for as long as MX asks. The limiter does this by
   * itself, so call it only for a port without the limiter. @param retryAfter In ms, at most a minute. @default 0
   */
  pause(retryAfter?: number): Promise<void>;
}

const OPTIONS = [...INGRESS_OPTIONS, 'requestsPerSecond', 'name'] as const;

const ignore = (): void => {};

/**
 * Creates a budget for all workers. Like `createLimiter`, it learns how many requests MX accepts, but for all workers
 * together.
 *
 * ```ts
 * const budget = createBudget({ ingress });
 * const port = createMx({ clientId, apiKey, environment: 'production', limiter: budget.limiter });
 * const services = createMemberService({ port, open, ingress, budget });
 * ```
 *
 * @throws {TypeError} when `requestsPerSecond` is not a whole number of at least 1, `ingress` is not an address or
 * contains a password, or a header cannot be sent.
 */
export function createBudget(
  options: IngressOptions & {
    /**
     * The maximum number of requests to MX in a second, for all workers together. It is optional, because the budget
     * learns how many MX accepts. @default no bound
     */
    readonly requestsPerSecond?: number;
    /** The name of the object that counts. Use one for each MX client. @default 'mxBudget' */
    readonly name?: string;
  },
): Budget {
  checkOptions('createBudget', options, OPTIONS);
  const { requestsPerSecond, name = DEFAULT_BUDGET_NAME } = options;
  const client = new BudgetClient(createIngress(options), name);
  const urgent = new TurnQueue({ client, urgency: 'urgent' });
  const normal = new TurnQueue({ client, urgency: 'normal' });
  // If the budget cannot be reached, each member still backs off by itself.
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
