import type { Challenge, ChallengeOption, Reading, StampedReading } from '../data/types.ts';

/** Compares readings. Pure functions. */

/** One empty list for all members, because most lists of most members are empty. */
export const NONE: readonly never[] = Object.freeze([]);

/** When the request of a reading was sent, in ms since 1970. */
export const sentAt = ({ at, took = 0 }: Pick<StampedReading, 'at' | 'took'>): number => at - took;

type Moment = string | null | undefined;

/** Before every moment. */
const NEVER = Number.NEGATIVE_INFINITY;

const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** A moment in ms since 1970. -Infinity for never (`null`). NaN if MX does not say, or sends a time without a zone. */
export function msOf(text: Moment): number {
  if (text === null) return NEVER;
  const given = String(text);
  return ZONE.test(given) ? Date.parse(given) : Number.NaN;
}

/** Whether MX says when, or says never. */
export const isMoment = (text: Moment): boolean => !Number.isNaN(msOf(text));

/**
 * Moments less than this apart, in ms, count as equal: some replicas omit the milliseconds, and some drift by a few.
 */
const ONE_MOMENT = 1_000;

/** How long a moment is after another, in ms. NaN if MX does not say: then neither is parsed, because that is slow. */
const msBetween = (before: Moment, after: Moment): number =>
  before === undefined || after === undefined ? Number.NaN : msOf(after) - msOf(before);

/** Whether `a` is later than `b`. False if MX does not say. */
export const isLater = (a: Moment, b: Moment): boolean => a !== b && msBetween(b, a) >= ONE_MOMENT;

/** Whether a moment is known, and still the same as before. */
export const isUnmoved = (moment: Moment, before: Moment): boolean =>
  moment === before ? isMoment(moment) : Math.abs(msBetween(before, moment)) < ONE_MOMENT;

/** Whether two texts are the same moment, such as `Z` and `+00:00`. True if one of them does not say. */
function isSameMoment(a: Moment, b: Moment): boolean {
  if (a === b) return true;
  const [first, second] = [msOf(a), msOf(b)];
  return !(Math.abs(first - second) >= ONE_MOMENT);
}

/** Compares two questions with the same guid. */
type AreAlike = (a: Challenge, b: Challenge) => boolean;

/** Whether each question has a match with its guid in the other list, in any order. Two questions can have one guid. */
function haveMatches(a: readonly Challenge[], b: readonly Challenge[], areAlike: AreAlike) {
  if (a.length !== b.length) return false;
  const rest = new Map<string, Challenge[]>();
  for (const one of b) rest.set(one.guid, []);
  for (const one of b) rest.get(one.guid)?.push(one);
  return a.every((one) => {
    const others = rest.get(one.guid) ?? [];
    const at = others.findIndex((other) => areAlike(one, other));
    return at >= 0 && others.splice(at, 1).length > 0;
  });
}

/** Whether two lists of questions have the same guids, each as often, in any order. */
export const areSameQuestions = (a: readonly Challenge[], b: readonly Challenge[]): boolean =>
  haveMatches(a, b, () => true);

/** Whether two lists have equal questions, in any order: guid, label, type, picture and options. */
export const areEqualQuestions = (a: readonly Challenge[], b: readonly Challenge[]): boolean =>
  haveMatches(a, b, isEqualQuestion);

const isEqualQuestion = (a: Challenge, b: Challenge): boolean =>
  a.label === b.label &&
  a.type === b.type &&
  a.imageData === b.imageData &&
  a.options.length === b.options.length &&
  a.options.every((option, index) => isEqualOption(option, b.options[index] as ChallengeOption));

const isEqualOption = (a: ChallengeOption, b: ChallengeOption): boolean =>
  a.label === b.label && a.value === b.value && a.guid === b.guid && a.dataUri === b.dataUri;

/**
 * Whether MX shows the same as before. A flag or a stamp that one of the two readings leaves out makes no difference, because
 * replicas omit them. Questions are compared by their guids.
 */
export const isSame = (reading: Reading, before: Reading | null): boolean =>
  before !== null &&
  reading.connectionStatus === before.connectionStatus &&
  (reading.isBeingAggregated ?? before.isBeingAggregated) ===
    (before.isBeingAggregated ?? reading.isBeingAggregated) &&
  isSameMoment(reading.aggregatedAt, before.aggregatedAt) &&
  isSameMoment(reading.successfullyAggregatedAt, before.successfullyAggregatedAt) &&
  (reading.errorCode ?? null) === (before.errorCode ?? null) &&
  areSameQuestions(reading.challenges, before.challenges);
