import { nextPace, type Pace } from '@mx-member/http/limits';

/** How turns are granted. Pure functions. */

/** The maximum number of turns that are granted at once. */
export const MAX_TURNS = 50;

/**
 * How long a request may wait, in ms: while its user waits, and otherwise. Requests that would wait longer are
 * deferred.
 */
const MAX_WAIT = { urgent: 10_000, normal: 1_000 } as const;
export type TurnUrgency = keyof typeof MAX_WAIT;

/** Granted turns. */
export interface Reserved {
  /** How long each granted request waits for its turn, in ms. */
  readonly waits: readonly number[];
  /** When a request without a turn may ask again, in ms. */
  readonly retryAfter: number;
}

/**
 * Grants turns at the rate that MX accepts.
 *
 * @param now In ms since 1970.
 */
export function reserve(
  before: Pace,
  now: number,
  { count, urgency }: { readonly count: number; readonly urgency: TurnUrgency },
): Reserved & { readonly pace: Pace } {
  const waits: number[] = [];
  let pace = before;
  for (; waits.length < count; ) {
    const wait = Math.max(0, pace.freeAt - now);
    if (wait > MAX_WAIT[urgency]) break;
    waits.push(wait);
    pace = nextPace(pace, { type: 'turn', at: now + wait, isQueued: wait > 0 });
  }
  return { waits, retryAfter: Math.max(0, pace.freeAt - now), pace };
}
