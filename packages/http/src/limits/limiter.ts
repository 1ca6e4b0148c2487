import type { Limiter } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { createWindow, type SlidingWindow } from '../web/window.ts';
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
export function createLimiter(options: LimiterOptions = {}): Limiter {
  check('maxConcurrent', options.maxConcurrent, 1);
  check('requestsPerSecond', options.requestsPerSecond, 1);
  check('maxQueue', options.maxQueue, 0);
  check('maxWait', options.maxWait, 1);
  const turns = new Turns(options);
  return { acquire: (request) => turns.acquire(request) };
}

/** Gives requests their turn. */
class Turns {
  readonly #maxConcurrent: number;
  readonly #requestsPerSecond: number | undefined;
  readonly #maxQueue: number;
  readonly #maxWait: number;
  readonly #now: () => number;
  readonly #queue = createFairQueue<Waiter>();
  readonly #window: SlidingWindow;
  #running = 0;
  /** Runs when the window has room again. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({
    maxConcurrent = Number.POSITIVE_INFINITY,
    requestsPerSecond,
    maxQueue = DEFAULT_MAX_QUEUE,
    maxWait = DEFAULT_MAX_WAIT,
    now = () => performance.now(),
  }: LimiterOptions) {
    this.#maxConcurrent = maxConcurrent;
    this.#requestsPerSecond = requestsPerSecond;
    this.#maxQueue = maxQueue;
    this.#maxWait = maxWait;
    this.#now = now;
    this.#window = createWindow(requestsPerSecond, SECOND);
  }

  async acquire(request: TurnRequest): Promise<() => void> {
    request.signal?.throwIfAborted();
    if (this.#queue.size === 0 && this.#hasSlot() && this.#window.wait(this.#now()) === 0)
      return this.#begin();
    if (this.#queue.size >= this.#maxQueue) {
      const displaced = this.#queue.displace(placeOf(request));
      if (!displaced) throw this.#refusal();
      displaced.refuse();
    }
    return this.#wait(request);
  }

  #hasSlot(): boolean {
    return this.#running < this.#maxConcurrent;
  }

  /** @returns How the request gives its place back. */
  #begin(): () => void {
    this.#running += 1;
    this.#window.note(this.#now());
    let isRunning = true;
    return () => {
      if (isRunning) this.#running -= 1;
      isRunning = false;
      this.#serve();
    };
  }

  /** Gives those who wait their turn, as far as the limits allow. */
  #serve(): void {
    clearTimeout(this.#timer);
    while (this.#queue.size > 0 && this.#hasSlot()) {
      const wait = this.#window.wait(this.#now());
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(wait));
        return;
      }
      this.#queue.take()?.begin(this.#begin());
    }
  }

  #wait(request: TurnRequest): Promise<() => void> {
    const { signal } = request;
    const place = placeOf(request);
    return new Promise((resolve, reject) => {
      const leave = () => end(() => reject(signal?.reason));
      const waiter: Waiter = {
        begin: (release) => end(() => resolve(release)),
        refuse: () => end(() => reject(this.#refusal())),
      };
      const tooLong = setTimeout(waiter.refuse, this.#maxWait);
      const end = (settle: () => void): void => {
        clearTimeout(tooLong);
        signal?.removeEventListener('abort', leave);
        this.#queue.remove(waiter, place);
        if (this.#queue.size === 0) clearTimeout(this.#timer);
        settle();
      };
      signal?.addEventListener('abort', leave);
      this.#queue.add(waiter, place);
      this.#serve();
    });
  }

  /** It says to wait until about all that waits now will have been sent. */
  #refusal(): MxError {
    const perSecond = this.#requestsPerSecond ?? this.#maxQueue;
    return new MxError('rateLimited', {
      retryAfter: Math.ceil(SECOND * Math.max(1, this.#queue.size / perSecond)),
      message: 'Too many requests are waiting to be sent to MX: this one was not sent.',
    });
  }
}
