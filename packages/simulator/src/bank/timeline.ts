import { DueQueue } from './due-queue.ts';

/** The steps of jobs, which the ledger stores. */
export interface DueJobs {
  readonly next: number | undefined;
  /** Carries out the next step, if it is due by then. */
  doNext(at: number): void;
}

/** The clock of the bank, and everything that is due, in order of time: steps of jobs, and planned events. */
export class Timeline {
  readonly #clock: () => number;
  readonly #jobs: DueJobs;
  readonly #plans = new DueQueue<() => void>();
  #time = -Infinity;
  /** Something that is due happens at its own moment, not at the time of the request that discovers it. */
  #moment: number | null = null;

  constructor(clock: () => number, jobs: DueJobs) {
    this.#clock = clock;
    this.#jobs = jobs;
  }

  /** In ms since 1970. It never goes back. */
  get now(): number {
    if (this.#moment !== null) return this.#moment;
    this.#time = Math.max(this.#time, this.#clock());
    return this.#time;
  }

  /** When something happens next. `undefined` if nothing is due at any time. */
  get next(): number | undefined {
    const next = Math.min(this.#jobs.next ?? Infinity, this.#plans.next ?? Infinity);
    return next === Infinity ? undefined : next;
  }

  /** Plans something. It happens now if its time has passed. */
  plan(at: number, act: () => void): void {
    this.#plans.add(Math.max(at, this.now), act);
  }

  /** Carries out everything that is due. */
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
