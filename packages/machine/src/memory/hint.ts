import type { MemberContext } from '../data/types.ts';
import { isUnconfirmed } from '../rules/findings.ts';
import type { Happening } from './happening.ts';

/** `hint`: a webhook, or another sign that something has changed. A new phase begins without one. */
export function hintAfter({ hint }: MemberContext, { type }: Happening): MemberContext['hint'] {
  return type === 'started' || type === 'answering' || type === 'submitted' ? 'none' : hint;
}

/** A hint during a poll may have come too late for this poll. */
export const keepHint = (before: MemberContext): MemberContext => ({ ...before, hint: 'pending' });

/** A hint begins a poll. */
export const spendHint = (before: MemberContext): MemberContext => ({ ...before, hint: 'spent' });

/** The wait has passed. A confirming poll was due anyway, so a hint is accepted in it and after it. */
export const spendKeptHint = (before: MemberContext): MemberContext => ({
  ...before,
  hint: before.hint === 'pending' && !isUnconfirmed(before) ? 'spent' : 'none',
});
