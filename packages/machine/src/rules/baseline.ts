import { pick } from '../data/schema.ts';
import { BASELINE } from '../data/shapes.ts';
import type { Act, Baseline, Reading, StampedReading } from '../data/types.ts';
import { isLater, isMoment, isUnmoved } from '../mx/readings.ts';
import { isBeforeAnyJob } from '../mx/statuses.ts';

/** How the member was before our job, and what MX's time stamps show since. */

/**
 * The part of a reading that later readings are compared with. A time stamp of "never" is ignored if the status is only
 * possible after a job, because replicas omit stamps in this way. The flag says whether a job was at work then.
 */
export function baselineOf(reading: Baseline): Baseline {
  const { aggregatedAt, successfullyAggregatedAt, isBeingAggregated, ...rest } = pick(
    BASELINE,
    reading,
  ) as Baseline;
  const isKnown = (stamp: string | null | undefined, hasHappened: boolean) =>
    stamp !== undefined && !(stamp === null && hasHappened);
  return {
    ...rest,
    ...(isBeingAggregated === true && { isBeingAggregated }),
    ...(isKnown(aggregatedAt, hasRun(reading)) && { aggregatedAt }),
    ...(isKnown(successfullyAggregatedAt, hasSucceeded(reading)) && { successfullyAggregatedAt }),
  } as Baseline;
}

/** Whether a status is only possible after a job. */
const hasRun = ({ connectionStatus }: Baseline): boolean =>
  connectionStatus !== undefined && !isBeforeAnyJob(connectionStatus);

/** Whether a status shows that a job has ended well, whatever the time stamp says. */
const hasSucceeded = (reading: Baseline): boolean =>
  reading.connectionStatus === 'CONNECTED' || (hasRun(reading) && reading.aggregatedAt === null);

/**
 * Whether MX has shown more than this before: a cache or a slow replica. `aggregated_at` is when the latest job started, and
 * `successfully_aggregated_at` when one last ended well (OAS25), so both only grow.
 */
export const isOlder = (reading: Reading, last: Baseline): boolean =>
  isLater(last.aggregatedAt, reading.aggregatedAt) ||
  (isLater(last.successfullyAggregatedAt, reading.successfullyAggregatedAt) &&
    !(reading.successfullyAggregatedAt === null && hasSucceeded(reading)));

type Stamp = 'aggregatedAt' | 'successfullyAggregatedAt';

/** What MX's time stamps show since the baseline. */
export interface Since {
  /** A job has ended well. */
  readonly endedWell: boolean;
  /** A job has begun. */
  readonly hasBegun: boolean;
  /** A job has begun, and the last success is from before it. */
  readonly isInVain: boolean;
  /** `aggregated_at` is known, and still the baseline's. */
  readonly isUnmoved: boolean;
}

export function since(reading: Pick<Baseline, Stamp>, baseline: Pick<Baseline, Stamp>): Since {
  const hasBegun = isLater(reading.aggregatedAt, baseline.aggregatedAt);
  return {
    endedWell: isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt),
    hasBegun,
    isInVain: hasBegun && isLater(reading.aggregatedAt, reading.successfullyAggregatedAt),
    isUnmoved: isUnmoved(reading.aggregatedAt, baseline.aggregatedAt),
  };
}

/**
 * Completes the baseline with a reading. If the baseline has no status, the first reading fills in what is missing. The
 * `aggregated_at` of a job at work is the job's own, so it says nothing about before. PENDING replaces the status: whatever
 * follows it comes after the user's return.
 */
export function completedBaseline(known: Baseline | null, reading: StampedReading): Baseline {
  if (known?.connectionStatus !== undefined) {
    const { connectionStatus } = reading;
    return connectionStatus === 'PENDING' ? { ...known, connectionStatus } : known;
  }
  const shown = baselineOf(reading);
  const { aggregatedAt: _, ...others } = shown;
  return { ...(reading.isBeingAggregated === true ? others : shown), ...known };
}

/** The baseline with the error code that an earlier reading of the same status had. Some replies have no error code. */
export const withCodeOf = (
  baseline: Baseline,
  { connectionStatus, errorCode }: Baseline,
): Baseline =>
  baseline.errorCode === undefined &&
  errorCode !== undefined &&
  baseline.connectionStatus === connectionStatus
    ? { ...baseline, errorCode }
    : baseline;

/** The first of two baselines that says when, or never. */
const firstMoment = (field: Stamp, first: Baseline, second: Baseline): Baseline => {
  const said = [first, second].find((baseline) => isMoment(baseline[field]));
  return said === undefined ? {} : { [field]: said[field] };
};

/** The later of two moments. Stamps only grow, so an earlier reading can know more than a reply of a replica that lags behind. */
const laterMoment = (field: Stamp, reply: Baseline, earlier: Baseline): Baseline =>
  isLater(earlier[field], reply[field])
    ? firstMoment(field, earlier, reply)
    : firstMoment(field, reply, earlier);

/**
 * How the member was before a job, from the reply to the request that has begun it. Each field:
 *
 * - the status, with its error code: as the reply shows it; while a job is at work, as it was known before, because the reply can
 *   have the status of that job;
 * - `aggregated_at`: the later of the two; while a job is at work, the one that was known before, because the reply can have the
 *   stamp of that job;
 * - `successfully_aggregated_at`: the later of the two.
 *
 * What one of the two does not say, the other one does.
 */
export function baselineOfStart(reply: Baseline, earlier: Baseline): Baseline {
  const shown = baselineOf(reply);
  const isAtWork = reply.isBeingAggregated === true;
  const [first, second] = isAtWork ? [earlier, shown] : [shown, earlier];
  const [status, other] = first.connectionStatus === undefined ? [second, first] : [first, second];
  const { connectionStatus, errorCode } = withCodeOf(status, other);
  return {
    ...(connectionStatus !== undefined && { connectionStatus }),
    ...(errorCode !== undefined && { errorCode }),
    ...(isAtWork
      ? firstMoment('aggregatedAt', earlier, shown)
      : laterMoment('aggregatedAt', shown, earlier)),
    ...laterMoment('successfullyAggregatedAt', shown, earlier),
  };
}

/** A member that did not exist before: any job has begun since. */
const BEFORE_CREATION: Baseline = { aggregatedAt: null, successfullyAggregatedAt: null };

/** How long after a reading an act can be for the reading to be the one before it, and after an act a failure of its job, in ms. */
export const ACT_LASTS = 900_000;

/**
 * How the member was before what a person has done. `null` if nobody knows.
 *
 * @param last The last reading of the attempt before. If it is recent, it says what `before` leaves out.
 */
export function baselineOfAct(act: Act, last: StampedReading | null): Baseline | null {
  const { type, reply, at } = act;
  const recent = last && Math.abs(at - last.at) <= ACT_LASTS ? last : null;
  // What a page knows of the reading before can be its status alone.
  const all = act.before ? { ...recent, ...act.before } : recent;
  const before = all && baselineOf(all);
  if (reply && before)
    return {
      ...baselineOfStart(reply, before),
      ...(reply.isBeingAggregated === true && { isBeingAggregated: true }),
    };
  if (reply) return baselineOf(reply);
  if (before) return before;
  return type === 'creation' ? BEFORE_CREATION : null;
}
