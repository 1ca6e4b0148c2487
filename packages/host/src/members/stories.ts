import type { MemberId, Step } from '@mx-member/machine/step';
import {
  type KeptStory,
  type StepTracer,
  type TraceCause,
  toKeptStory,
  withStep,
} from '@mx-member/machine/trace';

/**
 * The story of each member. It belongs to the object that names the member in its records: each step of a lifecycle passes that
 * object on, and with the last record the story is gone.
 */

/** How many texts are remembered, so that the same text of many members is in memory once. */
const MAX_TEXTS = 2_000;

const stories = new WeakMap<MemberId, KeptStory>();
const texts = new Map<string, string>();

function interned(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < MAX_TEXTS) texts.set(text, text);
  return text;
}

const isRoutine = ({ effects }: Step, cause: TraceCause): boolean =>
  cause.type === 'event' &&
  cause.event.type === 'elapsed' &&
  effects.every(({ type }) => type === 'readStatus');

/** Continues the story of a member with a step. */
export const storyteller: StepTracer = {
  onStep(step: Step, cause: TraceCause, at: number): void {
    // The end of a wait that leads to a poll tells nothing. It is half of all steps.
    if (isRoutine(step, cause)) return;
    const { member } = step.record.context;
    const before = cause.type === 'begin' ? cause.input.after?.context.member : member;
    const story = (before && keptStory(before)) ?? [];
    const next = withStep(story, step, cause, at, interned);
    if (next !== story || before !== member) stories.set(member, next);
  },
};

/** The story of a member, by the object of its record. */
export const keptStory = (member: MemberId): KeptStory | undefined => stories.get(member);

/** Gives a member the story that was stored with its record. Anything else is ignored. */
export function restoreStory(member: unknown, story: unknown): void {
  if (typeof member !== 'object' || member === null) return;
  const shared = toKeptStory(story).map((entry) =>
    typeof entry === 'string' ? interned(entry) : entry,
  );
  stories.set(member as MemberId, shared);
}
