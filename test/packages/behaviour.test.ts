import {
  CONFIRMED_AFTER,
  DEFAULT_DEADLINES,
  FAULTS,
  FINDING_RULES,
  ROUTES,
  RULES,
} from '@mx-member/machine';
import { expect, test } from 'vitest';
import { textOf } from './support/files.ts';

const PAGE = textOf('docs/behaviour.md');

/** The cells of the rows of the table whose head begins so, without the marks of code. */
function rowsOf(head: string): readonly (readonly string[])[] {
  const lines =
    PAGE.slice(PAGE.search(new RegExp(`\\n\\| \\\`?${head}\\\`? `)))
      .trim()
      .split(/\n(?!\|)/)[0] ?? '';
  return lines
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
}

test('the page on behaviour has every rule in the words of the machine, in the same order', () => {
  const expected = Object.entries(RULES).map(([rule, { when, follows }]) => [rule, when, follows]);
  const withoutSources = (cell: string) => cell.replaceAll(/ \((?:[A-Z]+-)?[A-Z]+\)/g, '');
  expect(rowsOf('rule').map((row) => row.slice(0, 3).map(withoutSources))).toEqual(expected);
});

test('it says of each rule how long after its first poll it is acted on', () => {
  const inWords = (ms: number) => `${ms / 1000} s`;
  const expected = FINDING_RULES.map((rule) => [rule, inWords(CONFIRMED_AFTER[rule])]);
  const shown = rowsOf('rule').flatMap(([rule, , , after]) => (after ? [[rule, after]] : []));
  expect(shown.toSorted()).toEqual(expected.toSorted());
});

test('it has the routing table, row by row', () => {
  const conditions = { sameQuestions: 'the same questions', otherJobRuns: 'another job runs' };
  const expected = ROUTES.map(({ verdict, phases = [], when, to, description }) => [
    verdict.join(', '),
    [...phases, ...(when ? [conditions[when]] : [])].join(', '),
    to,
    description,
  ]);
  expect(rowsOf('verdict')).toEqual(expected);
});

test('it has the table of faults', () => {
  const expected = Object.entries(FAULTS).map(([code, { isFatal, failure, message }]) => [
    code,
    isFatal ? 'yes' : '',
    failure.reason,
    message,
  ]);
  expect(rowsOf('code')).toEqual(expected);
});

test('it has the default limits', () => {
  const minutes = { '15 min': 15, '30 min': 30, '1 h': 60 } as const;
  const shown = rowsOf('input.deadlines').map(([name, limit]) => [
    name,
    (minutes[limit as keyof typeof minutes] ?? Number.NaN) * 60_000,
  ]);
  expect(Object.fromEntries(shown)).toEqual(DEFAULT_DEADLINES);
});
