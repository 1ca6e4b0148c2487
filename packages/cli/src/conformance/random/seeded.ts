/** Random choices. The same seed gives the same choices. */
export interface RandomSource {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** True once in `inSoMany` times, on average. */
  once(inSoMany: number): boolean;
}

/** The mulberry32 generator: small, fast, and random enough for tests. */
export function createRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    // An item can be `null`, and is drawn like any other.
    pick: <Item>(items: readonly [Item, ...Item[]]) => items[below(items.length)] as Item,
    once: (inSoMany) => below(inSoMany) === 0,
  };
}
