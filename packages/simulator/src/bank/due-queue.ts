/**
 * A queue of things to do at their time: the earliest first, and in order of insertion at the same time. A binary heap.
 */
export class DueQueue<T> {
  readonly #heap: { readonly at: number; readonly count: number; readonly item: T }[] = [];
  #count = 0;

  /** When the next item is due. `undefined` if the queue is empty. */
  get next(): number | undefined {
    return this.#heap[0]?.at;
  }

  add(at: number, item: T): void {
    this.#heap.push({ at, count: this.#count++, item });
    let child = this.#heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isEarlier(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  /** Removes the earliest item if it is due by `now`. */
  take(now: number): { readonly at: number; readonly item: T } | undefined {
    const [first] = this.#heap;
    const last = this.#heap.at(-1);
    if (!first || !last || first.at > now) return undefined;
    this.#heap.pop();
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      const child = this.#isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.#isEarlier(child, parent)) return;
      this.#swap(child, parent);
      parent = child;
    }
  }

  #isEarlier(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    return !!a && !!b && (a.at < b.at || (a.at === b.at && a.count < b.count));
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (a && b) [this.#heap[i], this.#heap[j]] = [b, a];
  }
}
