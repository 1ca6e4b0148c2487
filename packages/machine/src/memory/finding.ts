import type { Finding, MemberContext } from '../data/types.ts';
import type { Happening } from './happening.ts';

/** The next `finding`: what a second poll has to confirm. */
export const findingAfter = (happening: Happening): Finding | null =>
  'judgement' in happening ? happening.judgement.finding : null;

/** The next `ignoredSince`: when the first of several ignored readings in a row arrived. */
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
      const { trust } = happening.judgement;
      const isIgnored = trust === 'ignored' || trust === 'echo';
      const { at } = happening.reading;
      // The clock may have been set back.
      return isIgnored ? Math.min(ignoredSince ?? at, at) : null;
    }
    default:
      return ignoredSince;
  }
}
