import { expect, test } from 'vitest';
import { inOrder, STAGES, stageOf } from '../../../packages/cli/src/conformance/stages.ts';
import {
  readTopics,
  shippedVectors,
  type Vector,
} from '../../../packages/cli/src/conformance/vectors.ts';
import { CALLS } from '../../../packages/machine/src/index.ts';

const ALL = readTopics(shippedVectors()).flatMap(({ vectors }) => vectors);
const asked = (vector: Vector): readonly string[] =>
  vector.steps.map((step) => JSON.stringify('event' in step ? Object(step.event).type : 'recover'));

test('a run begins with begin alone, and grows by one kind of request after another', () => {
  const ordered = inOrder(ALL.map((vector) => ({ vector }))).map(({ vector }) => vector);
  expect(ordered.slice(0, 4).map(asked)).toEqual([[], [], [], []]);
  const stages = [...new Set(ordered.map(stageOf))];
  expect(stages).toEqual(STAGES.map(({ name }) => name).filter((name) => name !== 'health'));
  const requests: readonly string[] = STAGES.flatMap(({ requests }) => requests);
  for (const call of CALLS)
    expect(requests).toEqual(expect.arrayContaining([`done ${call}`, `error ${call}`]));
});

test('within a stage the shortest vector is first', () => {
  const ordered = inOrder(ALL.map((vector) => ({ vector }))).map(({ vector }) => vector);
  for (const [index, vector] of ordered.slice(1).entries()) {
    const before = ordered[index] as Vector;
    if (stageOf(before) === stageOf(vector))
      expect(vector.steps.length).toBeGreaterThanOrEqual(before.steps.length);
  }
});

test('a refused beginning, and an event that does not exist, are refusals', () => {
  const vector = { id: 'a', description: '', rules: [], input: {} };
  const begin = { state: 's', effects: [] };
  const refused = { refused: true } as const;
  expect(stageOf({ ...vector, begin: refused, steps: [] })).toBe('refusals');
  const steps = [{ event: { type: 'explode' }, ...refused }];
  expect(stageOf({ ...vector, begin, steps })).toBe('refusals');
  expect(stageOf({ ...vector, begin: { health: {} }, steps: [] })).toBe('health');
});
