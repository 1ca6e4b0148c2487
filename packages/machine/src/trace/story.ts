import type { Step } from '../data/types.ts';
import { lasting, tellStep } from './explain-step.ts';
import type { TraceCause } from './trace-of.ts';

/** What happened to a member, in the sentences of a trace, so that support can say why it failed. */

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

/**
 * A story as a host keeps it, as JSON: its lifecycles in one list, with `null` between them. A lifecycle is when it began, how many
 * steps were left out, and then three entries for each step: its text, how many ms after the beginning it happened, and how often in a
 * row. An object for each step would take three times as much memory.
 */
export type KeptStory = readonly (string | number | null)[];

/** How many lifecycles are kept. */
const LIFECYCLES = 2;
/** The longest story of one lifecycle, in characters, and what a step takes besides its text. */
const LONGEST = 8_000;
const BESIDES = 44;
/** Where the steps begin, and how many entries each has. */
const HEAD = 2;
const EACH = 3;
/** How many steps of the beginning are never left out. */
const FIRST = 6;

function isTooLong(lifecycle: KeptStory): boolean {
  let size = 0;
  for (const entry of lifecycle) size += typeof entry === 'string' ? entry.length + BESIDES : 0;
  return size > LONGEST;
}

/** A lifecycle with one more text. */
function withText(lifecycle: KeptStory, at: number, text: string): KeptStory {
  const [begun, omitted] = [Number(lifecycle[0]), Number(lifecycle[1])];
  // `concat` makes a list without spare room.
  const all = lifecycle.concat([text, Math.round(Math.max(0, at - begun)), 1]);
  let left = omitted;
  for (; isTooLong(all) && all.length > HEAD + EACH * (FIRST + 1); left++)
    all.splice(HEAD + EACH * FIRST, EACH);
  return left === omitted ? all : all.with(1, left);
}

/** The lifecycles of a story, the oldest first. */
function lifecyclesOf(story: KeptStory): readonly KeptStory[] {
  const second = story.indexOf(null);
  if (story.length === 0) return [];
  return second < 0 ? [story] : [story.slice(0, second), ...lifecyclesOf(story.slice(second + 1))];
}

/** `concat` leaves no spare room, which would be 72 bytes of each member. */
const joined = (lifecycles: readonly KeptStory[]): KeptStory =>
  lifecycles.reduce((all, one) => all.concat(null, one));

/**
 * A story with one more step. If the same happens again, as in most polls, only its count in the story rises.
 *
 * @param story What happened before. At the beginning of a lifecycle, the story of the record that it follows.
 * @param at When, in ms since 1970.
 * @param share Returns a text that is kept already in place of an equal one. @default the text itself
 */
export function withStep(
  story: KeptStory,
  step: Step,
  cause: TraceCause,
  at: number,
  share: (text: string) => string = (text) => text,
): KeptStory {
  const text = tellStep(step, cause);
  const isFirst = cause.type === 'begin' || story.length === 0;
  if (!isFirst && text === '') return story;
  if (!isFirst && story.at(-EACH) === text) {
    (story as (string | number | null)[])[story.length - 1] = Number(story.at(-1)) + 1;
    return story;
  }
  const all = lifecyclesOf(story);
  const begun = [Math.round(at), 0];
  const [before, current] = isFirst
    ? [all.slice(1 - LIFECYCLES), begun]
    : [all.slice(0, -1), all.at(-1) ?? begun];
  return joined([...before, text === '' ? current : withText(current, at, share(text))]);
}

/** Reads a story that a host has kept. Anything else is an empty story. */
export function toKeptStory(given: unknown): KeptStory {
  const isEntry = (entry: unknown): boolean =>
    entry === null || typeof entry === 'string' || Number.isSafeInteger(entry);
  const isStory = Array.isArray(given) && Number.isSafeInteger(given[0]) && given.every(isEntry);
  return isStory ? given : [];
}

/** A story for people and programs. */
export const storyOf = (story: KeptStory): Story =>
  lifecyclesOf(story).map(([begun, omitted, ...entries]) => ({
    steps: Array.from({ length: entries.length / EACH }, (_, index) => {
      const [text, after, times] = entries.slice(EACH * index);
      return { at: Number(begun) + Number(after), text: String(text), times: Number(times) };
    }),
    omitted: Number(omitted),
  }));

/** As other logs have it: 2026-01-05 12:00:00 UTC. */
const dateOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const again = (times: number): string =>
  `The same ${times === 1 ? 'once' : `${times} times`} more.`;

function lifecycleText({ steps, omitted }: Story[number]): string {
  const since = steps[0]?.at ?? 0;
  return steps
    .flatMap(({ at, text, times }, index) => [
      ...(index === FIRST && omitted > 0 ? [`(${omitted} steps are left out.)`] : []),
      `${index === 0 ? dateOf(at) : `+${lasting(Math.max(0, at - since))}`}: ${text}`,
      ...(times > 1 ? [again(times - 1)] : []),
    ])
    .join('\n');
}

/** A story as text: a line for each step, and an empty line between two lifecycles. */
export const storyText = (story: Story): string => story.map(lifecycleText).join('\n\n');
