import { hashOf } from '../bank/guids.ts';

/** The prefixes of the guids of a member's data. */
export type DataPrefix = 'ACT' | 'ACN' | 'ACO' | 'TRN';

const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');

/** Spreads each bit of a word over the whole word (the finalizer of MurmurHash3). */
function spread(word: number): number {
  let bits = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

const numberOf = (prefix: DataPrefix) =>
  [...prefix].reduce((sum, char) => 31 * sum + char.charCodeAt(0), 0);

/** The guids of one member's data. They share their first half, so that a guid shows to which member it belongs. */
export interface DataGuids {
  /** @param number Distinguishes records of one kind. */
  of(prefix: DataPrefix, number: number): string;
  /** Whether a guid can be one of them. */
  has(guid: string): boolean;
}

/** Derives guids from the member's guid, so that nothing has to be stored to find them again. */
export function dataGuidsOf(memberGuid: string): DataGuids {
  const [a, b, c, d] = hashOf(memberGuid);
  const middle = hex(b);
  const head = `${hex(a)}-${middle.slice(0, 4)}-${middle.slice(4)}`;
  return {
    of(prefix, number) {
      const seed = number ^ Math.imul(numberOf(prefix), 0x9e3779b1);
      const tail = hex(spread(seed ^ c));
      return `${prefix}-${head}-${tail.slice(0, 4)}-${tail.slice(4)}${hex(spread(seed ^ d))}`;
    },
    has: (guid) => guid.slice(4, 4 + head.length) === head,
  };
}
