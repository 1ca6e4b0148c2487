import type { MemberId } from '@mx-member/machine/step';

/** Names what is kept of a member. */
export const storageKey = (prefix: string, { userGuid, memberGuid }: MemberId): string =>
  `${prefix}:${JSON.stringify([userGuid, memberGuid])}`;

/** What keeps something for a reload: `sessionStorage`, `localStorage`, or something like them. */
export type KeptIn = Pick<Storage, 'getItem' | 'setItem'>;

/** A storage, or a function that returns it: a browser can deny its storage, and a server has none. */
export type StorageOption = KeptIn | (() => KeptIn);

/** A storage that can be denied or full. After its first failure it is not used any more, so that it delays a command only once. */
export class PageStorage {
  readonly #storage: StorageOption | undefined;
  #isUsed: boolean;

  constructor(storage: StorageOption | undefined) {
    this.#storage = storage;
    this.#isUsed = storage !== undefined;
  }

  /** @returns `null` for nothing, also when the storage is denied or holds no JSON. */
  read(name: string): unknown {
    try {
      return JSON.parse(this.readText(name) ?? 'null');
    } catch {
      return null;
    }
  }

  /** @returns `null` for nothing, also when the storage is denied. */
  readText(name: string): string | null {
    return this.#attempt((storage) => storage.getItem(name)) ?? null;
  }

  /** @returns Whether it is kept, where anything is to be kept at all. */
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
