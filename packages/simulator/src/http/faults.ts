import { JOBS } from '@mx-member/machine/step';
import type { Context, MiddlewareHandler } from 'hono';
import { BLOCK_SENTENCES } from '../bank/blocks.ts';
import { corruptBody } from './corrupt-body.ts';
import type { EndpointName } from './endpoint-names.ts';
import type { Env } from './env.ts';
import { FAULT_TARGETS, type FaultRule, isFaultTarget } from './fault-rules.ts';

/** The error with which `fetch` rejects when the connection is dropped. */
export class ConnectionDropped extends TypeError {
  override readonly name = 'TypeError';
  constructor() {
    super('fetch failed');
  }
}

/** Waits `ms`. The signal aborts when the caller disconnects. The request still takes effect after the wait. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

const isJob = (route: EndpointName) => (JOBS as readonly string[]).includes(route);

function isOn({ on = '*', member }: FaultRule, route: EndpointName, c: Context): boolean {
  if (member !== undefined && c.req.param('member') !== member) return false;
  if (on.startsWith('/')) {
    const pattern = on.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
    return new RegExp(`^${pattern}$`).test(c.req.path);
  }
  return on === '*' || on === route || (on === 'start' && isJob(route));
}

const isAfter = (fault: FaultRule['fault']) => 'when' in fault && fault.when === 'after';

/** The rules that make requests fail. Rules can be added and removed at any time. */
export class Faults {
  readonly #rules = new Map<FaultRule, { seen: number; struck: number }>();
  readonly #sleep: Sleep;

  constructor(rules: readonly FaultRule[], sleep: Sleep) {
    this.#sleep = sleep;
    for (const rule of rules) this.add(rule);
  }

  /**
   * Adds a rule. It applies to every matching request.
   *
   * @returns A function that removes the rule.
   * @throws {RangeError} for an unknown route.
   */
  add(rule: FaultRule): () => void {
    const own = { ...rule };
    if (own.on !== undefined && !isFaultTarget(own.on))
      throw new RangeError(`\`on\` must be ${FAULT_TARGETS}, but it is "${own.on}"`);
    this.#rules.set(own, { seen: 0, struck: 0 });
    return () => this.#rules.delete(own);
  }

  /** Removes all rules. */
  clear(): void {
    this.#rules.clear();
  }

  /** The faults of a request. Each rule counts the requests that it has seen and made fail. */
  #strike(route: EndpointName, c: Context): readonly FaultRule['fault'][] {
    const struck: FaultRule['fault'][] = [];
    for (const [rule, count] of this.#rules) {
      if (!isOn(rule, route, c)) continue;
      const { after = 0, times = Infinity, fault } = rule;
      if (++count.seen <= after || count.struck >= times) continue;
      count.struck++;
      struck.push(fault);
    }
    return struck;
  }

  /** @returns For a `status` fault, the response that replaces the platform's. @throws ConnectionDropped */
  async #disturb(fault: FaultRule['fault'], c: Context<Env>): Promise<Response | undefined> {
    if (fault.kind === 'delay') await this.#sleep(fault.ms, c.req.raw.signal);
    if (fault.kind === 'drop') throw new ConnectionDropped();
    if (fault.kind === 'stale') c.set('isStale', true);
    if (fault.kind !== 'status') return undefined;
    const { status, retryAfter, error } = fault;
    const message = error
      ? BLOCK_SENTENCES[error]
      : 'A fault rule of the simulator made this request fail.';
    return Response.json(
      { error: { message, ...(error && { type: error }) } },
      { status, headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) } },
    );
  }

  /** Applies the rules to the requests of one route. */
  middleware(route: EndpointName): MiddlewareHandler<Env> {
    return async (c, next) => {
      const faults = this.#strike(route, c);
      for (const fault of faults.filter((one) => !isAfter(one))) {
        const instead = await this.#disturb(fault, c);
        if (instead) return instead;
      }
      await next();
      for (const fault of faults) {
        const instead = isAfter(fault)
          ? await this.#disturb(fault, c)
          : await corruptBody(c.res, fault);
        if (instead) c.res = instead;
      }
      return undefined;
    };
  }
}
