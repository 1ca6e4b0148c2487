import { isWorthKeeping, mustCommitFirst } from '@mx-member/machine/hosting';
import type { MemberRecord, Step } from '@mx-member/machine/step';

/** When the record of a step is committed. Pure. */

/**
 * `durably`: now, and it survives a power failure. `soon`: now, together with other changes. `later`: when the kept record has
 * become old.
 */
export type Urgency = 'durably' | 'soon' | 'later';

/** Why a step is made: a user's event, the member's turn in the loop, or anything else. */
export type Cause = 'user' | 'turn' | 'other';

/**
 * What a user did, a start and answers survive a power failure. An outcome is shown and reported once it is kept. A power failure
 * within the next seconds can take it back like a poll: after it MX is polled again, and `onEnded` is called again.
 */
export function urgencyOf(before: MemberRecord, { record, effects }: Step, cause: Cause): Urgency {
  if (cause === 'user' || effects.some(mustCommitFirst)) return 'durably';
  return isWorthKeeping(before, record) ? 'soon' : 'later';
}
