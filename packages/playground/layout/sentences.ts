import type { ChartState, ChartTransition } from './model.ts';

/** What stands in for the machine as a whole, where a transition begins at it. */
export const ANYWHERE = 'any state';

export const nameOf = (id: string): string => id.split('.').slice(1).join(' › ') || ANYWHERE;

/** A transition in a sentence. */
export function aboutTransition(transition: ChartTransition): string {
  const { event, label, source, target, description } = transition;
  const what = event === '' ? `if ${label}` : label;
  const where =
    target === null ? `${nameOf(source)} stays` : `${nameOf(source)} → ${nameOf(target)}`;
  return `${what}: ${where}. ${description}`.trim();
}

/** A state in a sentence. */
export function aboutState({ id, kind, isInitial, description }: ChartState): string {
  const marks = [
    ...(isInitial ? ['the beginning'] : []),
    ...(kind === 'final' ? ['a final state'] : []),
  ];
  return `${nameOf(id)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}: ${description}`;
}

/** The first part of a description, for a box with little room: up to its first full stop or semicolon. */
export const shortOf = (description: string): string => description.split(/[.;]/)[0] ?? '';
