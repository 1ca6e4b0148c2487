import type { Baseline, Evidence, MemberContext, StampedReading } from '../data/types.ts';
import { isUnmoved } from '../mx/readings.ts';
import { baselineOf } from '../rules/baseline.ts';
import type { Happening } from './happening.ts';

/** What MX has shown of the member, before and since our job. */
export type Shown = Pick<MemberContext, 'reading' | 'baseline' | 'flagSeen' | 'evidence'>;

const flagSeenAfter = (
  { flagSeen }: MemberContext,
  { isBeingAggregated }: StampedReading,
): boolean => flagSeen || isBeingAggregated !== null;

/** What MX has shown, after a happening. */
export function shownAfter(before: MemberContext, happening: Happening): Shown {
  switch (happening.type) {
    // The reply shows the member's state before the job (A-AGG), and whether a job runs.
    case 'started': {
      const { reading } = happening;
      const of = reading.isBeingAggregated === true ? 'running' : 'start';
      return shownByStart(before, reading, { of, at: reading.at });
    }
    case 'submitted': {
      const { reading } = happening;
      const evidence = { of: 'running', at: reading.at } as const;
      return { ...before, reading, evidence, flagSeen: flagSeenAfter(before, reading) };
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
  evidence: Evidence | null,
): Shown => ({
  reading,
  baseline: baselineOf(reading),
  flagSeen: flagSeenAfter(before, reading),
  evidence,
});

function shownByPoll(
  before: MemberContext,
  happening: Extract<Happening, { readonly type: 'read' }>,
): Shown {
  const { reading, judgement, baseline: known } = happening;
  const { verdict, trust } = judgement;
  const evidence = evidenceAfter(before, happening);
  if (trust === 'ignored' || trust === 'early') return { ...before, evidence };
  if (verdict.type === 'start') return shownByStart(before, reading, null);
  const baseline = isAtWork(happening) ? withoutOurStamp(known, reading) : known;
  return { reading, baseline, flagSeen: flagSeenAfter(before, reading), evidence };
}

/** Whether a poll shows our job at work. */
const isAtWork = ({ reading, judgement }: Extract<Happening, { readonly type: 'read' }>): boolean =>
  (reading.isBeingAggregated === true || judgement.verdict.type === 'challenged') &&
  judgement.trust !== 'ignored' &&
  judgement.trust !== 'old';

/**
 * The baseline, after our job was seen at work. If it has the baseline's stamp under another status, the reply to the start
 * already had our job's own stamp, and the stamp of before is not known.
 */
function withoutOurStamp(baseline: Baseline, reading: StampedReading): Baseline {
  const isOurs =
    reading.connectionStatus !== baseline.connectionStatus &&
    isUnmoved(reading.aggregatedAt, baseline.aggregatedAt);
  // Nothing is copied otherwise, because every poll of a job at work comes here.
  if (!isOurs) return baseline;
  const { aggregatedAt, ...others } = baseline;
  return others;
}

/** The evidence after a poll. */
function evidenceAfter(
  { evidence, reading: last, baseline, job }: MemberContext,
  happening: Extract<Happening, { readonly type: 'read' }>,
): Evidence | null {
  const { at } = happening.reading;
  if (happening.judgement.trust === 'old') return null;
  if (isAtWork(happening)) return { of: 'running', at };
  // The clock may have been set back.
  if (evidence !== null) return { ...evidence, at: Math.min(evidence.at, at) };
  // MX has started a job by itself, after the baseline that the host has given.
  const isFirst = last === null && baseline?.connectionStatus !== undefined;
  return job === null && isFirst ? { of: 'start', at } : null;
}
