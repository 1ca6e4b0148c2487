import { DEFAULT_DEADLINES } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { BEHAVIOUR, behaviour } from '../../scripts/spec/behaviour.ts';
import { textOf } from './support/files.ts';

const PAGE = textOf(BEHAVIOUR);

test('the tables of docs/behaviour.md are up to date: run `pnpm spec`', () => {
  expect(behaviour()).toBe(PAGE);
});

test('it has the default limits', () => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` +\| (\d+) (min|h) /gm)];
  const shown = rows.map(([, name, count, unit]) => [
    name,
    Number(count) * (unit === 'h' ? 3_600_000 : 60_000),
  ]);
  expect(Object.fromEntries(shown)).toEqual(DEFAULT_DEADLINES);
});
