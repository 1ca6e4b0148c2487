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
 * A lifecycle as a host keeps it: when it began, how many steps were left out, and then three entries for each step: its text, how
 * many ms after the beginning it happened, and how often in a row. An object for each step would take three times as much memory.
 */
type KeptLifecycle = (string | number)[];
/** A story as a host keeps it. It is JSON. */
export type KeptStory = readonly KeptLifecycle[];

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

function isTooLong(kept: KeptLifecycle): boolean {
  let size = 0;
  for (const entry of kept) size += typeof entry === 'string' ? entry.length + BESIDES : 0;
  return size > LONGEST;
}

function withText(kept: KeptLifecycle, at: number, text: string): KeptLifecycle {
  const [begun, omitted] = [Number(kept[0]), Number(kept[1])];
  // `concat` makes a list without spare room.
  const all = kept.concat([text, Math.round(Math.max(0, at - begun)), 1]);
  let left = omitted;
  for (; isTooLong(all) && all.length > HEAD + EACH * (FIRST + 1); left++)
    all.splice(HEAD + EACH * FIRST, EACH);
  return left === omitted ? all : all.with(1, left);
}

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
  const last = story.at(-1);
  if (cause.type === 'begin' || !last) {
    const begun = [Math.round(at), 0];
    return [...story.slice(1 - LIFECYCLES), text === '' ? begun : withText(begun, at, share(text))];
  }
  if (text === '') return story;
  if (last.at(-EACH) !== text) return story.with(-1, withText(last, at, share(text)));
  last[last.length - 1] = Number(last.at(-1)) + 1;
  return story;
}

/** Reads a story that a host has kept. Anything else is an empty story. */
export function toKeptStory(given: unknown): KeptStory {
  const isStory =
    Array.isArray(given) &&
    given.every((kept) => Array.isArray(kept) && Number.isSafeInteger(kept[0]));
  return isStory ? given : [];
}

/** A story for people and programs. */
export const storyOf = (story: KeptStory): Story =>
  story.map(([begun, omitted, ...entries]) => ({
    steps: Array.from({ length: entries.length / EACH }, (_, index) => {
      const [text, after, times] = entries.slice(EACH * index);
      return { at: Number(begun) + Number(after), text: String(text), times: Number(times) };
    }),
    omitted: Number(omitted),
  }));

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
