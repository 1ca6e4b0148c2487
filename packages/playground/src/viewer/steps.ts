import type { Call, Effect, MemberContext, StepEvent } from '@mx-member/machine/step';
import type { MemberStep } from '../member/step.ts';

/** The context of a member in an inspector's message; `null` if it is missing or does not belong to a member. */
export function contextOf(value: unknown): MemberContext | null {
  // Only an actor has the way that a verdict leads.
  const { route: _, ...context } = Object(value) as Partial<MemberContext> & { route?: unknown };
  const { verdict, pendingStart } = context;
  return typeof verdict?.rule === 'string' && typeof pendingStart === 'string'
    ? (context as MemberContext)
    : null;
}

/** An event of an actor as part of a step, with the effects that are known; `null` for events that the log leaves out. */
export function stepEventOf(
  event: { readonly type: string } & Readonly<Record<string, unknown>>,
  { problems, prompt }: MemberContext,
): Pick<MemberStep, 'event' | 'effects'> | null {
  const refused: readonly Effect[] =
    problems.length > 0 ? [{ type: 'answer.refused', prompt, problems }] : [];
  const [, how, call] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event.type) ?? [];
  const about = { call: call as Call, turn: 0 };
  if (how === 'done')
    return { event: { type: 'done', ...about, reading: event.output } as StepEvent, effects: [] };
  if (how === 'error')
    return {
      event: { type: 'error', ...about, fault: event.error } as StepEvent,
      effects: call === 'submitAnswers' ? refused : [],
    };
  if (event.type === 'xstate.init') return { event: { type: 'begin' }, effects: [] };
  if (event.type.startsWith('xstate.')) return null;
  return { event: event as StepEvent, effects: event.type === 'challenge.answer' ? refused : [] };
}
