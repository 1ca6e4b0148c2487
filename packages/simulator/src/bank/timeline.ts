import { DueQueue } from './due-queue.ts';

/** Steps of jobs, which the ledger has. */
export interface DueJobs {
  readonly next: number | undefined;
  /** Does the next step, if it is due by then. */
  doNext(at: number): void;
}

/** The clock of the bank, and all that is due, in the order of time: steps of jobs, and what is planned. */
export class Timeline {
  readonly #clock: () => number;
  readonly #jobs: DueJobs;
  readonly #plans = new DueQueue<() => void>();
  #time = -Infinity;
  /** What is due happens at its own moment, and not at the one of the request that finds it due. */
  #moment: number | null = null;

  constructor(clock: () => number, jobs: DueJobs) {
    this.#clock = clock;
    this.#jobs = jobs;
  }

  /** In ms since 1970; it never goes back. */
  get now(): number {
    if (this.#moment !== null) return this.#moment;
    this.#time = Math.max(this.#time, this.#clock());
    return this.#time;
  }

  /** When something happens next; `undefined` when nothing is due at any time. */
  get next(): number | undefined {
    const next = Math.min(this.#jobs.next ?? Infinity, this.#plans.next ?? Infinity);
    return next === Infinity ? undefined : next;
  }

  /** What is planned for the past happens now. */
  plan(at: number, act: () => void): void {
    this.#plans.add(Math.max(at, this.now), act);
  }

  /** Does everything that is due by now. */
  advance(): void {
    if (this.#moment !== null) return;
    const { now } = this;
    for (let { next } = this; next !== undefined && next <= now; next = this.next)
      this.#happen(next);
  }

  #happen(at: number): void {
    this.#moment = at;
    try {
      const planned = this.#plans.take(at);
      if (planned) planned.item();
      else this.#jobs.doNext(at);
    } finally {
      this.#moment = null;
    }
  }
}
