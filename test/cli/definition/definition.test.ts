import { expect, test } from 'vitest';
import { textOf } from '../../support/vectors.ts';
import { inProcess } from '../support/in-process.ts';

test('definition prints the chart as code', async () => {
  const { code, out } = await inProcess('definition');
  expect(out).toContain('createMachine({');
  expect(out).toBe(textOf('stately.js'));
  expect(code).toBe(0);
});
