/** Whoever waits for something to come true. */
export class Changes {
  readonly #checks = new Set<() => void>();
  #isClosed = false;

  /** Something may have come true. */
  notify(): void {
    for (const check of this.#checks) check();
  }

  /** Nobody waits any more. */
  close(): void {
    this.#isClosed = true;
    this.notify();
  }

  /** Resolves when it is so, after `ms`, or when this is closed. @throws The reason of the signal when that aborts. */
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
