import type { Limiter } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { Gate } from './gate.ts';
import { createFixedLimiter, type Limits } from './limits/limiter.ts';
import { Refusal } from './problems.ts';

/** Names the caller of a request; `null` when nobody is signed in. */
export type CallerOf = (
  request: Request,
  options: { readonly signal: AbortSignal },
) => string | null | Promise<string | null>;

/** Of a call without `callerOf`: the member's user stands for the caller, as soon as `authorize` has said yes. */
export const nameOfUser = ({ userGuid }: MemberId): string => `user ${userGuid}`;

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
  limits: Limits,
): (name: string, signal: AbortSignal) => Promise<() => void> {
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

/**
 * The caller of a request, asked before its body is read.
 * @returns `null` where nobody is asked.
 * @throws {Refusal} `signed-out` for nobody, `unavailable` when `callerOf` fails.
 */
export async function callerName(
  gate: Pick<Gate<'callerOf'>, 'ask'>,
  request: Request,
  callerOf: CallerOf | undefined,
): Promise<string | null> {
  if (!callerOf) return null;
  const name: unknown = await gate.ask('callerOf', request, (signal) =>
    callerOf(request, { signal }),
  );
  if (typeof name === 'string' && name !== '') return name;
  throw new Refusal('signed-out');
}
