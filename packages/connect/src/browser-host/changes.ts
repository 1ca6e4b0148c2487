/** Wakes callers that wait for a condition. */
export class Changes {
  readonly #checks = new Set<() => void>();
  #isClosed = false;

  /** Checks all conditions again. */
  notify(): void {
    for (const check of this.#checks) check();
  }

  /** Ends all waits, now and later. */
  close(): void {
    this.#isClosed = true;
    this.notify();
  }

  /** Resolves when the condition is true, after `ms`, or on `close`. @throws The reason of the signal after an abort. */
  async until(isSo: () => boolean, ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#checks.delete(check);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const check = () => {
        if (this.#isClosed || isSo()) end();
      };
      const timer = setTimeout(end, ms);
      this.#checks.add(check);
      signal?.addEventListener('abort', end);
      check();
    });
    signal?.throwIfAborted();
  }
}
