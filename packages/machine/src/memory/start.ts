import type { FaultCode, MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';

/** Faults with which MX has certainly not taken a start. After any other it may have. */
const NOT_TAKEN: readonly FaultCode[] = ['rateLimited', 'notFound', 'notSent', 'signedOut'];

/** `pendingStart`: whether our start is still to be made. */
export function pendingStartAfter(
  { pendingStart }: MemberContext,
  happening: Happening,
): MemberContext['pendingStart'] {
  switch (happening.type) {
    case 'started':
      return 'none';
    case 'conflict':
      return 'otherJob';
    case 'startFailed': {
      const isNotTaken = happening.fault !== null && NOT_TAKEN.includes(happening.fault.code);
      return isNotTaken ? 'due' : 'unsure';
    }
    case 'read': {
      const { verdict, showsJob } = happening.judgement;
      if (verdict.type === 'start') return 'due';
      if (!showsJob) return pendingStart;
      // The start whose reply was lost had arrived; a start that MX has not taken waits for the job that is shown.
      if (pendingStart === 'unsure') return 'found';
      return pendingStart === 'due' ? 'otherJob' : pendingStart;
    }
    default:
      return pendingStart;
  }
}
