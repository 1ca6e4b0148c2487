import { DEFAULT_PACING } from '@mx-member/machine/step';

/** The shortest time between two polls because the person came back to the page, in ms. */
const LOOK_EVERY = DEFAULT_PACING.busy;

const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** Polls when the person comes back to the page, and knows whether the browser has a network. */
export class Front {
  readonly #poll: () => void;
  readonly #onNetwork: (isOffline: boolean) => void;
  #lookedAt = 0;

  constructor(poll: () => void, onNetwork: (isOffline: boolean) => void) {
    this.#poll = poll;
    this.#onNetwork = onNetwork;
  }

  /** Polls now, unless it polled within the last `every` ms. */
  look(every = 0): void {
    const now = Date.now();
    const passed = now - this.#lookedAt;
    // It is negative if the clock was set back.
    if (passed >= 0 && passed < every) return;
    this.#lookedAt = now;
    this.#poll();
  }

  watch(): void {
    this.#listen('addEventListener');
    this.#tellNetwork();
  }

  unwatch(): void {
    this.#listen('removeEventListener');
  }

  readonly #onFront = (): void => {
    // Without a network, the poll would fail and the hint would be used up.
    if (document.visibilityState !== 'hidden' && !isOffline()) this.look(LOOK_EVERY);
  };

  readonly #tellNetwork = (): void => this.#onNetwork(isOffline());

  #listen(change: 'addEventListener' | 'removeEventListener'): void {
    for (const type of ['focus', 'online']) globalThis[change]?.(type, this.#onFront);
    for (const type of ['offline', 'online']) globalThis[change]?.(type, this.#tellNetwork);
    globalThis.document?.[change]('visibilitychange', this.#onFront);
  }
}
