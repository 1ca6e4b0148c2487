import type { MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';

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
    case 'read': {
      const { verdict, showsJob } = happening.judgement;
      if (verdict.type === 'start') return 'due';
      // The start whose reply was lost had arrived.
      return pendingStart === 'due' && showsJob ? 'found' : pendingStart;
    }
    default:
      return pendingStart;
  }
}
