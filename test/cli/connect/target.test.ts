import { afterEach, expect, test, vi } from 'vitest';
import { openTarget } from '../../../packages/cli/src/connect/target.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('without a network of this computer, the simulated bank of the same program is named', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
  const source = { kind: 'simulator', password: 'correct' } as const;
  await expect(openTarget(source, 'fast', new AbortController().signal)).rejects.toMatchObject({
    name: 'CliError',
    code: 'unavailable',
    message: expect.stringMatching(
      /^The simulated bank runs in this program, at http:\/\/127\.0\.0\.1:\d+\/?, and cannot be reached there\./,
    ),
  });
});
