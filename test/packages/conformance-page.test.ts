import { expect, test } from 'vitest';
import { CONFORMANCE, countOf, withCounts } from '../../scripts/spec/conformance.ts';
import { filesIn, textOf } from './support/files.ts';

const SPEC = 'packages/machine/spec';
const vectors = filesIn(`${SPEC}/vectors`).filter((path) => path.endsWith('.json'));
const ofHealth: readonly unknown[] = JSON.parse(textOf(`${SPEC}/health/vectors.json`));

test('the page of implementations has the number of vectors: run `pnpm spec`', () => {
  expect(textOf(CONFORMANCE)).toContain(`\n${countOf(vectors.length, ofHealth.length)}\n`);
});

test('the number is written into the page, and a page without the sentence is an error', () => {
  const files = new Map([
    ['vectors/a/one.json', ''],
    ['vectors/README.md', ''],
    ['health/vectors.json', '[1, 2]'],
  ]);
  expect(withCounts(`a\n${countOf(7, 8)}\nb`, files)).toBe(`a\n${countOf(1, 2)}\nb`);
  expect(() => withCounts('a', files)).toThrow('docs/conformance.md does not say how many');
});
