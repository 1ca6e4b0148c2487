import type { MemberContext, MemberId } from '../data/types.ts';
import { jitter, pollDelay } from '../rules/timing.ts';

/**
 * Some waits depend on a hash of the member's guids, which a trace does not contain. So a replay runs each member under
 * a stand-in id. The first waits of the trace narrow down the hash, and the stand-in is chosen so that its hash is in
 * that range.
 */

/**
 * More than the number of whole ms between the shortest and the longest wait after a failed call, if the longest wait
 * is half an hour.
 */
const COUNT = 2 ** 18;

const standIn = (index: number): MemberId => ({ userGuid: 'replay', memberGuid: String(index) });

/** The stand-ins, sorted by their hash. */
interface StandIns {
  readonly indexes: Uint32Array;
  readonly jitters: Float64Array;
}

let sorted: StandIns | undefined;

/** Computed for the first trace that needs them. */
function standIns(): StandIns {
  if (sorted) return sorted;
  const hashes = Float64Array.from(
    { length: COUNT },
    (_, index) =>
      // The index is in the digits that do not affect the order of hashes.
      jitter({ member: standIn(index) }) * 2 ** 32 * COUNT + index,
  ).sort();
  const indexes = Uint32Array.from(hashes, (one) => one % COUNT);
  const jitters = hashes.map((one) => Math.floor(one / COUNT) / 2 ** 32);
  sorted = { indexes, jitters };
  return sorted;
}

/** The range of positions, in the order of hashes, that contains the member's hash. */
export interface HashRange {
  readonly from: number;
  readonly to: number;
}

/** The range before anything is known. */
export const ANY_HASH: HashRange = { from: 0, to: COUNT - 1 };

/** The stand-in for a range. */
export const standInOf = ({ from, to }: HashRange): MemberId =>
  standIn(standIns().indexes[Math.floor((from + to) / 2)] as number);

const pauseAt = (context: MemberContext, place: number): number =>
  pollDelay(context, () => standIns().jitters[place] as number);

/** The first position of a range whose wait is `least` or longer. The position after the range if there is not one. */
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
 * The part of a range in which the machine waits exactly this many ms. Waits grow with the hash.
 *
 * @returns `null` if it never does.
 */
export function narrowed(
  context: MemberContext,
  range: HashRange,
  pause: number,
): HashRange | null {
  const from = firstAt(context, range, pause);
  const to = firstAt(context, range, pause + 1) - 1;
  if (from <= to) return { from, to };
  // The hash is between two stand-ins, because waits of hours have more values than there are stand-ins.
  return from > range.from && from <= range.to ? { from, to: from } : null;
}
