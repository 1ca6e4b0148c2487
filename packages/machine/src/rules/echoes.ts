import type { MemberContext } from '../data/types.ts';

/** Questions that are shown although MX accepted their answers, by a lagging replica or because MX asks them again. */

/** How long old readings and echoes are ignored, in ms. The next one after that is trusted. */
export const IGNORED_FOR = 9_000;

/**
 * An echo that returns this often, each time after something else, is trusted. A single lagging replica is met less
 * often, even around an outage. With the default pace the echoes are at least 9 s apart.
 */
export const MOST_RETURNS = 4;

/**
 * How often questions have returned since MX accepted the answers, including the current reading. 0 if MX may not have
 * the answers.
 */
export function returnsOf({ challenges, refusals, reading }: MemberContext): number {
  if (challenges.length > 0) return 0;
  return reading?.connectionStatus === 'CHALLENGED' ? refusals : refusals + 1;
}
