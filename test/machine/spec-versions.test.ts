import { expect, test } from 'vitest';
import { missingIn, neededSize, sizeOf } from '../../scripts/spec/changelog.ts';
import { differenceOf } from '../../scripts/spec/fingerprint.ts';

test.each([
  ['1.0.0', '1.0.1', 'patch'],
  ['1.0.9', '1.1.0', 'minor'],
  ['1.9.0', '2.0.0', 'major'],
  ['1.1.0', '1.1.0', null],
  ['1.1.0', '1.0.9', null],
])('from version %s to %s is the step %s', (before, after, size) => {
  expect(sizeOf(before, after)).toBe(size);
});

test.each([
  ['nothing', { A1: 'x' }, { a: 'x' }, null],
  ['the words of a rule', { A1: 'y' }, { a: 'x' }, 'patch'],
  ['a vector more', { A1: 'x' }, { a: 'x', b: 'x' }, 'minor'],
  ['a vector that moved', { A1: 'x' }, { a: 'y', b: 'x' }, 'major'],
  ['a vector less', { A1: 'x', A2: 'x' }, {}, 'major'],
] as const)('%s needs the right version', (_, rules, vectors, size) => {
  expect(neededSize(differenceOf({ A1: 'x' }, rules), differenceOf({ a: 'x' }, vectors))).toBe(
    size,
  );
});

test.each([
  [
    'a changed rule without a line',
    '- Reworded: L5.',
    '1.0.1',
    '1.0.1 does not say what happened to A1.',
  ],
  [
    'a rule whose number is only the beginning of another',
    '- Reworded: A11.',
    '1.0.1',
    '1.0.1 does not say what happened to A1.',
  ],
  [
    'the same version',
    '- Reworded: A1.',
    '1.0.0',
    'since 1.0.0 the specification has a patch change, but its version is 1.0.0.',
  ],
  ['nothing', '- Reworded: A1, because of L5.', '1.0.1', null],
])('the changelog is refused for %s', (_, section, version, missing) => {
  const rules = differenceOf({ A1: 'x' }, { A1: 'y' });
  const vectors = differenceOf({}, {});
  expect(missingIn({ before: '1.0.0', version, section, rules, vectors })).toBe(missing);
});
