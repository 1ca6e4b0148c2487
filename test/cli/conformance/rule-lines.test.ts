import { expect, test } from 'vitest';
import { ruleLines } from '../../../packages/cli/src/conformance/rule-lines.ts';

const SENTENCES = new Map([
  [
    'L2',
    'The effects of a step MUST come in this order: what is dropped, what is emitted, and the next.',
  ],
  ['W3', 'A busy phase MUST be slow (`isSlow`) from 60,000 ms of observed time on.'],
  ['V1', '`stale`: a reading with an older `aggregatedAt` MUST be ignored.'],
]);
const at = (path: string, expected: unknown, got: unknown = null) => ({
  differences: [{ path, expected, got }],
});

test('the rule that names the differing field is first, as a whole sentence; the others are cut', () => {
  expect(ruleLines(['L2', 'W3'], SENTENCES, at('view.isSlow', true), 40)).toEqual([
    'It tests these rules:',
    'W3: A busy phase MUST be slow (`isSlow`) from 60,000 ms of observed time on.',
    'L2: The effects of a step MUST come in…',
  ]);
});

test('a rule is also named by the value that was expected', () => {
  const [, first] = ruleLines(['L2', 'V1'], SENTENCES, at('view.rule', 'stale', 'failed'), 40);
  expect(first).toBe('V1: `stale`: a reading with an older `aggregatedAt` MUST be ignored.');
});

test('rules that name nothing of it keep their order, and each is cut', () => {
  expect(ruleLines(['W3', 'L2'], SENTENCES, { differences: [] }, 40)).toEqual([
    'It tests these rules:',
    'W3: A busy phase MUST be slow (`isSlow`…',
    'L2: The effects of a step MUST come in…',
  ]);
});

test('the only rule is a whole sentence, and a vector without a rule has no list', () => {
  expect(ruleLines(['L9'], SENTENCES, { differences: [] }, 20)).toEqual([
    'It tests this rule:',
    'L9: a rule that the README does not list',
  ]);
  expect(ruleLines([], SENTENCES, { differences: [] }, 20)).toEqual([]);
});
