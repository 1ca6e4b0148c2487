import { checkOptions, type Limiter } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { createWindow } from '../web/window.ts';
import { FairQueue, type QueuePlace } from './fair-queue.ts';
import { Pacer, type Refused } from './pacer.ts';

/** A request that waits for its turn. */
type TurnRequest = Parameters<Limiter['acquire']>[0];

/** Limits of requests that run, and of requests that wait. */
export interface Limits {
  /** The maximum number of requests at the same time, for all members together. @default no limit */
  readonly maxConcurrent?: number | undefined;
  /** The maximum number of requests that start in any one second, for all members together. @default no limit */
  readonly requestsPerSecond?: number | undefined;
  /**
   * The maximum number of waiting requests. If the queue is full, a newcomer replaces the newest request of the user
   * with the most requests, or is refused. The loser rejects with `rateLimited`. @default 1000
   */
  readonly maxQueue?: number | undefined;
  /** The longest wait of a request, in ms. @default 30000 */
  readonly maxWait?: number | undefined;
}

/** Ends the turn of a request. @param refused What MX asked for, if it answered 429. */
type Release = (refused?: Refused) => void;

const OPTIONS = ['maxConcurrent', 'requestsPerSecond', 'maxQueue', 'maxWait'] as const;

interface Waiter {
  readonly begin: (release: Release) => void;
  readonly refuse: () => void;
}

/** Decides when the next request may start. */
type Starts = Pick<Pacer, 'wait' | 'take' | 'end' | 'perSecond'>;

const DEFAULT_MAX_QUEUE = 1000;
const DEFAULT_MAX_WAIT = 30_000;
const SECOND = 1000;

const placeOf = ({ member, priority }: TurnRequest): QueuePlace => ({
  key: member?.userGuid ?? '',
  priority,
});

/**
 * Creates a limiter that learns how many requests a second MX accepts, so it works without configuration.
 *
 * It begins at 1,000 a second. The first 429 cuts the rate to the number of requests that MX accepted in the last
 * second. After that, the rate grows slowly while requests wait, and each 429 cuts it by a tenth. If MX accepts nothing
 * at all, the rate falls, and returns within seconds afterwards. `Retry-After` pauses it. `requestsPerSecond` is an upper
 * bound.
 *
 * Users take turns in a bounded queue, so that a user with 300 requests delays another user by only one.
 *
 * ```ts
 * const limiter = createLimiter({ maxConcurrent: 10 });
 * const mx = createMx({ clientId, apiKey, environment: 'production', limiter });
 * ```
 *
 * @throws {TypeError} for an unknown option, or when a limit is not a whole number.
 */
export function createLimiter(options: Limits = {}): Limiter {
  const turns = new Turns(options, new Pacer(options.requestsPerSecond));
  return { acquire: (request) => turns.acquire(request) };
}

/**
 * Creates a limiter with fixed limits that learns nothing. It is for callers: up to `requestsPerSecond` requests start
 * at once.
 *
 * @throws {TypeError} when a limit is not a whole number.
 */
export function createFixedLimiter(options: Limits = {}): Limiter {
  const { requestsPerSecond } = options;
  const window = createWindow(requestsPerSecond);
  const turns = new Turns(options, {
    perSecond: requestsPerSecond ?? Number.POSITIVE_INFINITY,
    wait: (now) => window.wait(now),
    take: (at) => window.note(at),
    end() {},
  });
  return { acquire: (request) => turns.acquire(request) };
}

/** Gives requests their turns. */
class Turns {
  readonly #maxConcurrent: number;
  readonly #maxQueue: number;
  readonly #maxWait: number;
  readonly #queue = new FairQueue<Waiter>();
  readonly #starts: Starts;
  #running = 0;
  /** Fires when the next request may start. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @throws {TypeError} for an unknown option, or when a limit is not a whole number. */
  constructor(options: Limits, starts: Starts) {
    checkOptions('createLimiter', options, OPTIONS);
    const {
      maxConcurrent = Number.POSITIVE_INFINITY,
      maxQueue = DEFAULT_MAX_QUEUE,
      maxWait = DEFAULT_MAX_WAIT,
    } = options;
    if (!Number.isSafeInteger(maxQueue) || maxQueue < 0)
      throw new TypeError('createLimiter: `maxQueue` must be a whole number of at least 0.');
    this.#maxConcurrent = maxConcurrent;
    this.#maxQueue = maxQueue;
    this.#maxWait = maxWait;
    this.#starts = starts;
  }

  async acquire(request: TurnRequest): Promise<Release> {
    request.signal?.throwIfAborted();
    if (this.#queue.size === 0 && this.#hasSlot() && this.#starts.wait(performance.now()) === 0)
      return this.#begin(false);
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

  /** @param isQueued Whether the request has waited. @returns A function that ends the turn. */
  #begin(isQueued: boolean): Release {
    const sentAt = performance.now();
    this.#running += 1;
    this.#starts.take(sentAt, isQueued);
    let isRunning = true;
    return (refused) => {
      if (isRunning) {
        this.#running -= 1;
        this.#starts.end(sentAt, performance.now(), refused);
      }
      isRunning = false;
      this.#serve();
    };
  }

  /** Starts waiting requests, as far as the limits allow. */
  #serve(): void {
    clearTimeout(this.#timer);
    while (this.#queue.size > 0 && this.#hasSlot()) {
      const wait = this.#starts.wait(performance.now());
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(wait));
        return;
      }
      this.#queue.take()?.begin(this.#begin(true));
    }
  }

  #wait(request: TurnRequest): Promise<Release> {
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

  /** The refusal. Its `retryAfter` is the time until most of the waiting requests will have been sent. */
  #refusal(): MxError {
    const seconds = this.#queue.size / this.#starts.perSecond;
    return new MxError('rateLimited', {
      retryAfter: Math.ceil(SECOND * Math.max(1, seconds)),
      message:
        'This request was not sent, because too many requests to MX are waiting. Try again later.',
    });
  }
}
