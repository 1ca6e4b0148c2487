import { isDeepStrictEqual } from 'node:util';
import { recordView, type Step } from '../../packages/machine/src/index.ts';
import { type Line, MEMBER, type Script, type Shows } from './script.ts';
import { type Outcome, type Vector, type VectorStep, withoutSentences } from './vector.ts';
import { act, after, beginning, happening, type Moment, waitIn } from './walk.ts';

/** Whether all that is expected is there, at any depth; lists must be whole. */
function holds(expected: unknown, got: unknown): boolean {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
    return isDeepStrictEqual(expected, got);
  return Object.entries(expected).every(([key, value]) => holds(value, Object(got)[key]));
}

/**
 * What a step has come to, as part of a vector.
 * @throws {Error} when it is not what the script says: a changed machine cannot bless itself.
 */
function outcomeOf({ record, effects }: Step, state: string | undefined, shows: Shows): Outcome {
  const { wait, does, ...parts } = shows;
  const expected = Object.fromEntries(
    Object.entries({ state, wait, does, view: parts }).filter(([, value]) => value !== undefined),
  );
  const view = withoutSentences(recordView(record));
  const types = effects.map(({ type }) => type).join(' ');
  const got = { state: record.state, wait: waitIn(effects), does: types, view };
  if (!holds(expected, got))
    throw new Error(`expected ${JSON.stringify(expected)},\n  but it is ${JSON.stringify(got)}`);
  const keys = ['state', 'needs', 'round', ...Object.keys(parts)];
  return {
    state: record.state,
    effects: withoutSentences(effects),
    view: Object.fromEntries(Object.entries(view).filter(([key]) => keys.includes(key))),
  };
}

/** Refused as it must be: with an error that is meant for whoever gave it. */
function isRefused(act: () => unknown): boolean {
  try {
    act();
    return false;
  } catch (error) {
    return error instanceof TypeError;
  }
}

/** One step of a vector, and the moment after it. */
function stepOf(moment: Moment, line: Line): readonly [VectorStep, Moment] {
  const happened = happening(moment, line);
  const { event, record } = happened;
  const given = {
    ...(event ? { event } : { resume: true as const }),
    ...(line.record && { record }),
  };
  if (line.refused) {
    if (!isRefused(() => act(happened))) throw new Error('it is not refused');
    return [{ ...given, refused: true }, moment];
  }
  const taken = act(happened);
  const result = outcomeOf(taken, line.state, line.shows ?? {});
  return [{ ...given, ...result }, after(moment, happened, taken)];
}

/** The beginning and the steps of a vector. */
function walk(
  { id, begins = {}, steps }: Script,
  input: Parameters<typeof beginning>[0],
): Pick<Vector, 'begin' | 'steps'> {
  let at = 'the beginning';
  try {
    if (begins === 'refused') {
      if (!isRefused(() => beginning(input))) throw new Error('it is not refused');
      return { begin: { refused: true }, steps: [] };
    }
    const { taken, next } = beginning(input);
    const begin = outcomeOf(taken, undefined, begins);
    let moment = next;
    const done = steps.flat().map((line: Line, index) => {
      at = `step ${index}`;
      const [one, then] = stepOf(moment, line);
      moment = then;
      return one;
    });
    return { begin, steps: done };
  } catch (error) {
    throw new Error(`${id}, ${at}: ${Object(error).message}`, { cause: error });
  }
}

/** What most lifecycles begin with. */
export const INPUT = { member: MEMBER, job: 'aggregate', pacing: { spread: 0 } } as const;

/** A vector, made by the machine from a script. */
export function compile(script: Script): Vector {
  const { id, description, rules, sources } = script;
  const input = { ...INPUT, ...script.input };
  return {
    $schema: '../../vector.schema.json',
    id,
    description,
    rules,
    ...(sources && { sources }),
    input,
    ...walk(script, input),
  };
}
