/** What a record is found by: MX's guid, or also the client's own id, as in v20250224 (OAS25). */
export type KeyKind = 'guid' | 'guidOrId';

/** Records in the order of their creation, found by MX's guid or by the client's own id. */
export class Directory<T extends { readonly guid: string; readonly id: string | null }> {
  readonly #records = new Map<string, T>();
  readonly #guids = new Map<string, string>();

  get size(): number {
    return this.#records.size;
  }

  get(guid: string): T | undefined {
    return this.#records.get(guid);
  }

  /** The record with this guid or, with `guidOrId`, with this id of the client's own. */
  find(key: string, by: KeyKind): T | undefined {
    const guid = by === 'guidOrId' ? this.#guids.get(key) : undefined;
    return this.#records.get(guid ?? key);
  }

  /** The guid of the record that has this id of the client's own. */
  guidOf(id: string): string | undefined {
    return this.#guids.get(id);
  }

  /** Adds a record, or replaces the one with its guid. */
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

/** A directory to look at. */
export type ReadonlyDirectory<T extends { readonly guid: string; readonly id: string | null }> =
  Pick<Directory<T>, 'size' | 'get' | 'find' | 'guidOf' | 'values'>;
