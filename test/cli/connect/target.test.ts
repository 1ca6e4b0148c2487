import { afterEach, expect, test, vi } from 'vitest';
import { openTarget } from '../../../packages/cli/src/connect/target.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ['nope', 'The bank accepts it at once'],
  ['INVALID', 'Password INVALID'],
])('the password %s is explained', async (password, said) => {
  const target = await openTarget(
    { kind: 'simulator', password },
    'fast',
    new AbortController().signal,
  );
  expect(target.about.join('\n')).toContain(said);
  await target.close();
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
