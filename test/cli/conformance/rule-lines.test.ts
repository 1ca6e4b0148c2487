import { expect, test } from 'vitest';
import { ruleLines } from '../../../packages/cli/src/conformance/rule-lines.ts';

const SENTENCES = new Map([
  ['L2', 'The effects of a step MUST come in this order: what is dropped, and the next.'],
  ['W3', 'A busy phase MUST be slow (`isSlow`) from 60,000 ms of observed time on.'],
  ['V1', '`stale`: a reading with an older `aggregatedAt` MUST be ignored.'],
]);
const at = (path: string, expected: unknown, got: unknown = null) => ({
  differences: [{ path, expected, got }],
});

test('the rule that names the differing field is a whole sentence; the others are numbers', () => {
  expect(ruleLines(['L2', 'W3', 'V1'], SENTENCES, at('view.isSlow', true))).toEqual([
    'It tests this rule, and L2, V1:',
    'W3: A busy phase MUST be slow (`isSlow`) from 60,000 ms of observed time on.',
  ]);
});

test('a rule is also named by the value that was expected', () => {
  const [, first] = ruleLines(['L2', 'V1'], SENTENCES, at('view.rule', 'stale', 'failed'));
  expect(first).toBe('V1: `stale`: a reading with an older `aggregatedAt` MUST be ignored.');
});

test('a rule that the README does not list is named, and a vector without a rule has no lines', () => {
  expect(ruleLines(['L9'], SENTENCES, { differences: [] })).toEqual([
    'It tests this rule:',
    'L9: a rule that the README does not list',
  ]);
  expect(ruleLines([], SENTENCES, { differences: [] })).toEqual([]);
});
