import { INPUT } from '@mx-member/machine/step';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { INPUT_FROM, START_BODY } from '../../packages/http/src/schemas.ts';
import { openApiFile } from '../../scripts/openapi/document.ts';

test('every part of an input has somebody who sets it over HTTP, and the callers’ parts have the machine’s schemas', () => {
  expect(Object.keys(INPUT_FROM)).toEqual(Object.keys(INPUT.properties ?? {}));
  const { after, replace, baseline, ...parts } = START_BODY.properties;
  expect(INPUT.properties).toMatchObject(parts);
  expect(Object.keys(parts)).toEqual(['job', 'oauth', 'act']);
});

test('the OpenAPI file is valid', async () => {
  const [text = ''] = openApiFile().values();
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(text))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});
