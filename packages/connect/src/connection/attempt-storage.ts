import { PageStorage, type StorageOption, storageKey } from '../page-storage.ts';
import type { AttemptInput } from '../types.ts';
import { isMember } from './check-options.ts';

/** One attempt of a connection, as a reload goes on with it. */
export interface Attempt {
  /** After new credentials, or for another member, it is not the input of the page. */
  readonly input: AttemptInput;
  /** The revision of the end after which it begins. */
  readonly after?: number;
}

/** Keeps the last attempt after the first one, for the input that the page has asked for. */
export class AttemptStorage {
  readonly #storage: PageStorage;
  readonly #name: string;
  readonly #asked: string;

  constructor(storage: StorageOption | undefined, { member, job, baseline }: AttemptInput) {
    this.#storage = new PageStorage(storage);
    this.#name = storageKey('mx-member attempt', member);
    this.#asked = JSON.stringify([job, baseline]);
  }

  /** @returns `null` when nothing is kept, or the page asks for something else since. */
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
