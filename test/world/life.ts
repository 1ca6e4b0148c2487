/** A process that can be killed at any effect on what outlives it. */

/** A promise of its own each time, because a promise keeps all that waits for it. */
const never = (): Promise<never> => new Promise(() => {});

/** Kills a process at one of its effects: before the effect happens, or when its result returns. */
export class Life {
  #moments = 0;
  #isDead = false;
  readonly #diesAt: number;

  constructor(diesAt: number) {
    this.#diesAt = diesAt;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Kills the process now. */
  end(): void {
    this.#isDead = true;
  }

  async through<Result>(effect: () => Result): Promise<Awaited<Result>> {
    await this.#moment();
    const result = await effect();
    await this.#moment();
    return result;
  }

  async reading<Result>(effect: () => Result): Promise<Awaited<Result>> {
    if (this.#isDead) return never();
    return await effect();
  }

  /** An effect that nobody waits for, such as a write to the storage of a page. */
  now(effect: () => void): void {
    this.#pass();
    if (!this.#isDead) effect();
    this.#pass();
  }

  async #moment(): Promise<void> {
    this.#pass();
    if (this.#isDead) await never();
  }

  #pass(): void {
    this.#moments += 1;
    if (this.#moments >= this.#diesAt) this.#isDead = true;
  }
}
