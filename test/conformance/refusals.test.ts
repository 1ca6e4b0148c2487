import { expect, test } from 'vitest';
import type { Schema } from '../../packages/machine/src/data/schema.ts';
import { INPUT, UNSAFE_INPUT } from '../../packages/machine/src/data/shapes.ts';
import { EVENT, RECORD } from '../../packages/machine/src/index.ts';
import { type Refusal, refusals } from '../../scripts/spec/refusals.ts';
import { inProcess } from '../cli/support/in-process.ts';

const LINES = refusals();

test('the machine refuses each of them', async () => {
  const { code, out } = await inProcess('conformance --refusals');
  expect(out).toContain(`All ${LINES.length} vectors pass.`);
  expect(code).toBe(0);
});

test('each has a name of its own', () => {
  expect(new Set(LINES.map(({ id }) => id)).size).toBe(LINES.length);
});

const COUNTED = ['minimum', 'maximum', 'minLength', 'maxLength', 'enum', 'const', 'type'] as const;

/** The schema without one of its constraints, for each of them, with the name of that constraint. */
function* withoutOne(schema: Schema, path: string): Generator<readonly [string, Schema]> {
  for (const keyword of [...COUNTED, 'additionalProperties'] as const)
    if (keyword in schema) {
      const { [keyword]: _, ...rest } = schema;
      yield [`${path} ${keyword}`, rest];
    }
  for (const key of schema.required ?? [])
    yield [
      `${path} required ${key}`,
      { ...schema, required: schema.required?.filter((one) => one !== key) ?? [] },
    ];
  for (const [key, inner] of Object.entries(schema.properties ?? {}))
    for (const [name, one] of withoutOne(inner, `${path}.${key}`))
      yield [name, { ...schema, properties: { ...schema.properties, [key]: one } }];
  if (schema.items)
    for (const [name, items] of withoutOne(schema.items, `${path}[]`))
      yield [name, { ...schema, items }];
  for (const [index, form] of (schema.anyOf ?? []).entries())
    for (const [name, one] of withoutOne(form, `${path}|${index}`))
      yield [name, { ...schema, anyOf: schema.anyOf?.with(index, one) ?? [] }];
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** Whether a value fits a schema, by the words of JSON Schema alone. */
function fits(schema: Schema, value: unknown): boolean {
  const { anyOf, type, minimum, maximum, minLength, maxLength, items, properties } = schema;
  if (anyOf && !anyOf.some((form) => fits(form, value))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if ('const' in schema && schema.const !== value) return false;
  const types: readonly string[] = [type ?? []].flat();
  const isOfType =
    types.includes(typeOf(value)) || (types.includes('integer') && Number.isInteger(value));
  if (type && !isOfType) return false;
  if (typeof value === 'number')
    return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  if (typeof value === 'string')
    return value.length >= (minLength ?? 0) && value.length <= (maxLength ?? Infinity);
  if (Array.isArray(value)) return value.every((item) => fits(items ?? {}, item));
  if (typeOf(value) !== 'object') return true;
  const fields = Object.entries(value as object);
  return (
    (schema.required ?? []).every((key) => fields.some(([name]) => name === key)) &&
    fields.every(([name, inner]) => {
      const property = properties?.[name];
      return property ? fits(property, inner) : schema.additionalProperties !== false;
    })
  );
}

/** The document of a line that its schema is about. */
function documentOf(line: Refusal): unknown {
  if (line.do === 'begin') return line.input;
  return line.id.startsWith('event') ? line.event : line.record;
}

const [DONE, ERROR, ANSWER] = ['done', 'error', 'challenge.answer'].map((type) =>
  EVENT.anyOf?.find(({ properties }) => properties?.type?.const === type),
);

test.each([
  ['input', /^input/, INPUT],
  ['an unsafe input', /^(unsafe )?input/, UNSAFE_INPUT],
  ['a record', /^record/, RECORD],
  ['a result', /^event done/, DONE],
  ['a fault', /^event error/, ERROR],
  ['an answer', /^event (answer|sealed)/, ANSWER],
] as const)('who leaves out one constraint of %s takes one of them', (name, ids, schema) => {
  const documents = LINES.filter(({ id }) => ids.test(id)).map(documentOf);
  const unnoticed = [...withoutOne(schema ?? {}, name)].filter(
    ([, lax]) => !documents.some((value) => fits(lax, value)),
  );
  expect(unnoticed.map(([constraint]) => constraint)).toEqual([]);
});
