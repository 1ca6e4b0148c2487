import { describe, expect, test } from 'vitest';
import {
  differences,
  differencesIn,
  sideBySide,
} from '../../../packages/cli/src/conformance/differences.ts';

describe('what differs', () => {
  test('is the smallest part, with the path to it', () => {
    expect(differences({ a: [1, { b: 2, c: 3 }] }, { a: [1, { b: 2, c: 4 }] }, 'x')).toEqual([
      { path: 'x.a[1].c', expected: 3, got: 4 },
    ]);
  });

  test('includes missing values and extra values', () => {
    expect(differences([1, 2], [1], 'list')).toEqual([
      { path: 'list[1]', expected: 2, got: undefined },
    ]);
    expect(differences({}, { a: null }, 'object')).toEqual([
      { path: 'object.a', expected: undefined, got: null },
    ]);
  });

  test('never includes sentences for people', () => {
    const [theirs, ours] = [{ code: 1, message: 'Oh.', advice: 'Go.' }, { code: 1 }];
    expect(differences(ours, theirs, '')).toEqual([]);
  });

  test('of a view includes only the fields that the vector names', () => {
    expect(differencesIn({ round: 1 }, { round: 1, busy: true }, 'view')).toEqual([]);
    expect(differencesIn({ round: 1 }, {}, 'view')).toEqual([
      { path: 'view.round', expected: 1, got: undefined },
    ]);
  });
});

describe('two columns', () => {
  test('show a large value as lines, and a missing value as (nothing)', () => {
    const expected = { type: 'readStatus', member: { userGuid: 'USR-1', memberGuid: 'MBR-1' } };
    expect(sideBySide([{ path: 'effects[1]', expected, got: undefined }], 72)).toEqual([
      'expected                  | got',
      'effects[1]:',
      '{                         | (nothing)',
      '  "type": "readStatus",   |',
      '  "member": {             |',
      '    "userGuid": "USR-1",  |',
      '    "memberGuid": "MBR-1" |',
      '  }                       |',
      '}                         |',
    ]);
  });

  test('break long lines, and escape text that could control the terminal', () => {
    const got = `\u001b[2J\u009b\u202e${'x'.repeat(30)}`;
    expect(sideBySide([{ path: 'state', expected: 1, got }], 50)).toEqual([
      'expected | got',
      'state:',
      '1        | "\\u001b[2J\\u009b\\u202exx',
      '         | xxxxxxxxxxxxxxxxxxxxxxxx',
      '         | xxxx"',
    ]);
  });
});
