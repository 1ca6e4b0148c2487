import { RECORD_VERSION } from '@mx-member/machine/step';
import { expect, test } from 'vitest';
import { DEFAULT_DEADLINES } from '../../packages/machine/src/rules/timing.ts';
import { textOf } from './support/files.ts';

const PAGE = textOf('docs/behaviour.md');

test('docs/behaviour.md has the default limits', () => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` +\| (\d+) (min|h) /gm)];
  const shown = rows.map(([, name, count, unit]) => [
    name,
    Number(count) * (unit === 'h' ? 3_600_000 : 60_000),
  ]);
  expect(Object.fromEntries(shown)).toEqual(DEFAULT_DEADLINES);
});

test('docs/upgrades.md has the version of the record', () => {
  expect(textOf('docs/upgrades.md')).toMatch(
    new RegExp(`\\| of the record \\| .* \\| ${RECORD_VERSION} +\\|`),
  );
});
