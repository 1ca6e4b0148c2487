import { expect, test } from 'vitest';
import { check } from '../../support/explore/check.ts';
import { CONFIGURATIONS } from '../../support/explore/configurations.ts';

/** More states mean that a new field grows without end. */
const LIMIT = 30_000;

test.each(CONFIGURATIONS.map((config) => ({ config })))(
  'a search through everything that can happen ends and finds nothing wrong: $config.name',
  ({ config }) => {
    const { merges, problems } = check(config, LIMIT);
    expect(problems.map(({ rule, way }) => `${rule}\n${way}`)).toEqual([]);
    expect(merges).toBeGreaterThan(0);
  },
);
