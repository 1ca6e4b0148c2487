import type { Fault, MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';
import { isRoundPast } from './round.ts';

/** Whether answers may have reached MX although their call failed. */
export const mayHaveArrived = ({ code }: Fault): boolean =>
  code !== 'notSent' && code !== 'signedOut';

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
