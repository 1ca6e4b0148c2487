/** Runs tasks with the same key one after the other. */
export class Sequence<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  /** Runs `work` after all earlier tasks of the key have ended, whether they succeeded or failed. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const ended = result.catch(() => {});
    this.#last.set(key, ended);
    void ended.then(() => this.#last.get(key) === ended && this.#last.delete(key));
    return result;
  }
}
