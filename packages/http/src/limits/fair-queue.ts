/** The place of an item in the queue. Its key takes turns with other keys of the same priority. */
export interface QueuePlace {
  readonly key: string;
  /** Higher first. */
  readonly priority: number;
}

/** The largest by a measure. The first one if several are equal. */
function largest<One>(all: Iterable<One>, measure: (one: One) => number): One | undefined {
  let found: One | undefined;
  for (const one of all) if (found === undefined || measure(one) > measure(found)) found = one;
  return found;
}

/**
 * A queue that serves higher priorities first. Within a priority the keys take turns, and the items of a key keep their
 * order. `displace` takes time proportional to the number of keys, every other operation proportional to the number of
 * priorities.
 */
export class FairQueue<Item> {
  /** By priority, then by key. The key at the front is served next, and then moves to the back. */
  readonly #lanes = new Map<number, Map<string, Set<Item>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: Item, { key, priority }: QueuePlace): void {
    const lane = this.#lanes.get(priority) ?? new Map<string, Set<Item>>();
    const items = lane.get(key) ?? new Set();
    this.#lanes.set(priority, lane.set(key, items.add(item)));
    this.#size += 1;
  }

  /** Does nothing if the item is not in the queue. */
  remove(item: Item, { key, priority }: QueuePlace): void {
    const lane = this.#lanes.get(priority);
    const items = lane?.get(key);
    if (!lane || !items?.delete(item)) return;
    this.#size -= 1;
    if (items.size === 0) lane.delete(key);
    if (lane.size === 0) this.#lanes.delete(priority);
  }

  take(): Item | undefined {
    const [priority, lane] = largest(this.#lanes, ([one]) => one) ?? [];
    const [key, items] = lane?.entries().next().value ?? [];
    if (priority === undefined || !lane || key === undefined || !items) return undefined;
    const [item] = items;
    lane.delete(key);
    lane.set(key, items);
    if (item !== undefined) this.remove(item, { key, priority });
    return item;
  }

  /**
   * Removes an item to make room for a newcomer, so that one key cannot fill the queue: the newest item of the key with
   * the most items in the lowest priority. Returns `undefined` if the newcomer itself has to go.
   */
  displace(newcomer: QueuePlace): Item | undefined {
    const [priority, lane] = largest(this.#lanes, ([one]) => -one) ?? [];
    const [key, items] = largest(lane ?? [], ([, { size }]) => size) ?? [];
    if (priority === undefined || key === undefined || !items) return undefined;
    const own = lane?.get(newcomer.key)?.size ?? 0;
    const isWorse =
      newcomer.priority > priority || (newcomer.priority === priority && own + 1 < items.size);
    if (!isWorse) return undefined;
    const newest = [...items].at(-1);
    if (newest !== undefined) this.remove(newest, { key, priority });
    return newest;
  }
}
