import { pick } from '../data/schema.ts';
import { BASELINE } from '../data/shapes.ts';
import type { Baseline, MemberContext, StampedReading } from '../data/types.ts';
import type { Happening } from './happening.ts';

/** What MX has shown of the member, before and since our job. */
export type Shown = Pick<MemberContext, 'reading' | 'baseline' | 'flagSeen' | 'seenRunning'>;

/** The part of a reading that later readings are compared with. */
export const baselineOf = (reading: Baseline) => pick(BASELINE, reading) as Baseline;

/** The baseline as a poll completes it: if it has no status, the first reading fills in what is missing. */
export function completedBaseline(
  { baseline, pendingStart }: MemberContext,
  reading: StampedReading,
): Baseline | null {
  if (pendingStart === 'due' || baseline?.connectionStatus !== undefined) return baseline;
  return { ...baselineOf(reading), ...baseline };
}

/** What a happening makes of it. */
export function shownAfter(before: MemberContext, happening: Happening): Shown {
  if (!('reading' in happening)) return before;
  const { reading } = happening;
  const flagSeen = before.flagSeen || reading.isBeingAggregated !== null;
  const seenRunning = reading.isBeingAggregated === true;
  switch (happening.type) {
    // The reply shows the member as it was before (A-AGG), and whether a job runs.
    case 'started':
      return { reading, baseline: baselineOf(reading), flagSeen, seenRunning };
    case 'submitted':
      return { reading, baseline: before.baseline, flagSeen, seenRunning: before.seenRunning };
    case 'read':
      return shownBy(before, happening, { flagSeen, seenRunning });
  }
}

/** What a poll makes of it. */
function shownBy(
  before: MemberContext,
  { reading, judgement, baseline }: Extract<Happening, { readonly type: 'read' }>,
  { flagSeen, seenRunning }: Pick<Shown, 'flagSeen' | 'seenRunning'>,
): Shown {
  const { verdict, trust } = judgement;
  if (trust === 'ignored') return before;
  // Our job begins now: this is how the member is before it.
  if (verdict.type === 'start')
    return { reading, baseline: baselineOf(reading), flagSeen, seenRunning: false };
  const isAlive = before.seenRunning || seenRunning || verdict.type === 'challenged';
  return { reading, baseline, flagSeen, seenRunning: isAlive && trust !== 'old' };
}
