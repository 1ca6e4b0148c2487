import type { Fault, MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';
import { isRoundPast } from './round.ts';

/** Whether answers may have reached MX although their call failed. */
export const mayHaveArrived = ({ code }: Fault): boolean =>
  code !== 'notSent' && code !== 'signedOut';

/** `lastSubmit`: how the last answers failed to arrive. */
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
      // Somebody else has answered, so it does not matter any more how our answers fared.
      const isElsewhere = type === 'running' && before.phase === 'challenged';
      return type === 'start' || isElsewhere || isRoundPast(before, happening)
        ? null
        : before.lastSubmit;
    }
    default:
      return before.lastSubmit;
  }
}
