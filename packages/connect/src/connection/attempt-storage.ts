import { PageStorage, type StorageOption, storageKey } from '../page-storage.ts';
import type { AttemptInput } from '../types.ts';
import { isMember } from './check-options.ts';

/** One attempt of a connection, stored for a reload. */
export interface Attempt {
  /** The input of the attempt. After new credentials, or for another member, it differs from the input of the page. */
  readonly input: AttemptInput;
  /** The revision of the end before this attempt. */
  readonly after?: number;
}

/** Stores the last attempt, if it is not the first one, together with the input of the page. */
export class AttemptStorage {
  readonly #storage: PageStorage;
  readonly #name: string;
  readonly #asked: string;

  constructor(storage: StorageOption | undefined, { member, job, baseline }: AttemptInput) {
    this.#storage = new PageStorage(storage);
    this.#name = storageKey('mx-member attempt', member);
    this.#asked = JSON.stringify([job, baseline]);
  }

  /** @returns The stored attempt; `null` if there is none, or if the page now asks for something else. */
  load(): Attempt | null {
    const { asked, input, after } = Object(this.#storage.read(this.#name));
    const isKnown = after === undefined || Number.isSafeInteger(after);
    return asked === this.#asked && isMember(Object(input).member) && isKnown
      ? { input, ...(after !== undefined && { after }) }
      : null;
  }

  save({ input, after }: Attempt): void {
    this.#storage.write(this.#name, { asked: this.#asked, input, after });
  }
}
