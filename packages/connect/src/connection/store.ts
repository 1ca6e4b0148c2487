import { safely } from '../safely.ts';
import type { ConnectionView } from '../types.ts';
import { NOTHING_YET, unlessSame } from './view.ts';

/** The view of a connection, and its listeners. */
export class ViewStore {
  readonly #listeners = new Set<() => void>();
  #view = NOTHING_YET;

  get view(): ConnectionView {
    return this.#view;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  update(next: ConnectionView): void {
    const shown = unlessSame(this.#view, next);
    if (shown !== this.#view) this.#show(shown);
  }

  /** Tells the listeners, although the view says the same, because its texts have changed. */
  renew(): void {
    this.#show({ ...this.#view });
  }

  patch(changes: Partial<ConnectionView>): void {
    this.update({ ...this.#view, ...changes });
  }

  #show(view: ConnectionView): void {
    this.#view = view;
    for (const listener of [...this.#listeners]) safely(listener);
  }

  /** @returns A function that ends the subscription. */
  add(listener: () => void): () => boolean {
    // The same function may subscribe twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }
}
