/**
 * The time of this page. It can stand still, skip one wait, or skip every wait. It replaces `Date.now` and the timers of the
 * platform, because everything on the page uses those. Waits for the network or for a frame are not affected.
 */

interface Timer {
  /** When it is due, by the time of the page, in ms since 1970. */
  readonly due: number;
  readonly run: () => void;
  handle: number;
}

const { setTimeout: setReal, clearTimeout: clearReal } = globalThis;
const realNow = Date.now.bind(Date);

export class PageClock {
  readonly #timers = new Map<number, Timer>();
  #count = 0;
  /** How far the page is ahead of real time, in ms. */
  #ahead = 0;
  /** The time at which the clock was stopped; `null` while it runs. */
  #stoodAt: number | null = null;

  get now(): number {
    return this.#stoodAt ?? realNow() + this.#ahead;
  }

  /** How far the page is ahead of real time, in ms. A page goes on from there after a reload. */
  get ahead(): number {
    return this.now - realNow();
  }

  get isPaused(): boolean {
    return this.#stoodAt !== null;
  }

  /** Makes this the time of the page. */
  install(): void {
    const set = (run: () => void, ms = 0): number => this.#set(run, ms);
    Object.assign(globalThis, { setTimeout: set, clearTimeout: (id: number) => this.#clear(id) });
    Date.now = () => this.now;
  }

  restore(ahead: number): void {
    this.#ahead = ahead;
    this.#arm();
  }

  pause(): void {
    this.#stoodAt ??= this.now;
    for (const { handle } of this.#timers.values()) clearReal(handle);
  }

  goOn(): void {
    this.#ahead = this.ahead;
    this.#stoodAt = null;
    this.#arm();
  }

  /** Jumps to a time, and runs everything that was due until then. */
  jumpTo(time: number): void {
    if (time <= this.now) return;
    if (this.#stoodAt === null) this.#ahead += time - this.now;
    else this.#stoodAt = time;
    this.#arm();
  }

  #set(run: () => void, ms: number): number {
    this.#count += 1;
    const timer = { due: this.now + Math.max(0, ms), run, handle: 0 };
    this.#timers.set(this.#count, timer);
    this.#armOne(this.#count, timer);
    return this.#count;
  }

  #clear(id: number): void {
    clearReal(this.#timers.get(id)?.handle);
    this.#timers.delete(id);
  }

  /** Sets the timers, in the order in which they are due. */
  #arm(): void {
    for (const [id, timer] of [...this.#timers].toSorted(([, a], [, b]) => a.due - b.due)) {
      clearReal(timer.handle);
      this.#armOne(id, timer);
    }
  }

  #armOne(id: number, timer: Timer): void {
    const wait = Math.max(0, timer.due - this.now);
    if (this.isPaused && wait > 0) return;
    timer.handle = Number(
      setReal(() => {
        this.#timers.delete(id);
        timer.run();
      }, wait),
    );
  }
}
