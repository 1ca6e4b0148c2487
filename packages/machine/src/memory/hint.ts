import type { MemberContext } from '../data/types.ts';
import { untilConfirming } from '../rules/timing.ts';
import type { Happening } from './happening.ts';

/** `hint`: a webhook, or another sign that something has changed. A new phase begins without one. */
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

/** A hint during a poll may have come too late for this poll. */
export const keepHint = (before: MemberContext): MemberContext => ({ ...before, hint: 'pending' });

/** A hint begins a poll. */
export const spendHint = (before: MemberContext): MemberContext => ({ ...before, hint: 'spent' });

/** The wait has passed. If it was for a confirming poll, the poll was due anyway, so a hint is accepted in it and after it. */
export const spendKeptHint = (before: MemberContext): MemberContext => ({
  ...before,
  hint: before.hint === 'pending' && untilConfirming(before) <= 0 ? 'spent' : 'none',
});
