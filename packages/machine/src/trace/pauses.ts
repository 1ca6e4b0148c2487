import type { MemberContext, MemberId } from '../data/types.ts';
import { jitter, pollDelay } from '../rules/timing.ts';

/**
 * Some pauses depend on a hash of the member's guids, which a trace does not have. A replay runs each member under a stand-in id.
 * The first pauses of the trace say between which values the hash lies, so a stand-in is chosen whose hash lies there too.
 */

/** More than the whole ms between the shortest and the longest wait after a failed call, for a longest wait of half an hour. */
const COUNT = 2 ** 18;

const standIn = (index: number): MemberId => ({ userGuid: 'replay', memberGuid: String(index) });

let sorted: Uint32Array | undefined;

/** The numbers of the stand-ins by their hash, from the smallest. They are sorted when the first trace needs them. */
function numbers(): Uint32Array {
  if (sorted) return sorted;
  const hashes = Float64Array.from(
    { length: COUNT },
    (_, index) =>
      // The number in the places of the hash that the order does not need.
      Math.floor(jitter({ member: standIn(index) }) * 2 ** 32) * COUNT + index,
  ).sort();
  sorted = Uint32Array.from(hashes, (one) => one % COUNT);
  return sorted;
}

/** The places in the order of hashes among which the one of a member is. */
export interface HashRange {
  readonly from: number;
  readonly to: number;
}

/** Nothing is known of the hash. */
export const ANY_HASH: HashRange = { from: 0, to: COUNT - 1 };

/** The stand-in for a range. */
export const standInOf = ({ from, to }: HashRange): MemberId =>
  standIn(numbers()[Math.floor((from + to) / 2)] as number);

const pauseAt = (context: MemberContext, place: number): number =>
  pollDelay({ ...context, member: standIn(numbers()[place] as number) });

/** The first place of a range at which the pause is `least` or longer; the place after the range for none. */
function firstAt(context: MemberContext, { from, to }: HashRange, least: number): number {
  let [low, high] = [from, to + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (pauseAt(context, middle) >= least) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The part of a range in which the machine pauses for so many ms. A pause grows with the hash.
 * @returns `null` where it does so nowhere.
 */
export function narrowed(
  context: MemberContext,
  range: HashRange,
  pause: number,
): HashRange | null {
  const from = firstAt(context, range, pause);
  const to = firstAt(context, range, pause + 1) - 1;
  if (from <= to) return { from, to };
  // Between two stand-ins: waits that grow to hours have more values than there are stand-ins.
  return from > range.from && from <= range.to ? { from, to: from } : null;
}
