import type { MemberId, Step } from '@mx-member/machine/step';
import { lasting, type StepTracer, type TraceCause, tellStep } from '@mx-member/machine/trace';

/**
 * What happened to each member, in the sentences of a trace, so that support can say why it failed. A story belongs to the object that
 * names the member in its records: each step of a lifecycle passes that object on, and with the last record the story is gone.
 */

/** What happened in the last lifecycles of a member, the oldest first. */
export type Story = readonly {
  /** What happened, and what the machine did then. */
  readonly steps: readonly {
    /** When, by the clock of the host, in ms since 1970. */
    readonly at: number;
    /** Sentences without guids, texts of the bank and answers. */
    readonly text: string;
    /** How often the same happened in a row. */
    readonly times: number;
  }[];
  /** How many steps were left out after the first ones, because the story was too long. */
  readonly omitted: number;
}[];

/** How many lifecycles are kept. */
const LIFECYCLES = 2;
/** The longest story of one lifecycle, in characters, and what a step takes besides its text. */
const LONGEST = 8_000;
const BESIDES = 44;
/** How many steps of the beginning are never left out. */
const FIRST = 6;
/** How many texts are remembered, so that the same text of many members is in memory once. */
const MAX_TEXTS = 2_000;

const stories = new WeakMap<MemberId, Story>();
const texts = new Map<string, string>();

function interned(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < MAX_TEXTS) texts.set(text, text);
  return text;
}

const sizeOf = (steps: Story[number]['steps']): number =>
  steps.reduce((size, { text }) => size + text.length + BESIDES, 0);

/** A lifecycle with one more step. */
function withStep({ steps, omitted }: Story[number], at: number, text: string): Story[number] {
  const last = steps.at(-1);
  if (last?.text === text)
    return { steps: steps.with(-1, { ...last, times: last.times + 1 }), omitted };
  const all = [...steps, { at: Math.round(at), text, times: 1 }];
  let left = omitted;
  for (; sizeOf(all) > LONGEST && all.length > FIRST + 1; left++) all.splice(FIRST, 1);
  return { steps: all, omitted: left };
}

/** The story before a step: at the beginning of a lifecycle with a new one. */
function storyBefore(cause: TraceCause, member: MemberId): Story {
  if (cause.type !== 'begin') return stories.get(member) ?? [];
  const { after } = cause.input;
  const earlier = (after && stories.get(after.context.member)) ?? [];
  return [...earlier.slice(1 - LIFECYCLES), { steps: [], omitted: 0 }];
}

/** Continues the story of a member with a step. */
export const storyteller: StepTracer = {
  onStep(step: Step, cause: TraceCause, at: number): void {
    const { member } = step.record.context;
    const story = storyBefore(cause, member);
    const text = tellStep(step, cause);
    const last = story.at(-1) ?? { steps: [], omitted: 0 };
    const next = text === '' ? last : withStep(last, at, interned(text));
    stories.set(member, [...story.slice(0, -1), next]);
  },
};

/** The story of a member, by the object of its record. */
export const storyOf = (member: MemberId): Story | undefined => stories.get(member);

/** Gives a member the story that was stored with its record. Anything else is ignored. */
export function restoreStory(member: unknown, story: unknown): void {
  if (typeof member === 'object' && member !== null && Array.isArray(story))
    stories.set(member as MemberId, story as Story);
}

/** As other logs have it: 2026-01-05 12:00:00 UTC. */
const dateOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function lifecycleText({ steps, omitted }: Story[number]): string {
  const since = steps[0]?.at ?? 0;
  return steps
    .flatMap(({ at, text, times }, index) => [
      ...(index === FIRST && omitted > 0 ? [`(${omitted} steps are left out.)`] : []),
      `${index === 0 ? dateOf(at) : `+${lasting(Math.max(0, at - since))}`}: ${text}`,
      ...(times > 1 ? [`The same ${times - 1} times more.`] : []),
    ])
    .join('\n');
}

/** A story as text: a line for each step, and an empty line between two lifecycles. */
export const storyText = (story: Story): string => story.map(lifecycleText).join('\n\n');
