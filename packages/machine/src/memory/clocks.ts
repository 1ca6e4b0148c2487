import type { Fault, MemberContext } from '../data/types.ts';
import { timesInARow } from '../mx/faults.ts';
import { observedGap } from '../rules/timing.ts';
import { isKeptBack } from '../rules/whose.ts';
import type { Happening } from './happening.ts';
import { mayHaveArrived } from './submit.ts';

/** The clocks, and the number of failed calls in a row. */
export type Clocks = Pick<
  MemberContext,
  'since' | 'lastStampAt' | 'observed' | 'fault' | 'failures'
>;

/** No time has passed. */
export const NO_TIME: MemberContext['observed'] = Object.freeze({ phase: 0, outage: 0, total: 0 });

/** MX accepted our start or answers, so every limit begins again. */
const restarted = (at: number): Clocks => ({
  since: at,
  lastStampAt: at,
  observed: NO_TIME,
  fault: null,
  failures: 0,
});

/** Updates the clocks after a call. A successful call ends an outage, unless our start is still due. */
function stamped(
  before: MemberContext,
  at: number,
  fault: Fault | null,
  isStartDue: boolean,
): Clocks {
  const { observed, since } = before;
  const gap = observedGap(before, at);
  const isOut = fault !== null || isStartDue;
  // A gap counts towards the phase only if it lies within the phase, and both of its calls succeeded.
  const isOfPhase = !isOut && before.fault === null && since !== null;
  return {
    since: since ?? at,
    lastStampAt: at,
    observed: {
      phase: observed.phase + (isOfPhase ? gap : 0),
      outage: isOut ? observed.outage + gap : 0,
      total: observed.total + gap,
    },
    fault: isOut ? (fault ?? before.fault) : null,
    failures: isOut ? before.failures + (fault ? 1 : 0) : 0,
  };
}

/** Whether our start is still to be sent, or may not have arrived. */
const isStillDue = (pendingStart: MemberContext['pendingStart']): boolean =>
  pendingStart === 'due' || pendingStart === 'unsure';

/** Whether a poll shows no job, although our start was refused for one. */
const isRefusedForNothing = (before: MemberContext, happening: Happening): boolean =>
  isKeptBack(before) &&
  happening.type === 'read' &&
  ['start', 'inconclusive', 'failed'].includes(happening.judgement.verdict.type);

/** Adds how often the same fault has happened in a row. */
function counted(fault: Fault, { fault: before }: MemberContext): Fault {
  const times = fault.code === 'badReturn' ? timesInARow(fault, before) : 1;
  return times > 1 ? { ...fault, times } : fault;
}

/** The clocks after a happening. */
export function clocksAfter(
  before: MemberContext,
  happening: Happening,
  pendingStart: MemberContext['pendingStart'],
): Clocks {
  const isStartDue =
    (isStillDue(before.pendingStart) && isStillDue(pendingStart)) ||
    isRefusedForNothing(before, happening);
  switch (happening.type) {
    case 'started':
    case 'submitted':
      return restarted(happening.reading.at);
    case 'read':
      return stamped(before, happening.reading.at, null, isStartDue);
    case 'conflict': {
      const { fault } = happening;
      // The other job has ended, and MX refuses the start again. The next one must not follow as soon.
      const isAgain = before.pendingStart === 'otherJob';
      return stamped(before, fault.at, isAgain ? fault : null, isStartDue);
    }
    case 'away':
    case 'refused':
      return stamped(before, happening.fault.at, null, isStartDue);
    case 'startFailed':
    case 'failed': {
      const { fault } = happening;
      return fault ? stamped(before, fault.at, counted(fault, before), isStartDue) : before;
    }
    case 'submitFailed': {
      const { fault } = happening;
      const kept: Fault = mayHaveArrived(fault) ? { ...fault, code: 'lost' } : fault;
      // The next poll is scheduled as after a command, so this failure does not add to the back-off.
      return { ...stamped(before, fault.at, kept, isStartDue), failures: before.failures };
    }
    // The time of the answer is known at the next stamp.
    case 'answering':
      return { ...before, since: null, observed: { ...before.observed, phase: 0 } };
  }
}
