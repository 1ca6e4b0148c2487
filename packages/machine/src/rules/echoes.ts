import type { MemberContext } from '../data/types.ts';

/** Questions that are shown although MX took their answers: by a replica that lags behind, or because MX asks them again. */

/** How long old readings and echoes are ignored, in ms; the next one is trusted. */
export const IGNORED_FOR = 9_000;

/**
 * An echo that comes back so often, each time after something else, is trusted. One replica that lags behind is met less often,
 * also before and after an outage. With the default pace the echoes are 9 s apart, or more.
 */
export const MOST_RETURNS = 4;

/** How often questions have come back since MX took the answers, once a reading shows them; 0 where MX may not have the answers. */
export function returnsOf({ challenges, refusals, reading }: MemberContext): number {
  if (challenges.length > 0) return 0;
  return reading?.connectionStatus === 'CHALLENGED' ? refusals : refusals + 1;
}
