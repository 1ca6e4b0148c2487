import type { Limiter } from '@mx-member/machine/hosting';
import { createFixedLimiter, type Limits } from './limits/limiter.ts';
import { Refusal } from './problems.ts';

/** How many callers without a running call are remembered. Beyond that, the one that is idle the longest is forgotten. */
const MAX_IDLE = 10_000;

interface Caller {
  readonly limiter: Limiter;
  calls: number;
}

/**
 * Gives each caller a limiter of its own, so that callers do not wait for each other.
 *
 * @returns A function that waits for the caller's turn, and resolves with a function that ends the turn. It rejects
 * with a {@link Refusal} `rate-limited`.
 * @throws {TypeError} when a limit is not a whole number.
 */
export function createCallers(
  limits: Limits,
): (name: string, signal: AbortSignal) => Promise<() => void> {
  createFixedLimiter(limits); // Checks the limits before the first call.
  const busy = new Map<string, Caller>();
  /** In the order in which they became idle, so that the oldest is found without a search. */
  const idle = new Map<string, Caller>();

  function begin(name: string): Caller {
    const caller = busy.get(name) ??
      idle.get(name) ?? { limiter: createFixedLimiter(limits), calls: 0 };
    caller.calls += 1;
    idle.delete(name);
    busy.set(name, caller);
    return caller;
  }

  function end(name: string, caller: Caller): void {
    caller.calls -= 1;
    if (caller.calls > 0) return;
    busy.delete(name);
    idle.set(name, caller);
    const [oldest = name] = idle.keys();
    if (idle.size > MAX_IDLE) idle.delete(oldest);
  }

  return async (name, signal) => {
    const caller = begin(name);
    try {
      const release = await caller.limiter.acquire({ member: null, priority: 0, signal });
      return () => {
        end(name, caller);
        release();
      };
    } catch (thrown) {
      end(name, caller);
      signal.throwIfAborted();
      throw new Refusal('rate-limited', { retryAfter: Object(thrown).retryAfter });
    }
  };
}
