import { expect, test } from 'vitest';
import { referencePages } from '../../scripts/reference/pages.ts';
import { textOf } from './support/files.ts';

test.each([...referencePages()])(
  '%s says what the tables of the code say: run `pnpm reference`',
  (path, text) => {
    expect(textOf(path)).toBe(text);
  },
);
