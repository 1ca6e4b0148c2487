import type { MemberContext } from '../data/types.ts';
import { untilConfirming } from '../rules/timing.ts';
import type { Happening } from './happening.ts';

/** The next `hint`: whether a webhook, or another sign of a change, has arrived. A new phase begins without one. */
export function hintAfter({ hint }: MemberContext, { type }: Happening): MemberContext['hint'] {
  switch (type) {
    case 'started':
    case 'conflict':
    case 'answering':
    case 'submitted':
      return 'none';
    default:
      return hint;
  }
}

/** A hint during a poll can be too late for this poll. */
export const keepHint = (before: MemberContext): MemberContext => ({ ...before, hint: 'pending' });

/** A hint begins a poll. */
export const spendHint = (before: MemberContext): MemberContext => ({ ...before, hint: 'spent' });

/** The wait has passed. A confirming poll was due anyway, so hints are still accepted during and after it. */
export const spendKeptHint = (before: MemberContext): MemberContext => ({
  ...before,
  hint: before.hint === 'pending' && untilConfirming(before) <= 0 ? 'spent' : 'none',
});
