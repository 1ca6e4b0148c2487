import { pick } from '../data/schema.ts';
import { BASELINE } from '../data/shapes.ts';
import type { Baseline, StampedReading } from '../data/types.ts';
import { isMoment } from '../mx/readings.ts';
import { isBeforeAnyJob } from '../mx/statuses.ts';

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
  const { connectionStatus } = reading;
  const hasRun = connectionStatus !== undefined && !isBeforeAnyJob(connectionStatus);
  const hasSucceeded = connectionStatus === 'CONNECTED' || (hasRun && aggregatedAt === null);
  return {
    ...rest,
    ...(isBeingAggregated === true && { isBeingAggregated }),
    ...(isKnown(aggregatedAt, hasRun) && { aggregatedAt }),
    ...(isKnown(successfullyAggregatedAt, hasSucceeded) && { successfullyAggregatedAt }),
  } as Baseline;
}

/**
 * Completes the baseline with a reading. If the baseline has no status, the first reading fills in what is missing. The
 * `aggregated_at` of a job at work is the job's own, so it says nothing about before. PENDING replaces the status: whatever
 * follows it comes after the user's return.
 */
export function completedBaseline(known: Baseline | null, reading: StampedReading): Baseline {
  if (known?.connectionStatus !== undefined) {
    const { connectionStatus } = reading;
    const isNew = connectionStatus === 'PENDING' && known.connectionStatus !== connectionStatus;
    return isNew ? { ...known, connectionStatus } : known;
  }
  const { aggregatedAt, ...others } = baselineOf(reading);
  const isOfJobAtWork = aggregatedAt === undefined || reading.isBeingAggregated === true;
  return { ...others, ...(!isOfJobAtWork && { aggregatedAt }), ...known };
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
const firstMoment = (
  field: 'aggregatedAt' | 'successfullyAggregatedAt',
  ...baselines: readonly Baseline[]
): Baseline => {
  const said = baselines.find((baseline) => isMoment(baseline[field]));
  return said === undefined ? {} : { [field]: said[field] };
};

/**
 * How the member was before our job, from the reply to the start. What was known before the start stays where the reply leaves
 * it out. If the reply shows a job at work, its status and its `aggregated_at` can be the job's own, so they do not replace
 * what was known.
 */
export function baselineOfStart(reading: StampedReading, earlier: Baseline): Baseline {
  const shown = baselineOf(reading);
  const [first, second] = reading.isBeingAggregated === true ? [earlier, shown] : [shown, earlier];
  const [status, other] = first.connectionStatus === undefined ? [second, first] : [first, second];
  const { connectionStatus, errorCode } = withCodeOf(status, other);
  return {
    ...(connectionStatus !== undefined && { connectionStatus }),
    ...(errorCode !== undefined && { errorCode }),
    ...firstMoment('aggregatedAt', first, second),
    ...firstMoment('successfullyAggregatedAt', shown, earlier),
  };
}
