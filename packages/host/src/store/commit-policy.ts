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

/** Users wait for their own acts and for outcomes, so these survive a power failure. Polls are made again. */
export function urgencyOf(before: MemberRecord, { record, effects }: Step, cause: Cause): Urgency {
  const isEnd = effects.some(({ type }) => type === 'ended');
  if (cause === 'user' || isEnd || effects.some(mustCommitFirst)) return 'durably';
  return isWorthKeeping(before, record) ? 'soon' : 'later';
}
