import type { MemberId } from '../data/types.ts';

/**
 * Some waits depend on the jitter of a member, which is a hash of its guids. A trace has the jitter and not the guids. So a replay
 * runs each member under an id that is made from its jitter: the hash can be computed backwards.
 */

/** What the hash multiplies by, and the inverses modulo 2 ** 32. */
const PRIME = 0x01000193;
const INVERSE = { prime: 0x359c449b, first: 0xa5cb9243, second: 0x7ed1b41d } as const;

/** The state of FNV-1a after the separator of the two guids, if the first one is `replay`. */
const PREFIX = 'replay';
const AFTER_PREFIX = [...`${PREFIX}/`].reduce(
  (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) as number), PRIME),
  0x811c9dc5,
);

/** The state of FNV-1a that the finalizer turns into these bits. */
function beforeFinalizer(bits: number): number {
  const second = Math.imul(bits ^ (bits >>> 16), INVERSE.second);
  const first = Math.imul(second ^ (second >>> 13) ^ (second >>> 26), INVERSE.first);
  return first ^ (first >>> 16);
}

/** Whether a number is a character of a text. */
const isCharacter = (point: number): boolean =>
  point > 0 && point < 0x110000 && !(point >= 0xd800 && point < 0xe000);

/** An id with this jitter, in 32 bits. Its second guid has two characters: the first is tried, the second follows from it. */
export function standInMember(bits: number): MemberId {
  const wanted = Math.imul(beforeFinalizer(bits), INVERSE.prime);
  for (let first = 0x10000; ; first++) {
    const second = (Math.imul(AFTER_PREFIX ^ first, PRIME) ^ wanted) >>> 0;
    if (isCharacter(second))
      return { userGuid: PREFIX, memberGuid: String.fromCodePoint(first, second) };
  }
}
