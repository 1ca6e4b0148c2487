import type { Challenge, Reading, StampedReading } from './types.ts';

/** How readings are compared with each other. Pure. */

/** When the request of a reading was sent, in ms since 1970. */
export const sentAt = ({ at, took = 0 }: StampedReading): number => at - took;

/** A moment in ms since 1970; `null` for never, `undefined` where MX did not say, or said no moment with a zone. */
export function momentOf(text: string | null | undefined): number | null | undefined {
  if (text === null || text === undefined) return text;
  if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Whether two texts name one moment, as `Z` and `+00:00`; absent and never are alike. */
const isSameMoment = (a: string | null | undefined, b: string | null | undefined): boolean =>
  a === b || (momentOf(a) ?? null) === (momentOf(b) ?? null);

/** Whether `a` is a later moment than `b`; `null` is never. What MX did not say is inconclusive. */
export function isLater(a: string | null | undefined, b: string | null | undefined): boolean {
  if (a === b) return false;
  const [later, earlier] = [momentOf(a), momentOf(b)];
  if (typeof later !== 'number' || earlier === undefined) return false;
  return earlier === null || later > earlier;
}

/** Whether two lists of questions have the same guids, in any order. */
export function areSameQuestions(a: readonly Challenge[], b: readonly Challenge[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const guids = new Set(a.map(({ guid }) => guid));
  return b.every(({ guid }) => guids.has(guid));
}

/** Whether MX shows the same as before, of the questions only the guids. */
export const isSame = (reading: Reading, before: Reading | null): boolean =>
  before !== null &&
  reading.connectionStatus === before.connectionStatus &&
  reading.isBeingAggregated === before.isBeingAggregated &&
  isSameMoment(reading.aggregatedAt, before.aggregatedAt) &&
  isSameMoment(reading.successfullyAggregatedAt, before.successfullyAggregatedAt) &&
  (reading.errorCode ?? null) === (before.errorCode ?? null) &&
  areSameQuestions(reading.challenges, before.challenges);
