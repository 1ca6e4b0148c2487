/** Virtual time for a page and its frames. It passes only when `next` is called. */

type Frame = Pick<typeof globalThis, 'setTimeout' | 'clearTimeout' | 'Date'>;

interface Timer {
  readonly at: number;
  readonly owner: object;
  readonly run: () => void;
}

export class VirtualTime {
  now = Date.UTC(2026, 0, 1);
  readonly #timers = new Map<number, Timer>();
  #count = 0;

  /** A timer of `owner`. @returns The handle for `clear`. */
  set(run: () => void, ms: number, owner: object): number {
    this.#count += 1;
    this.#timers.set(this.#count, { at: this.now + Math.max(0, ms), owner, run });
    return this.#count;
  }

  clear(id: number): void {
    this.#timers.delete(id);
  }

  /** The frame's timers use this virtual time from now on. */
  take(frame: Frame, owner: object): void {
    const set = (run: () => void, ms = 0) => this.set(run, ms, owner);
    Object.assign(frame, { setTimeout: set, clearTimeout: (id: number) => this.clear(id) });
    frame.Date.now = () => this.now;
  }

  /** Whether `owner` has a timer. */
  has(owner: object): boolean {
    return [...this.#timers.values()].some((timer) => timer.owner === owner);
  }

  /** Drops all timers of `owner`, because its page is gone. */
  drop(owner: object): void {
    for (const [id, timer] of this.#timers) if (timer.owner === owner) this.#timers.delete(id);
  }

  /** Moves to the next timer and runs it. */
  next(): void {
    let first: number | undefined;
    for (const [id, { at }] of this.#timers)
      if (first === undefined || at < (this.#timers.get(first)?.at ?? 0)) first = id;
    const timer = first === undefined ? undefined : this.#timers.get(first);
    if (first === undefined || !timer) return;
    this.#timers.delete(first);
    this.now = Math.max(this.now, timer.at);
    timer.run();
  }

  readonly sleep = (ms: number, owner: object): Promise<void> =>
    new Promise((resolve) => {
      this.set(resolve, ms, owner);
    });
}
