import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { openApi } from '../../scripts/openapi/document.ts';
import { toJson } from '../../scripts/spec/json.ts';

const FILE = new URL('../../packages/host/openapi.json', import.meta.url);

test('the OpenAPI file matches the routes and schemas (to update it: `pnpm openapi`)', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(toJson(openApi()));
});

test('the OpenAPI file is valid', async () => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(readFileSync(FILE, 'utf8')))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});
