import { expect, test } from 'vitest';
import { ruleLines } from '../../../packages/cli/src/conformance/rule-lines.ts';

const TITLES = new Map([
  ['L2', 'the order of effects'],
  ['V1', '`stale`: stamps that go back'],
]);

test('each rule of a vector is a line', () => {
  expect(ruleLines(['V1', 'L2'], TITLES)).toEqual([
    'It tests these rules:',
    'V1: `stale`: stamps that go back',
    'L2: the order of effects',
  ]);
});

test('a rule that the README does not list is named, and a vector without a rule has no lines', () => {
  expect(ruleLines(['L9'], TITLES)).toEqual([
    'It tests this rule:',
    'L9: a rule that the README does not list',
  ]);
  expect(ruleLines([], TITLES)).toEqual([]);
});
