import { connectionHealth } from '@mx-member/machine/health';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { HEALTH_ROWS } from '../../scripts/spec/health/rules.ts';
import type { HealthVector } from '../../scripts/spec/health/vectors.ts';
import { jsonOf } from '../support/vectors.ts';

const VECTORS: readonly HealthVector[] = jsonOf('health/vectors.json');

test('the machine passes the vectors of health', () => {
  for (const { id, page, at, rules, health } of VECTORS)
    expect({ id, health: connectionHealth(page, at, rules) }).toEqual({ id, health });
});

test('ajv accepts every page', () => {
  const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    jsonOf('health/page.schema.json'),
  );
  expect(VECTORS.filter(({ page }) => !fits(page))).toEqual([]);
});

test('each rule of health has vectors with unique names', () => {
  expect(new Set(VECTORS.map(({ rule }) => rule))).toEqual(new Set(HEALTH_ROWS.map((r) => r.id)));
  expect(new Set(VECTORS.map(({ id }) => id)).size).toBe(VECTORS.length);
});
