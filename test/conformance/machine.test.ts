import { expect, test } from 'vitest';
import { inProcess } from '../cli/support/in-process.ts';

test('the machine of this repository passes all vectors through the same runner', async () => {
  const { code, out } = await inProcess('conformance');
  expect(out).toMatch(/All \d{3,} vectors pass.\n$/);
  expect(code).toBe(0);
});
