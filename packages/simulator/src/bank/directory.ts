/** The key of a record: MX's guid, or in v20250224 also the client's id (OAS25). */
export type KeyKind = 'guid' | 'guidOrId';

/** Records in order of creation, found by MX's guid or by the client's id. */
export class Directory<T extends { readonly guid: string; readonly id: string | null }> {
  readonly #records = new Map<string, T>();
  readonly #guids = new Map<string, string>();

  get size(): number {
    return this.#records.size;
  }

  get(guid: string): T | undefined {
    return this.#records.get(guid);
  }

  /** The record with this guid or, with `guidOrId`, with this id of the client. */
  find(key: string, by: KeyKind): T | undefined {
    const guid = by === 'guidOrId' ? this.#guids.get(key) : undefined;
    return this.#records.get(guid ?? key);
  }

  /** The guid of the record with this id of the client. */
  guidOf(id: string): string | undefined {
    return this.#guids.get(id);
  }

  /** Adds a record, or replaces the record with the same guid. */
  put(record: T): void {
    const id = this.#records.get(record.guid)?.id ?? null;
    if (id !== record.id) {
      if (id !== null) this.#guids.delete(id);
      if (record.id !== null) this.#guids.set(record.id, record.guid);
    }
    this.#records.set(record.guid, record);
  }

  delete(guid: string): void {
    const id = this.#records.get(guid)?.id ?? null;
    if (id !== null) this.#guids.delete(id);
    this.#records.delete(guid);
  }

  values(): IterableIterator<T> {
    return this.#records.values();
  }
}

/** A directory that can only be read. */
export type ReadonlyDirectory<T extends { readonly guid: string; readonly id: string | null }> =
  Pick<Directory<T>, 'size' | 'get' | 'find' | 'guidOf' | 'values'>;
