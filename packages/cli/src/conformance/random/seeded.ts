/** Random choices that are the same for the same seed. */
export interface RandomSource {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** True once in so many times. */
  once(inSoMany: number): boolean;
}

/** mulberry32: small, quick, and good enough to mix what happens. */
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
    pick: (items) => items[below(items.length)] ?? items[0],
    once: (inSoMany) => below(inSoMany) === 0,
  };
}
