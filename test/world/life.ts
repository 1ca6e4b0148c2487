/** A process that can be killed at any effect on what outlives it. */

/** A promise of its own each time, because a promise keeps all that waits for it. */
const never = (): Promise<never> => new Promise(() => {});

/** A request without guids: `POST members`, `PUT member`. */
function nameOf({ method, url }: Request): string {
  const parts = new URL(url).pathname.split('/');
  const isWord = (part: string) => /^\w+$/.test(part);
  const word = parts.findLast(isWord);
  return `${method} ${isWord(parts.at(-1) ?? '') ? word : word?.replace(/s$/, '')}`;
}

/**
 * Kills a process at one of its effects: before the effect happens, or when its result returns. Each such moment has a number, and a name:
 * `after PUT member`, `before commit after GET status 2`.
 */
export class Life {
  #moments = 0;
  #isDead = false;
  #diedAt: string | null = null;
  #request = 'the beginning';
  /** How often each effect was. */
  readonly #counts = new Map<string, number>();
  readonly #diesAt: number | string;

  constructor(diesAt: number | string) {
    this.#diesAt = diesAt;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** The moment at which it was killed. */
  get diedAt(): string | null {
    return this.#diedAt;
  }

  /** Kills the process now. */
  end(): void {
    this.#isDead = true;
  }

  /** A request of the process. The effects that follow are named after it. */
  request<Result>(request: Request, effect: () => Result): Promise<Awaited<Result>> {
    const name = this.#numbered(nameOf(request));
    this.#request = name;
    return this.#around(name, effect);
  }

  through<Result>(name: string, effect: () => Result): Promise<Awaited<Result>> {
    return this.#around(this.#named(name), effect);
  }

  async reading<Result>(effect: () => Result): Promise<Awaited<Result>> {
    if (this.#isDead) return never();
    return await effect();
  }

  /** An effect that nobody waits for, such as a write to the storage of a page. */
  now(name: string, effect: () => void): void {
    const named = this.#named(name);
    this.#pass(`before ${named}`);
    if (!this.#isDead) effect();
    this.#pass(`after ${named}`);
  }

  async #around<Result>(name: string, effect: () => Result): Promise<Awaited<Result>> {
    await this.#moment(`before ${name}`);
    const result = await effect();
    await this.#moment(`after ${name}`);
    return result;
  }

  #named(effect: string): string {
    return this.#numbered(effect, ` after ${this.#request}`);
  }

  #numbered(name: string, context = ''): string {
    const count = (this.#counts.get(name + context) ?? 0) + 1;
    this.#counts.set(name + context, count);
    return count === 1 ? name + context : `${name} ${count}${context}`;
  }

  async #moment(name: string): Promise<void> {
    this.#pass(name);
    if (this.#isDead) await never();
  }

  #pass(name: string): void {
    if (this.#isDead) return;
    this.#moments += 1;
    if (this.#moments !== this.#diesAt && name !== this.#diesAt) return;
    this.#isDead = true;
    this.#diedAt = name;
  }
}
