import type { Finding, MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';

/** `finding`: what a second poll has to confirm. */
export const findingAfter = (happening: Happening): Finding | null =>
  'judgement' in happening ? happening.judgement.finding : null;

/** `ignoredSince`: when the first of the old readings in a row arrived. */
export function ignoredSinceAfter(
  { ignoredSince }: MemberContext,
  happening: Happening,
): number | null {
  switch (happening.type) {
    case 'started':
    case 'answering':
    case 'submitted':
      return null;
    case 'read': {
      const { at } = happening.reading;
      // The clock may have been set back.
      return happening.judgement.trust === 'ignored' ? Math.min(ignoredSince ?? at, at) : null;
    }
    default:
      return ignoredSince;
  }
}
