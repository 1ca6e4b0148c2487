import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { planOf } from '../world/plan.ts';
import { LIMITS, limitsOf, played } from './limits.ts';

const BEHAVIOUR = new URL('../../docs/behaviour.md', import.meta.url);

describe.each(LIMITS.map((limit) => [limit.name, limit] as const))('%s', (_, limit) => {
  test('is in the known limits of the docs', async () => {
    expect(await readFile(BEHAVIOUR, 'utf8')).toContain(`- ${limit.says}`);
  });

  test('explains a plan that is wrong today', async () => {
    expect(await limitsOf(await played(planOf(limit.example)), played)).toEqual([limit]);
  });
});
