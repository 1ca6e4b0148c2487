/** Callers that wait until something happens to a member. */
export class Waiters<Key> {
  readonly #waiting = new Map<Key, Set<() => void>>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /**
   * Resolves at the next {@link notify}, or after `ms`.
   *
   * @throws the reason of the signal when it aborts.
   */
  wait(key: Key, ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
        settle();
      };
      const wake = () => end(resolve);
      const abort = () => end(() => reject(signal?.reason));
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', abort);
      waiting.add(wake);
    });
  }

  notify(key: Key): void {
    for (const wake of this.#waiting.get(key) ?? []) wake();
  }

  notifyAll(): void {
    for (const key of [...this.#waiting.keys()]) this.notify(key);
  }
}
