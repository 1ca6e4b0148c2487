import { hashOf } from '../bank/guids.ts';

/** Pseudorandom numbers that are the same for the same seed, in every run and on every machine. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** An entry of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** Creates a generator for a seed (Chris Doty-Humphrey's sfc32). */
export function randomOf(seed: string): Random {
  let [a, b, c, count] = hashOf(seed);
  const next = () => {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return { between, pick: (list) => list[between(0, list.length - 1)] ?? list[0] };
}
