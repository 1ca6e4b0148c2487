import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { openApiFile } from '../../scripts/openapi/document.ts';

test('the OpenAPI file is valid', async () => {
  const [text = ''] = openApiFile().values();
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(text))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});
