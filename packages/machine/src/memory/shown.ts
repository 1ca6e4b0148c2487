import { pick } from '../data/schema.ts';
import { BASELINE } from '../data/shapes.ts';
import type { Baseline, MemberContext, StampedReading } from '../data/types.ts';
import { isBeforeAnyJob } from '../mx/statuses.ts';
import type { Happening } from './happening.ts';

/** What MX has shown of the member, before and since our job. */
export type Shown = Pick<MemberContext, 'reading' | 'baseline' | 'flagSeen' | 'seenRunning'>;

/**
 * The part of a reading that later readings are compared with. A time stamp that says "never" beside a status that a member has
 * only after a job says nothing: replicas leave stamps out so.
 */
export function baselineOf(reading: Baseline): Baseline {
  const { aggregatedAt, successfullyAggregatedAt, ...rest } = pick(BASELINE, reading) as Baseline;
  const isKnown = (stamp: string | null | undefined, hasHappened: boolean) =>
    stamp !== undefined && !(stamp === null && hasHappened);
  const { connectionStatus } = reading;
  const hasRun = connectionStatus !== undefined && !isBeforeAnyJob(connectionStatus);
  const hasSucceeded = connectionStatus === 'CONNECTED' || (hasRun && aggregatedAt === null);
  return {
    ...rest,
    ...(isKnown(aggregatedAt, hasRun) && { aggregatedAt }),
    ...(isKnown(successfullyAggregatedAt, hasSucceeded) && { successfullyAggregatedAt }),
  } as Baseline;
}

/** The baseline as a poll completes it: if it has no status, the first reading fills in what is missing. */
export function completedBaseline(
  { baseline, pendingStart }: MemberContext,
  reading: StampedReading,
): Baseline | null {
  if (pendingStart === 'due' || baseline?.connectionStatus !== undefined) return baseline;
  return { ...baselineOf(reading), ...baseline };
}

const hasFlag = ({ isBeingAggregated }: StampedReading): boolean => isBeingAggregated !== null;

/** What a happening makes of it. */
export function shownAfter(before: MemberContext, happening: Happening): Shown {
  switch (happening.type) {
    // The reply shows the member as it was before (A-AGG), and whether a job runs.
    case 'started':
      return shownByStart(before, happening.reading, happening.reading.isBeingAggregated === true);
    case 'submitted': {
      const { reading } = happening;
      return { ...before, reading, flagSeen: before.flagSeen || hasFlag(reading) };
    }
    case 'read':
      return shownByPoll(before, happening);
    default:
      return before;
  }
}

/** Our job begins after this reading, so later readings are compared with it. */
const shownByStart = (
  before: MemberContext,
  reading: StampedReading,
  seenRunning: boolean,
): Shown => ({
  reading,
  baseline: baselineOf(reading),
  flagSeen: before.flagSeen || hasFlag(reading),
  seenRunning,
});

function shownByPoll(
  before: MemberContext,
  { reading, judgement, baseline }: Extract<Happening, { readonly type: 'read' }>,
): Shown {
  const { verdict, trust } = judgement;
  if (trust === 'ignored') return before;
  if (verdict.type === 'start') return shownByStart(before, reading, false);
  const isAlive = reading.isBeingAggregated === true || verdict.type === 'challenged';
  return {
    reading,
    baseline,
    flagSeen: before.flagSeen || hasFlag(reading),
    seenRunning: trust !== 'old' && (before.seenRunning || isAlive),
  };
}
