import type { AttemptInput, ConnectionView } from '../types.ts';

/** Whether the person must log in on the bank's own page before another attempt makes sense. */
export function needsBank({ member }: ConnectionView, { oauth }: AttemptInput): boolean {
  if (!oauth || !member) return false;
  const { needs, outcome } = member;
  if (outcome?.outcome !== 'failed') return needs === 'authorization';
  return ['credentials', 'accessDenied', 'abandoned'].includes(outcome.reason);
}

/** Whether the person must enter credentials again. */
export const needsLogin = ({ member }: ConnectionView, { oauth }: AttemptInput): boolean =>
  !oauth &&
  member?.outcome?.outcome === 'failed' &&
  member.outcome.nextStep === 'updateCredentials';
