import { describe, expect, test } from 'vitest';
import { decidingLines, readAlgorithm } from '../../../packages/cli/src/conformance/algorithm.ts';
import {
  readTopics,
  shippedVectors,
  specification,
} from '../../../packages/cli/src/conformance/vectors.ts';

const ALGORITHM = readAlgorithm(specification());
const poll = { type: 'done', call: 'readStatus' };
const shown = (path: string, expected: unknown, event: unknown = poll) =>
  decidingLines(ALGORITHM, { event, differences: [{ path, expected, got: null }] }).join('\n');

describe('a failure names the sentence of the algorithm', () => {
  test('where the rule decides that was expected', () => {
    expect(shown('view.rule', 'beingAggregated')).toContain('| `atWork` |');
    expect(shown('view.rule', 'idleOnce')).toContain('mayStart, and mayMeet');
    expect(shown('view.rule', 'idleOnce')).toContain('mayMeet       := endOpen');
    expect(shown('view.rule', 'notFoundOnce')).toContain('rule notFoundOnce');
  });

  test('and the row before it that does not hold, with its facts', () => {
    const differences = [{ path: 'view.rule', expected: 'connectedOnce', got: 'connected' }];
    const [decides, taken] = decidingLines(ALGORITHM, { event: poll, differences })
      .join('\n')
      .split('A row before it does not hold');
    expect(decides).toContain('| `success` |');
    expect(taken).toContain('| `successProven` |');
    expect(taken).toContain('endedWell     := not old');
    expect(taken).not.toContain('| `success` |');
  });

  test('where the step sets the field', () => {
    expect(shown('record.context.refusals', 1)).toContain('refusals := returns');
    const refused = { type: 'error', call: 'submitAnswers' };
    expect(shown('record.context.refusals', 1, refused)).toContain('refusals grows by 1');
  });

  test('where the step sets the field that makes the state wrong', () => {
    const [state, start] = [
      { path: 'state', expected: 'aggregating.queued', got: 'aggregating.waiting' },
      { path: 'record.context.pendingStart', expected: 'otherJob', got: 'due' },
    ];
    const lines = (...differences: readonly (typeof state)[]) =>
      decidingLines(ALGORITHM, { event: 'begin', differences }).join('\n');
    expect(lines(state)).toContain('begin(input):');
    expect(lines(state, start)).toContain('pendingStart := the first that fits');
    // Where another rule decides, both follow from it.
    const rule = { path: 'view.rule', expected: 'beingAggregated', got: 'inProgress' };
    expect(lines(state, start, rule)).toContain('| `atWork` |');
  });

  test('that says how long to wait, or what the view shows', () => {
    expect(shown('effects[0].ms', 3010)).toContain('return max(confirming()');
    expect(shown('view.isSlow', true)).toContain('`observed.phase` ≥ 60000');
  });

  test('for each rule, each field of the context and of the view that a vector names', () => {
    const paths = readTopics(shippedVectors()).flatMap(({ vectors }) =>
      vectors.flatMap(({ begin, steps }) =>
        [begin, ...steps].flatMap((expected) => {
          if (!('state' in expected)) return [];
          const { view = {}, context = {} } = expected;
          return [
            ...Object.keys(view).map((key) => `view.${key}`),
            ...Object.keys(context).map((key) => `record.context.${key}`),
          ];
        }),
      ),
    );
    // What the input gives, or each step raises, has no sentence of its own.
    const given =
      /\.(member|job|act|oauth|answerWith|pacing|deadlines|turn|revision|round|prompt)$/;
    const without = [...new Set(paths)].filter(
      (path) => !given.test(path) && shown(path, null) === '',
    );
    expect(without).toEqual([]);
  });
});

test('a README without an algorithm has no sentence to show', () => {
  expect(decidingLines([], { event: poll, differences: [] })).toEqual([]);
  expect(readAlgorithm('/no/such/directory')).toEqual([]);
});
