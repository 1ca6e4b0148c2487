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

/**
 * A lifecycle as it is kept: when it began, how many steps were left out, and then three entries for each step: its text, how many
 * ms after the beginning it happened, and how often in a row. An object for each step would take three times as much memory.
 */
type Kept = [at: number, omitted: number, ...steps: (string | number)[]];

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
/** How many texts are remembered, so that the same text of many members is in memory once. */
const MAX_TEXTS = 2_000;

const stories = new WeakMap<MemberId, Kept[]>();
const texts = new Map<string, string>();

function interned(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < MAX_TEXTS) texts.set(text, text);
  return text;
}

function isTooLong(kept: Kept): boolean {
  let size = 0;
  for (const entry of kept) size += typeof entry === 'string' ? entry.length + BESIDES : 0;
  return size > LONGEST;
}

/** The lifecycle with one more step. A list that grows in place has room for 16 more entries, so it is made again. */
function withStep(kept: Kept, at: number, text: string): Kept {
  const step = [interned(text), Math.round(Math.max(0, at - kept[0])), 1];
  const all = kept.concat(step) as Kept;
  while (isTooLong(all) && all.length > HEAD + EACH * (FIRST + 1)) {
    all.splice(HEAD + EACH * FIRST, EACH);
    all[1] += 1;
  }
  return all;
}

/** The story that a step belongs to. A step that begins a lifecycle adds it. */
function storyAt({ record }: Step, cause: TraceCause, at: number): Kept[] {
  const { member } = record.context;
  const after = cause.type === 'begin' ? cause.input.after?.context.member : member;
  const earlier = (after && stories.get(after)) ?? [];
  if (cause.type !== 'begin' && earlier.length > 0) return earlier;
  const story: Kept[] = [...earlier.slice(1 - LIFECYCLES), [Math.round(at), 0]];
  stories.set(member, story);
  return story;
}

/** Continues the story of a member with a step. */
export const storyteller: StepTracer = {
  onStep(step: Step, cause: TraceCause, at: number): void {
    const text = tellStep(step, cause);
    const story = storyAt(step, cause, at);
    const kept = story.at(-1);
    if (text === '' || !kept) return;
    if (kept.at(-EACH) === text) kept[kept.length - 1] = Number(kept.at(-1)) + 1;
    else story[story.length - 1] = withStep(kept, at, text);
  },
};

/** The story of a member as it is stored, by the object of its record. */
export const keptStory = (member: MemberId): readonly Kept[] | undefined => stories.get(member);

/** The story of a member, by the object of its record. */
export const storyOf = (member: MemberId): Story => (keptStory(member) ?? []).map(lifecycleIn);

function lifecycleIn([begun, omitted, ...entries]: Kept): Story[number] {
  const steps = Array.from({ length: entries.length / EACH }, (_, index) => {
    const [text, after, times] = entries.slice(EACH * index);
    return { at: begun + Number(after), text: String(text), times: Number(times) };
  });
  return { steps, omitted };
}

/** Gives a member the story that was stored with its record. Anything else is ignored. */
export function restoreStory(member: unknown, story: unknown): void {
  if (typeof member !== 'object' || member === null || !isStory(story)) return;
  const shared = story.map((kept) =>
    kept.map((entry) => (typeof entry === 'string' ? interned(entry) : entry)),
  );
  stories.set(member as MemberId, shared as Kept[]);
}

const isStory = (story: unknown): story is readonly Kept[] =>
  Array.isArray(story) &&
  story.every((kept) => Array.isArray(kept) && Number.isSafeInteger(kept[0]));

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
