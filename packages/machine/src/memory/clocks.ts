import type { Fault, MemberContext, ObservedTime } from '../data/types.ts';
import { timesInARow } from '../mx/faults.ts';
import { observedGap } from '../rules/timing.ts';
import type { Happening } from './happening.ts';
import { mayHaveArrived } from './submit.ts';

/** The clocks, and the failed calls in a row. */
export type Clocks = Pick<
  MemberContext,
  'since' | 'lastStampAt' | 'observed' | 'fault' | 'failures'
>;

/** No time has passed. */
export const NO_TIME: ObservedTime = Object.freeze({ phase: 0, outage: 0, total: 0 });

/** MX took a start or answers of ours: every limit begins again. */
const restarted = (at: number): Clocks => ({
  since: at,
  lastStampAt: at,
  observed: NO_TIME,
  fault: null,
  failures: 0,
});

/** A call has ended. An outage ends with a successful call, unless our start is still due. */
function stamped(
  before: MemberContext,
  at: number,
  fault: Fault | null,
  isStartDue: boolean,
): Clocks {
  const { observed, since } = before;
  const gap = observedGap(before, at);
  const isOut = fault !== null || isStartDue;
  // A gap that begins or ends with a failed call, or began before the phase did, counts against no phase.
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

/** Our start is still to be made, or it is not known whether it was. */
const isStillDue = (pendingStart: MemberContext['pendingStart']): boolean =>
  pendingStart === 'due' || pendingStart === 'unsure';

/** A fault as it is kept: one that stands in a row with others says how many. */
function counted(fault: Fault, { fault: before }: MemberContext): Fault {
  const times = fault.code === 'badReturn' ? timesInARow(fault, before) : 1;
  return times > 1 ? { ...fault, times } : fault;
}

/** What a happening makes of the clocks. */
export function clocksAfter(
  before: MemberContext,
  happening: Happening,
  pendingStart: MemberContext['pendingStart'],
): Clocks {
  const isStartDue = isStillDue(before.pendingStart) && isStillDue(pendingStart);
  switch (happening.type) {
    case 'started':
    case 'submitted':
      return restarted(happening.reading.at);
    case 'read':
      return stamped(before, happening.reading.at, null, isStartDue);
    case 'conflict':
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
      // The next poll comes as after a command, so this failure adds nothing to the back-off.
      return { ...stamped(before, fault.at, kept, isStartDue), failures: before.failures };
    }
    // When the user has answered is known with the next stamp.
    case 'answering':
      return { ...before, since: null, observed: { ...before.observed, phase: 0 } };
  }
}
