import type { Evidence, MemberContext, StampedReading } from '../data/types.ts';
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
  const { reading, judgement, baseline } = happening;
  const { verdict, trust } = judgement;
  const evidence = evidenceAfter(before, happening);
  if (trust === 'ignored' || trust === 'early') return { ...before, evidence };
  if (verdict.type === 'start') return shownByStart(before, reading, null);
  return { reading, baseline, flagSeen: flagSeenAfter(before, reading), evidence };
}

/** The evidence after a poll. */
function evidenceAfter(
  { evidence, reading: last, baseline, job }: MemberContext,
  { reading, judgement }: Extract<Happening, { readonly type: 'read' }>,
): Evidence | null {
  const { verdict, trust } = judgement;
  const { at } = reading;
  if (trust === 'old') return null;
  const isAtWork = reading.isBeingAggregated === true || verdict.type === 'challenged';
  if (isAtWork && trust !== 'ignored') return { of: 'running', at };
  // The clock may have been set back.
  if (evidence !== null) return { ...evidence, at: Math.min(evidence.at, at) };
  // MX has started a job by itself, after the baseline that the host has given.
  const isFirst = last === null && baseline?.connectionStatus !== undefined;
  return job === null && isFirst ? { of: 'start', at } : null;
}
