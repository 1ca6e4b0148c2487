import type { Limiter } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { createWindow } from '../web/window.ts';
import { createFairQueue, type QueuePlace } from './fair-queue.ts';

/** A request that waits for its turn. */
type TurnRequest = Parameters<Limiter['acquire']>[0];

/** Limits of what is sent and of what waits. */
export interface Limits {
  /** The most requests at the same time, for all members together. @default no limit */
  readonly maxConcurrent?: number | undefined;
  /**
   * The most requests that start in any one second, for all members together. MX counts them when they arrive, so stay a
   * bit below its limit. @default no limit
   */
  readonly requestsPerSecond?: number | undefined;
  /**
   * The most requests that wait. In a full queue a newcomer replaces the newest request of the member that has the most, or
   * is refused. The loser rejects with `rateLimited`. @default 1000
   */
  readonly maxQueue?: number | undefined;
  /** The longest that a request may wait, in ms. @default 30000 */
  readonly maxWait?: number | undefined;
}

/** Options of {@link createLimiter}. */
export interface LimiterOptions extends Limits {
  /** A clock in ms that is never set back. @default performance.now */
  readonly now?: (() => number) | undefined;
}

interface Waiter {
  readonly begin: (release: () => void) => void;
  readonly refuse: () => void;
}

const DEFAULT_MAX_QUEUE = 1000;
const DEFAULT_MAX_WAIT = 30_000;
const SECOND = 1000;

function check(name: keyof Limits, value: number | undefined, least: number): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
    throw new TypeError(`createLimiter: ${name} must be a whole number of at least ${least}.`);
}

const placeOf = ({ member, priority }: TurnRequest): QueuePlace => ({
  key: member ? JSON.stringify([member.userGuid, member.memberGuid]) : '',
  priority,
});

/**
 * Makes a limiter: a sliding window for requests per second, a limit of concurrency, and a bounded queue in which members
 * take turns, so that one with 300 requests delays another by one. Own code: of the queues on npm that obey signals none
 * serves keys in turn.
 *
 * ```ts
 * const limiter = createLimiter({ requestsPerSecond: 20, maxConcurrent: 10 });
 * const mx = createMx({ clientId, apiKey, environment: 'production', limiter });
 * ```
 *
 * @throws {TypeError} when a limit is no whole number.
 */
export function createLimiter({
  maxConcurrent,
  requestsPerSecond,
  maxQueue = DEFAULT_MAX_QUEUE,
  maxWait = DEFAULT_MAX_WAIT,
  now = () => performance.now(),
}: LimiterOptions = {}): Limiter {
  check('maxConcurrent', maxConcurrent, 1);
  check('requestsPerSecond', requestsPerSecond, 1);
  check('maxQueue', maxQueue, 0);
  check('maxWait', maxWait, 1);
  const queue = createFairQueue<Waiter>();
  const window = createWindow(requestsPerSecond, SECOND);
  const hasSlot = () => maxConcurrent === undefined || running < maxConcurrent;
  let running = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** About when all that waits now will have been sent. */
  const refusal = (): MxError =>
    new MxError('rateLimited', {
      retryAfter: Math.ceil(SECOND * Math.max(1, queue.size / (requestsPerSecond ?? maxQueue))),
      message: 'Too many requests are waiting to be sent to MX: this one was not sent.',
    });

  function begin(): () => void {
    running += 1;
    window.note(now());
    let isRunning = true;
    return () => {
      if (isRunning) running -= 1;
      isRunning = false;
      serve();
    };
  }

  function serve(): void {
    clearTimeout(timer);
    while (queue.size > 0 && hasSlot()) {
      const wait = window.wait(now());
      if (wait > 0) {
        timer = setTimeout(serve, Math.ceil(wait));
        return;
      }
      queue.take()?.begin(begin());
    }
  }

  function wait(request: TurnRequest): Promise<() => void> {
    const { signal } = request;
    const place = placeOf(request);
    return new Promise((resolve, reject) => {
      const leave = () => end(() => reject(signal?.reason));
      const waiter: Waiter = {
        begin: (release) => end(() => resolve(release)),
        refuse: () => end(() => reject(refusal())),
      };
      const tooLong = setTimeout(waiter.refuse, maxWait);
      function end(settle: () => void): void {
        clearTimeout(tooLong);
        signal?.removeEventListener('abort', leave);
        queue.remove(waiter, place);
        if (queue.size === 0) clearTimeout(timer);
        settle();
      }
      signal?.addEventListener('abort', leave);
      queue.add(waiter, place);
      serve();
    });
  }

  return {
    async acquire(request) {
      request.signal?.throwIfAborted();
      if (queue.size === 0 && hasSlot() && !window.wait(now())) return begin();
      if (queue.size >= maxQueue) {
        const displaced = queue.displace(placeOf(request));
        if (!displaced) throw refusal();
        displaced.refuse();
      }
      return wait(request);
    },
  };
}
