import { HostError } from '@mx-member/machine/hosting';
import type { CreatingHost, CreationId } from './creation.ts';
import { settleCreation } from './look.ts';
import type { MemberDirectory } from './members.ts';
import type { CreationView } from './view.ts';

/** Finds out what came of creations whose request was cut off. It reads alone, as often as it takes. */

/** After MX could not be read: the first pause and the longest, in ms. */
const RETRY = 1_000;
const MAX_RETRY = 60_000;

/** When MX is asked once more about a creation that it has not got, in ms: a request can be late. */
const ONCE_MORE = 60_000;

export interface CreationRecoveryOptions {
  readonly directory: MemberDirectory;
  readonly host: CreatingHost;
  readonly onError: (thrown: unknown) => void;
}

const isClosed = (thrown: unknown): boolean =>
  thrown instanceof HostError && thrown.code === 'closed';

/**
 * Looks for members whose creation was cut off, each until MX says what came of it, and lets the host follow those that it finds.
 * Errors of MX go to `onError`, and it looks again after 1 s, later and later, at most after a minute.
 */
export class CreationRecovery {
  readonly #options: CreationRecoveryOptions;
  readonly #running = new Set<string>();
  readonly #closing = new AbortController();

  constructor(options: CreationRecoveryOptions) {
    this.#options = options;
  }

  /** Begins with a creation, unless it is under way. */
  add(of: CreationId): void {
    const key = JSON.stringify([of.userGuid, of.id]);
    if (this.#running.has(key)) return;
    this.#running.add(key);
    void this.#recover(of).finally(() => this.#running.delete(key));
  }

  close(): void {
    this.#closing.abort();
  }

  async #recover(of: CreationId): Promise<void> {
    let failures = 0;
    for (let found = 0; !this.#closing.signal.aborted; ) {
      try {
        const view = await this.#settle(of);
        found += 1;
        if (view?.state !== 'needsCredentials' || found > 1) return;
        await this.#pause(ONCE_MORE);
      } catch (thrown) {
        if (this.#closing.signal.aborted || isClosed(thrown)) return;
        this.#options.onError(thrown);
        await this.#pause(Math.min(MAX_RETRY, RETRY * 2 ** failures));
        failures += 1;
      }
    }
  }

  #settle(of: CreationId): Promise<CreationView | null> {
    const { directory, host } = this.#options;
    return host.creations.run(of.userGuid, async () => {
      const creation = await host.creations.find(of);
      return creation && settleCreation(directory, host, creation);
    });
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
