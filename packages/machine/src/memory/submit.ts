import type { Fault, FaultCode, MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';
import { isRoundPast } from './round.ts';

/** Faults after which MX certainly does not have the answers. */
const NOT_ARRIVED: readonly FaultCode[] = ['notSent', 'signedOut', 'unauthorized', 'forbidden'];

/** Whether answers may have reached MX although their call failed. */
export const mayHaveArrived = ({ code }: Fault): boolean => !NOT_ARRIVED.includes(code);

/** The next `lastSubmit`: why the last answers did not arrive. */
export function lastSubmitAfter(
  before: MemberContext,
  happening: Happening,
): MemberContext['lastSubmit'] {
  switch (happening.type) {
    case 'started':
    case 'answering':
    case 'submitted':
      return null;
    case 'submitFailed':
      return mayHaveArrived(happening.fault) ? 'lost' : 'notSent';
    case 'read': {
      const { type } = happening.judgement.verdict;
      // Somebody else has answered, so the result of our answers no longer matters.
      const isElsewhere = type === 'running' && before.phase === 'challenged';
      return type === 'start' || isElsewhere || isRoundPast(before, happening)
        ? null
        : before.lastSubmit;
    }
    default:
      return before.lastSubmit;
  }
}
