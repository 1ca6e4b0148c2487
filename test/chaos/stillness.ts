import { setTimeout as wait } from 'node:timers/promises';

/** People are stuck when nothing has happened for this long, in ms. A busy machine is slow, but does not stand still. */
const STILL = 120_000;

/** Notices when nothing happens any more. */
export class Stillness {
  #movedAt = performance.now();
  #isOver = false;

  /** Something has happened. */
  move(): void {
    this.#movedAt = performance.now();
  }

  /** Waits for work, which may be stuck. @returns Whether it has ended. */
  async watch(work: Promise<unknown>): Promise<boolean> {
    this.move();
    const still = async () => {
      while (!this.#isOver && performance.now() - this.#movedAt < STILL) await wait(100);
      return false;
    };
    try {
      return await Promise.race([work.then(() => true), still()]);
    } finally {
      this.#isOver = true;
    }
  }

  /** Whether the work has ended, or is stuck. */
  get isOver(): boolean {
    return this.#isOver;
  }
}
