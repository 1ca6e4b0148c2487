/** A clock that moves only when it runs. An hour passes at once, and in the same way each time. */
export class VirtualClock {
  readonly #timers = new Map<number, { readonly at: number; readonly fn: () => void }>();
  #now = 0;
  #id = 0;

  /** The time since the beginning, in ms. */
  now = (): number => this.#now;

  setTimeout = (fn: (...args: unknown[]) => void, ms = 0): number => {
    this.#timers.set(++this.#id, { at: this.#now + ms, fn });
    return this.#id;
  };

  clearTimeout = (id: number): void => {
    this.#timers.delete(id);
  };

  sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => this.setTimeout(() => resolve(), ms));

  /** Goes from timer to timer until `end`, or until `isOver`. */
  async run(end: number, isOver: () => boolean): Promise<void> {
    for (await settle(); !isOver(); await settle()) {
      const [first, ...others] = this.#timers;
      if (!first) return;
      const [id, { at, fn }] = others.reduce((a, b) => (b[1].at < a[1].at ? b : a), first);
      if (at > end) return;
      this.#timers.delete(id);
      this.#now = at;
      fn();
    }
  }
}

/** Runs everything that does not wait for a timer. A request passes many promises before it is sent. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}
