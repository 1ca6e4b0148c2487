import { isDeepStrictEqual } from 'node:util';
import {
  type MemberRecord,
  type MemberView,
  recordView,
  type Step,
} from '../../packages/machine/src/index.ts';
import type { Line, Shows, VectorDraft } from './draft.ts';
import { inputOf } from './input.ts';
import {
  type Outcome,
  type Refused,
  type Vector,
  type VectorStep,
  withoutSentences,
} from './vector.ts';
import { act, after, beginning, happening, type Moment, waitIn } from './walk.ts';

/** What has come of a step, with the parts of the view that a text is about. */
export type Excerpt = Omit<Outcome, 'context'>;

/** Parts of the view that every step of a text is about. */
const ALWAYS: readonly (keyof MemberView)[] = [
  'state',
  'needs',
  'round',
  'prompt',
  'warning',
  'problems',
  'isSlow',
  'rule',
];

/** Whether all that is expected is there, at any depth; lists must be whole. */
function holds(expected: unknown, got: unknown): boolean {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
    return isDeepStrictEqual(expected, got);
  return Object.entries(expected).every(([key, value]) => holds(value, Object(got)[key]));
}

/** What a step has come to: these parts of the view, beside those that are always there. */
function excerptOf({ record, effects }: Step, show: readonly string[]): Excerpt {
  const keys: readonly string[] = [...ALWAYS, ...show];
  const view = Object.entries(withoutSentences(recordView(record)));
  return {
    state: record.state,
    effects: withoutSentences(effects),
    view: Object.fromEntries(view.filter(([key]) => keys.includes(key))),
  };
}

type Fields = Readonly<Record<string, unknown>>;

const viewOf = (record: MemberRecord): Fields => ({ ...withoutSentences(recordView(record)) });
const contextOf = ({ context }: MemberRecord): Fields => ({ ...withoutSentences(context) });

/** The fields that are other than before. */
const changed = (before: Fields, now: Fields): Fields =>
  Object.fromEntries(
    Object.entries(now).filter(([key, value]) => !isDeepStrictEqual(value, before[key])),
  );

/** What a step has come to, with all that is other than before it; `null` for a beginning. */
function outcomeOf({ record, effects }: Step, before: MemberRecord | null, last = before): Outcome {
  return {
    state: record.state,
    effects: withoutSentences(effects),
    view: changed(last ? viewOf(last) : {}, viewOf(record)),
    context: changed(before ? contextOf(before) : {}, contextOf(record)),
  };
}

/** @throws {Error} when a step is not what its line says: a changed machine cannot bless itself. */
function confirm({ state, effects, view }: Excerpt, line: Pick<Line, 'state' | 'shows'>): void {
  const { wait, does, ...parts } = line.shows ?? {};
  const expected = Object.fromEntries(
    Object.entries({ state: line.state, wait, does, view: parts }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const got = {
    state,
    wait: waitIn(effects),
    does: effects.map(({ type }) => type).join(' '),
    view,
  };
  if (!holds(expected, got))
    throw new Error(`expected ${JSON.stringify(expected)},\n  but it is ${JSON.stringify(got)}`);
}

const REFUSED: Refused = { refused: true };

/** What comes of it; `null` if it is refused as it must be: with an error that is meant for whoever gave it. */
function unlessRefused<Result>(act: () => Result): Result | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The beginning of a vector, and the moment after it; `null` if the input is refused. */
export function startOf(
  input: Parameters<typeof beginning>[0],
  show: readonly string[] = [],
): { readonly begin: Outcome; readonly excerpt: Excerpt; readonly moment: Moment } | null {
  const begun = unlessRefused(() => beginning(input));
  if (!begun) return null;
  const { taken, next } = begun;
  return { begin: outcomeOf(taken, null), excerpt: excerptOf(taken, show), moment: next };
}

/** One step of a vector. */
export interface Compiled {
  readonly step: VectorStep;
  readonly excerpt: Excerpt | Refused;
  /** The record that the step was taken from. */
  readonly from: MemberRecord;
  /** The moment after it. */
  readonly moment: Moment;
}

/** @throws {Error} if the line says what must come of it, and something else does. */
export function stepOf(moment: Moment, line: Line, show: readonly string[] = []): Compiled {
  const happened = happening(moment, line);
  const { event, record } = happened;
  const given = {
    ...(event ? { event } : { recover: true as const }),
    ...(line.record && { record }),
  };
  const taken = unlessRefused(() => act(happened));
  if (!taken) {
    if (line.state || line.shows) throw new Error('it is refused');
    return { step: { ...given, ...REFUSED }, excerpt: REFUSED, from: record, moment };
  }
  const excerpt = excerptOf(taken, show);
  confirm(excerpt, line);
  const outcome = outcomeOf(taken, record, line.record ? null : record);
  const next = after(moment, happened, taken);
  return { step: { ...given, ...outcome }, excerpt, from: record, moment: next };
}

const shownBy = (shows: Shows = {}): readonly string[] => Object.keys(shows);

/** The beginning and the steps of a vector. */
function walk(
  { id, steps }: VectorDraft,
  input: Parameters<typeof beginning>[0],
): { readonly begin: Outcome; readonly steps: readonly VectorStep[] } {
  let at = 'the beginning';
  try {
    const start = startOf(input);
    if (!start) throw new Error('it is refused');
    let { moment } = start;
    const done = steps.flat().map((line: Line, index) => {
      at = `step ${index}`;
      const taken = stepOf(moment, line, shownBy(line.shows));
      moment = taken.moment;
      return taken.step;
    });
    return { begin: start.begin, steps: done };
  } catch (error) {
    throw new Error(`${id}, ${at}: ${Object(error).message}`, { cause: error });
  }
}

/** A vector, made by the machine from a draft. */
export function compile(draft: VectorDraft): Vector {
  const { id, description, rules, sources } = draft;
  const input = inputOf(draft.input);
  return {
    $schema: '../../vector.schema.json',
    id,
    description,
    rules,
    ...(sources && { sources }),
    input,
    ...walk(draft, input),
  };
}
