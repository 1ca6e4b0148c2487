import { isWorthKeeping, mustCommitFirst } from '@mx-member/machine/hosting';
import type { MemberRecord, Step } from '@mx-member/machine/step';

/** When to commit the record of a step. Pure functions. */

/**
 * `durably`: now, and it survives a power failure. `soon`: now, together with other changes. `later`: when the
 * committed record has become old.
 */
export type Urgency = 'durably' | 'soon' | 'later';

/** What caused a step: a user's event, the member's turn in the loop, or anything else. */
export type Cause = 'user' | 'turn' | 'other';

/**
 * How urgent the commit of a step is. A user's events, starts and answers must survive a power failure. An outcome is
 * shown and reported after it was committed. A power failure within the next seconds can undo it like a poll. Then MX
 * is polled again, and `onEnded` is called again.
 */
export function urgencyOf(before: MemberRecord, { record, effects }: Step, cause: Cause): Urgency {
  if (cause === 'user' || effects.some(mustCommitFirst)) return 'durably';
  return isWorthKeeping(before, record) ? 'soon' : 'later';
}
