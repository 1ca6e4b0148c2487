import type { Limiter } from '@mx-member/machine/hosting';
import { createFixedLimiter, type Limits } from './limits/limiter.ts';
import { Refusal } from './problems.ts';

/** Two pages of a user with some members poll far less than this. */
const DEFAULT_LIMITS: Limits = {
  maxConcurrent: 2,
  requestsPerSecond: 10,
  maxQueue: 16,
  maxWait: 10_000,
};

/** So many callers are remembered; of more, those who have not called for longest are forgotten. */
const MAX_CALLERS = 10_000;

interface Caller {
  readonly limiter: Limiter;
  calls: number;
}

/**
 * Each caller has a limiter of its own, so that nobody waits for the calls of another.
 * @returns Waits for the caller's turn; what it resolves with gives the place back.
 * @throws {TypeError} when a limit is no whole number. What it returns throws a {@link Refusal} `rate-limited`.
 */
export function createCallers(
  given: Limits = {},
): (name: string, signal: AbortSignal) => Promise<() => void> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  createFixedLimiter(limits); // Its check, before anybody calls.
  /** Who has called last is last. */
  const callers = new Map<string, Caller>();

  function callerNamed(name: string): Caller {
    const caller = callers.get(name) ?? { limiter: createFixedLimiter(limits), calls: 0 };
    callers.delete(name);
    callers.set(name, caller);
    for (const [other, { calls }] of callers) {
      if (callers.size <= MAX_CALLERS) break;
      if (calls === 0 && other !== name) callers.delete(other);
    }
    return caller;
  }

  return async (name, signal) => {
    const caller = callerNamed(name);
    caller.calls += 1;
    try {
      const release = await caller.limiter.acquire({ member: null, priority: 0, signal });
      return () => {
        caller.calls -= 1;
        release();
      };
    } catch (thrown) {
      caller.calls -= 1;
      signal.throwIfAborted();
      throw new Refusal('rate-limited', { retryAfter: Object(thrown).retryAfter });
    }
  };
}
