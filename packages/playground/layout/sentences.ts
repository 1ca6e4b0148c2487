import type { ChartState, ChartTransition } from './model.ts';

/** The name of the machine as a whole, where a transition begins at it. */
export const ANYWHERE = 'any state';

export const nameOf = (id: string): string => id.split('.').slice(1).join(' › ') || ANYWHERE;

/** A sentence about a transition. */
export function aboutTransition(transition: ChartTransition): string {
  const { event, label, source, target, description } = transition;
  const what = event === '' ? `if ${label}` : label;
  const where =
    target === null ? `${nameOf(source)} stays` : `${nameOf(source)} → ${nameOf(target)}`;
  return `${what}: ${where}. ${description}`.trim();
}

/** A sentence about a state. */
export function aboutState({ id, kind, isInitial, description }: ChartState): string {
  const marks = [...(isInitial ? ['initial'] : []), ...(kind === 'final' ? ['final'] : [])];
  return `${nameOf(id)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}: ${description}`;
}

/** The first part of a description, for a small box: up to its first full stop or semicolon. */
export const shortOf = (description: string): string => description.split(/[.;]/)[0] ?? '';
