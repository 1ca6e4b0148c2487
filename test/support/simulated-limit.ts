import { Pacer } from '../../packages/http/src/limits/pacer.ts';
import { DueQueue } from '../../packages/simulator/src/bank/due-queue.ts';
import { seeded } from './seeded.ts';

/** An MX with a limit of requests a second, and workers that always have another request to send. Time is simulated. */

/** How MX counts: in any second, in each second of the clock, or by a bucket that holds the requests of one second. */
export const WINDOWS = ['sliding', 'fixed', 'token bucket'] as const;
export type Window = (typeof WINDOWS)[number];

const SECOND = 1_000;

/** What a worker asks before it sends, and reports after. */
export type Sender = Pick<Pacer, 'wait' | 'take' | 'end'>;

export interface Backlog {
  readonly window: Window;
  readonly workers: number;
  /** The length of the run, in seconds. The first minute does not count. */
  readonly seconds: number;
  readonly seed: number;
  /** @default 20 */
  readonly perSecond?: number;
  /** `Retry-After` of each 429, in ms. @default none */
  readonly retryAfter?: number;
  /** @default the learning limiter */
  readonly sender?: (random: () => number) => Sender;
}

/** Whether MX accepts a request that arrives at this time. */
export function gate(window: Window, limit: number): (at: number) => boolean {
  let taken: number[] = [];
  let tokens = limit;
  let last = 0;
  switch (window) {
    case 'sliding':
    case 'fixed':
      return (at) => {
        const from = window === 'fixed' ? Math.floor(at / SECOND) * SECOND : at - SECOND;
        taken = taken.filter((one) => (window === 'fixed' ? one >= from : one > from));
        if (taken.length >= limit) return false;
        taken.push(at);
        return true;
      };
    case 'token bucket':
      return (at) => {
        tokens = Math.min(limit, tokens + ((at - last) * limit) / SECOND);
        last = at;
        if (tokens < 1) return false;
        tokens -= 1;
        return true;
      };
  }
}

const WARM_UP = 60 * SECOND;

/**
 * @returns After the first minute: the part of MX's limit that was used, and the part of all requests that MX
 * refused.
 */
export function simulateBacklog({
  window,
  workers,
  seconds,
  seed,
  perSecond = 20,
  retryAfter,
  sender = (random) => new Pacer(undefined, random),
}: Backlog): { readonly share: number; readonly refused: number } {
  const { below } = seeded(seed);
  const random = () => below(1_000) / 1_000;
  const isTaken = gate(window, perSecond);
  const count = { taken: 0, refused: 0 };
  const plans = new DueQueue<() => void>();
  const plan = (at: number, run: () => void) => plans.add(at, run);

  function send(worker: Sender, at: number): void {
    const way = 40 + 30 * random();
    plan(at + way, () => {
      const isGood = isTaken(at + way);
      if (at + way > WARM_UP) count[isGood ? 'taken' : 'refused'] += 1;
      const back = at + 2 * way;
      plan(back, () => worker.end(at, back, isGood ? undefined : { retryAfter }));
    });
  }

  function work(worker: Sender, at: number): void {
    const wait = worker.wait(at);
    if (wait === 0) {
      worker.take(at, true);
      send(worker, at);
    }
    // A timer fires up to a few ms late.
    const next = at + Math.max(1, Math.ceil(worker.wait(at)) + below(3));
    plan(next, () => work(worker, next));
  }

  for (let index = 0; index < workers; index++) {
    const from = 1_000 + below(300);
    const worker = sender(random);
    plan(from, () => work(worker, from));
  }
  const end = seconds * SECOND;
  for (let due = plans.take(end); due; due = plans.take(end)) due.item();
  const allowed = perSecond * (seconds - WARM_UP / SECOND);
  return {
    share: count.taken / allowed,
    refused: count.refused / Math.max(1, count.taken + count.refused),
  };
}
