import type { FaultCode, MemberContext } from '../data/types.ts';
import { isJobOfBaseline } from '../rules/attribution.ts';
import type { Happening } from './happening.ts';

/** Faults after which MX has certainly not accepted a start. After any other fault it may have. */
const NOT_TAKEN: readonly FaultCode[] = [
  'rateLimited',
  'notFound',
  'notSent',
  'signedOut',
  'unauthorized',
  'badRequest',
  'notAllowed',
];

/** The next `pendingStart`: whether our start is still to be sent. */
export function pendingStartAfter(
  before: MemberContext,
  happening: Happening,
): MemberContext['pendingStart'] {
  const { pendingStart } = before;
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
      const { reading, judgement } = happening;
      const { verdict, showsJob } = judgement;
      if (verdict.type === 'start') return pendingStart === 'otherJob' ? 'otherJob' : 'due';
      // MX accepts no start while the user is at the bank's page.
      if (verdict.type === 'authorizing' && pendingStart !== 'none') return 'otherJob';
      if (!showsJob) return pendingStart;
      // The start whose reply was lost has arrived. A start that MX has not accepted waits for the job that is shown.
      if (pendingStart === 'unsure') return isJobOfBaseline(before, reading) ? 'otherJob' : 'found';
      return pendingStart === 'due' ? 'otherJob' : pendingStart;
    }
    default:
      return pendingStart;
  }
}
