import { spawnSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { HEALTH_ROWS } from '../../scripts/spec/health/rules.ts';
import type { HealthVector } from '../../scripts/spec/health/vectors.ts';
import { jsonOf } from '../support/vectors.ts';
import { hasPython, MAIN } from './support/python.ts';

const VECTORS: readonly HealthVector[] = jsonOf('health/vectors.json');

/** The vectors that the Python implementation fails. */
function failed(vectors: readonly (HealthVector & { readonly without?: readonly string[] })[]) {
  const { stdout, stderr } = spawnSync('python3', ['-B', MAIN], {
    input: vectors.map((vector) => `${JSON.stringify({ ...vector, do: 'health' })}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(vectors.length);
  return vectors.filter(
    ({ id, health }, index) => !isDeepStrictEqual(JSON.parse(lines[index] ?? ''), { id, health }),
  );
}

describe.skipIf(!hasPython)('health in Python', () => {
  test('passes all vectors of health', () => {
    expect(failed(VECTORS).map(({ id }) => id)).toEqual([]);
  });

  test('fails the vectors of a rule that is left out', () => {
    // Without the first or the last rule the program returns no result at all.
    const left = HEALTH_ROWS.slice(1, -1);
    const broken = failed(
      left.flatMap(({ id, rule }) =>
        VECTORS.filter((vector) => vector.rule === id).map((one) => ({ ...one, without: [rule] })),
      ),
    );
    expect([...new Set(broken.map(({ rule }) => rule))]).toEqual(left.map(({ id }) => id));
  });
});
