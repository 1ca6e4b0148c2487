import { expect, test } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const SHIPPED = 'conformance --filter S1';
const version = async (given: string) => inProcess(`${SHIPPED} --spec-version ${given}`);

test('a command of an older specification is told so, and what to read', async () => {
  const { code, out } = await version('0.9.0');
  expect(out).toMatch(
    /^The command follows specification 0\.9\.0, which is older than the vectors \(\d+\.\d+\.\d+\): read what has changed in CHANGELOG\.md of the specification\.\nAll \d+ vectors pass\.\n$/m,
  );
  expect(code).toBe(0);
});

test('a command of a newer specification is told so', async () => {
  expect((await version('99.0.0')).out).toContain(
    'The command follows specification 99.0.0, which is newer than the vectors (',
  );
});

test('JSON says it with the numbers, and the same version prints no line for people', async () => {
  const { lines } = await version('99.0.0 --json');
  expect(lines.at(-1)).toMatchObject({
    specification: { command: '99.0.0', commandIs: 'newer' },
  });
  const { vectors } = (lines.at(-1) as { specification: { vectors: string } }).specification;
  expect((await version(vectors)).out).not.toContain('specification');
});

test('a version that is not one is refused', async () => {
  const { code, err } = await version('1.1');
  expect(err).toContain('--spec-version: expected is a version such as 2.0.0.');
  expect(code).toBe(2);
});
