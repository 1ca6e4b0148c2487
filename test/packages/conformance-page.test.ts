import { expect, test } from 'vitest';
import { countOf, withCounts } from '../../scripts/spec/conformance.ts';

test('the number is written into the page, and a page without the sentence is an error', () => {
  const files = new Map([
    ['vectors/a/one.json', ''],
    ['vectors/README.md', ''],
    ['health/vectors.json', '[1, 2]'],
  ]);
  expect(withCounts(`a\n${countOf(7, 8)}\nb`, files)).toBe(`a\n${countOf(1, 2)}\nb`);
  expect(() => withCounts('a', files)).toThrow('docs/another-language.md does not say how many');
});
