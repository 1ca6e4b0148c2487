import { begin, type MemberRecord, recordView, recover, type Step, step } from '@mx-member/machine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import {
  type Outcome,
  type Refused,
  type Vector,
  withoutSentences,
} from '../../scripts/spec/vector.ts';
import { declared } from '../support/paths.ts';
import { replay } from '../support/replay.ts';
import { heard, jsonOf, VECTORS } from '../support/vectors.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const [isRecord, isEffect, isView] = ['record', 'effect', 'view'].map((name) =>
  ajv.compile(jsonOf(`${name}.schema.json`)),
);
const copy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

/** The complete view and context: the changes that a vector lists, and everything else as before. */
interface Whole {
  readonly view: object;
  readonly context: object;
}

/**
 * The expected state after a step. If another record replaces the last one, its context is used, and the view of the
 * step.
 */
function wholeAfter(before: Whole, expected: Outcome | Refused, record?: unknown): Whole {
  if ('refused' in expected) return before;
  const given = record === undefined ? before.context : Object(record).context;
  return {
    view: { ...before.view, ...expected.view },
    context: { ...given, ...expected.context },
  };
}

/** What a runner in any language does: makes one step, and compares it with the vector. */
function compare(
  expected: Outcome | Refused,
  { view: shown, context }: Whole,
  act: () => Step,
): MemberRecord | null {
  if ('refused' in expected) {
    expect(act).toThrow(TypeError);
    return null;
  }
  const { record, effects } = copy(act());
  const view = recordView(record);
  const fit = [isRecord?.(record), isView?.(view), ...effects.map((one) => isEffect?.(one))];
  expect(fit).not.toContain(false);
  expect(record.state).toBe(expected.state);
  expect(withoutSentences(effects)).toEqual(expected.effects);
  expect(withoutSentences(view)).toEqual(shown);
  expect(withoutSentences(record.context)).toEqual(withoutSentences(context));
  return record;
}

const vectors = [...VECTORS.values()];
const topicOf = ({ id }: Vector): string => id.split('-')[0] ?? '';
const topics = [...new Set(vectors.map(topicOf))];
const about = (topic: string) => vectors.filter((vector) => topicOf(vector) === topic);

test.each(topics)('the machine passes the vectors of %s', (topic) => {
  for (const { id, input, begin: first, steps } of about(topic)) {
    try {
      let whole = wholeAfter({ view: {}, context: {} }, first);
      let record = compare(first, whole, () => begin(input as Parameters<typeof begin>[0]));
      for (const one of steps) {
        const given = (one.record ?? record) as MemberRecord;
        whole = wholeAfter(whole, one, one.record);
        const act = () => ('event' in one ? step(given, one.event) : recover(given));
        record = compare(one, whole, act) ?? record;
      }
    } catch (error) {
      throw new Error(`${id} is not passed`, { cause: error });
    }
  }
});

/** Answers of a vector that are distinctive enough to search for. */
const answersIn = ({ steps }: Vector): readonly string[] =>
  steps
    .flatMap((one) => ('event' in one && one.event.type === 'challenge.answer' ? [one.event] : []))
    .flatMap(({ answers }) => (Array.isArray(answers) ? answers : []))
    .flatMap((one) => ('value' in one ? one.value : one.sealed))
    // An answer without a text is refused.
    .filter((text) => typeof text === 'string' && text.length > 8);

test('vectors expect answers only in the call that sends them', () => {
  const leaking = vectors.filter((vector) => {
    const expected = vector.steps.map((one) =>
      'state' in one
        ? [one.view, one.context, one.effects.filter(({ type }) => type !== 'submitAnswers')]
        : [one.record ?? null],
    );
    return answersIn(vector).some((answer) => JSON.stringify(expected).includes(answer));
  });
  expect(leaking.map(({ id }) => id)).toEqual([]);
});

test('the generated vectors, run by an actor, take every declared transition', async () => {
  const left = new Set(declared());
  for (const { input, begin: first, steps } of about('generated')) {
    let state = 'state' in first ? first.state : '';
    const events = steps.map((one) => {
      const event = 'event' in one ? heard(one.event, state) : { type: 'none' };
      if ('state' in one) ({ state } = one);
      return event;
    });
    const { taken } = await replay(events, input as object);
    for (const name of taken) left.delete(name);
  }
  expect([...left]).toEqual([]);
});
