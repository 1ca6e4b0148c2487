import { HostError } from '@mx-member/machine/hosting';
import { backOff, sleep } from '../web/wait.ts';
import type { CreatingHost, CreationId } from './creation.ts';
import { settleCreation } from './look.ts';
import type { MemberDirectory } from './members.ts';

/** Finds out what happened to creations whose request was cut off. It only reads, and repeats until MX answers. */

/** The first and the longest wait after MX could not be read, in ms. */
const RETRY = 1_000;
const MAX_RETRY = 60_000;

/** When to ask MX once more about a creation that was not found, in ms. A request can arrive late. */
const ONCE_MORE = 60_000;

export interface CreationRecoveryOptions {
  readonly directory: MemberDirectory;
  readonly host: CreatingHost;
  readonly onError: (thrown: unknown) => void;
}

const isClosed = (thrown: unknown): boolean =>
  thrown instanceof HostError && thrown.code === 'closed';

/**
 * Searches for the members of interrupted creations, and lets the host follow the members that it finds. Errors of MX
 * go to `onError`. After an error it tries again after 1 s, then with longer waits of up to a minute.
 */
export class CreationRecovery {
  readonly #options: CreationRecoveryOptions;
  readonly #running = new Set<string>();
  readonly #closing = new AbortController();

  constructor(options: CreationRecoveryOptions) {
    this.#options = options;
  }

  /** Begins the recovery of a creation, unless it already runs. */
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
    const { directory, host, onError } = this.#options;
    const { signal } = this.#closing;
    const settle = async () => {
      const creation = await host.creations.find(of);
      return creation && settleCreation(directory, host, creation);
    };
    let failures = 0;
    for (let found = 0; !signal.aborted; ) {
      let wait = ONCE_MORE;
      try {
        const view = await host.creations.run(of.userGuid, settle);
        found += 1;
        if (view?.state !== 'needsCredentials' || found > 1) return;
      } catch (thrown) {
        if (signal.aborted || isClosed(thrown)) return;
        onError(thrown);
        wait = backOff(failures, RETRY, MAX_RETRY);
        failures += 1;
      }
      await sleep(wait, signal).catch(() => {});
    }
  }
}
