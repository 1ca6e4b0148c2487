import type { MemberId } from '@mx-member/machine/step';

/** The key of a member in a storage. */
export const storageKey = (prefix: string, { userGuid, memberGuid }: MemberId): string =>
  `${prefix}:${JSON.stringify([userGuid, memberGuid])}`;

type KeptIn = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * A storage that survives a reload (`sessionStorage`, `localStorage`, or a similar one), or a function that returns it,
 * because a browser can deny its storage and a server has none.
 */
export type StorageOption =
  | Pick<Storage, 'getItem' | 'setItem'>
  | (() => Pick<Storage, 'getItem' | 'setItem'>);

/** A storage that can be denied or full. After its first failure it is no longer used, so that it delays a command only once. */
export class PageStorage {
  readonly #storage: StorageOption | undefined;
  #isUsed: boolean;

  constructor(storage: StorageOption | undefined) {
    this.#storage = storage;
    this.#isUsed = storage !== undefined;
  }

  /** @returns The stored value; `null` if there is none, if it is not JSON, or if the storage is denied. */
  read(name: string): unknown {
    try {
      return JSON.parse(this.readText(name) ?? 'null');
    } catch {
      return null;
    }
  }

  /** @returns The stored text; `null` if there is none, or if the storage is denied. */
  readText(name: string): string | null {
    return this.#attempt((storage) => storage.getItem(name)) ?? null;
  }

  /** @returns `false` if the value should be kept but could not be. */
  write(name: string, value: unknown): boolean {
    const wasUsed = this.#isUsed;
    this.#attempt((storage) => storage.setItem(name, JSON.stringify(value)));
    return this.#isUsed || !wasUsed;
  }

  #attempt<Result>(work: (storage: KeptIn) => Result): Result | undefined {
    const storage = this.#storage;
    if (!this.#isUsed || !storage) return undefined;
    try {
      return work(typeof storage === 'function' ? storage() : storage);
    } catch {
      this.#isUsed = false;
      return undefined;
    }
  }
}
