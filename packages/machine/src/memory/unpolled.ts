import type { MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';

/** The next `awaiting`: whether MX was not polled since a start, an answer or a restore. */
export function awaitingAfter(
  { awaiting }: MemberContext,
  happening: Happening,
): MemberContext['awaiting'] {
  switch (happening.type) {
    case 'started':
    case 'answering':
    case 'submitted':
    case 'submitFailed':
      return 'command';
    case 'refused':
      return 'none';
    case 'read': {
      // Our start follows.
      if (happening.judgement.verdict.type === 'start') return 'command';
      // After a restore the open question may already be answered. An inconclusive reading does not tell.
      const isTold = happening.judgement.verdict.type !== 'inconclusive';
      return awaiting === 'recovery' && !isTold ? 'recovery' : 'none';
    }
    default:
      return awaiting;
  }
}
