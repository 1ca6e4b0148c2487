import {
  type Evidence,
  type MemberContext,
  type PendingStart,
  PROGRESS,
  type Progress,
  type StampedReading,
} from '../data/types.ts';
import { baselineOf, baselineOfStart, withCodeOf } from '../rules/baseline.ts';
import { evidenceAt } from '../rules/whose.ts';
import type { Happening } from './happening.ts';

/** What MX has shown of the member, before and since our job. */
export type Shown = Pick<
  MemberContext,
  'reading' | 'baseline' | 'flagSeen' | 'progress' | 'evidence'
>;

/** The later of two steps of a job. A job never goes back. */
function later({ progress: last }: MemberContext, { progress }: StampedReading): Progress | null {
  if (progress === undefined) return last;
  if (last === null) return progress;
  return PROGRESS.indexOf(progress) > PROGRESS.indexOf(last) ? progress : last;
}

/** A job was shown at work. MX names it in some replies only. The first name stays, so that another one is noticed. */
const seenAt = ({ evidence }: MemberContext, { at, jobGuid }: StampedReading): Evidence => ({
  ...(jobGuid !== undefined && { jobGuid }),
  ...evidence,
  of: 'seen',
  at,
});

/** Whether the job that MX shows is not ours, because our start is still to be made. */
const isOfAnother = (pendingStart: PendingStart): boolean =>
  pendingStart === 'due' || pendingStart === 'otherJob';

/** What MX has shown, after a happening. */
export function shownAfter(
  before: MemberContext,
  happening: Happening,
  pendingStart: PendingStart,
): Shown {
  switch (happening.type) {
    // The reply shows the member's state before the job (A-AGG), and whether a job runs.
    case 'started': {
      const { reading } = happening;
      const of = reading.isBeingAggregated === true ? 'reply' : 'start';
      const baseline = baselineOfStart(reading, before.baseline ?? {});
      return { ...before, reading, baseline, evidence: { of, at: reading.at } };
    }
    // MX has said that a job is at work.
    case 'conflict':
      return { ...before, evidence: { of: 'seen', at: happening.fault.at } };
    // What MX shows now is from before the user comes back.
    case 'away':
      return { ...before, evidence: { of: 'start', at: happening.fault.at } };
    case 'submitted': {
      const { reading } = happening;
      const evidence = seenAt(before, reading);
      const progress = isOfAnother(pendingStart) ? before.progress : later(before, reading);
      return { ...before, reading, evidence, progress };
    }
    case 'read':
      return shownByPoll(before, happening, pendingStart);
    default:
      return before;
  }
}

function shownByPoll(
  before: MemberContext,
  happening: Extract<Happening, { readonly type: 'read' }>,
  pendingStart: PendingStart,
): Shown {
  const { reading, judgement } = happening;
  const { verdict, trust, baseline: known } = judgement;
  const evidence = evidenceAfter(before, happening);
  if (trust === 'ignored') return { ...before, evidence };
  if (trust === 'early') return { ...before, evidence, baseline: withCodeOf(known, reading) };
  const flagSeen = before.flagSeen || reading.isBeingAggregated !== null;
  // Our job begins after this reading, so later readings are compared with it.
  if (verdict.type === 'start') {
    const baseline = withCodeOf(baselineOf(reading), before.baseline ?? {});
    return { ...before, reading, baseline, flagSeen, evidence: null };
  }
  const isOurs = isAtWork(happening) && !isOfAnother(pendingStart);
  const progress = isOurs ? later(before, reading) : before.progress;
  return { reading, baseline: known, flagSeen, progress, evidence };
}

/** Whether a poll shows our job at work. */
const isAtWork = ({ reading, judgement }: Extract<Happening, { readonly type: 'read' }>): boolean =>
  (reading.isBeingAggregated === true || judgement.verdict.type === 'challenged') &&
  judgement.trust !== 'ignored' &&
  judgement.trust !== 'early' &&
  judgement.trust !== 'old';

/** The evidence after a poll. */
function evidenceAfter(
  before: MemberContext,
  happening: Extract<Happening, { readonly type: 'read' }>,
): Evidence | null {
  const { reading, judgement } = happening;
  if (judgement.trust === 'old') return null;
  const known = isAtWork(happening) ? seenAt(before, reading) : evidenceAt(before, reading);
  if (known === null || known.aggregatedAt !== undefined || !judgement.since.hasBegun) return known;
  // A later moment is a text.
  return { ...known, aggregatedAt: reading.aggregatedAt as string };
}
