import { expect, test } from 'vitest';
import { inProcess } from '../cli/support/in-process.ts';

test('vectors about health are counted separately from the lifecycle', async () => {
  const { code, out } = await inProcess('conformance --health');
  expect(out).toMatch(/^health {2}\d{3} of \d{3} pass\nAll \d{3} vectors pass.\n$/);
  expect(code).toBe(0);
  expect((await inProcess('conformance --filter H5')).code).toBe(2);
});

test('the machine of this repository passes all vectors in the same runner', async () => {
  const { code, out } = await inProcess('conformance');
  expect(out).toMatch(/All \d{3,} vectors pass.\n$/);
  expect(code).toBe(0);
});
