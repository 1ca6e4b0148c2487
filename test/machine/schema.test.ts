import { describe, expect, test } from 'vitest';
import {
  integer,
  object,
  oneOf,
  orNull,
  pick,
  type Schema,
  string,
} from '../../packages/machine/src/data/schema.ts';
import { firstError } from '../../packages/machine/src/data/validate.ts';
import { plainError } from '../support/plain-check.ts';

const few: Schema = { type: 'integer', minimum: 0, maximum: 5 };
const short: Schema = { type: 'string', minLength: 1, maxLength: 3 };
const atMost: Schema = { type: 'string', maxLength: 3 };
const closed = object({ a: integer, b: string }, ['b']);
const open: Schema = { type: 'object', properties: { a: integer } };
const events: Schema = {
  anyOf: [
    object({ type: { const: 'go' }, to: integer }),
    object({ type: oneOf(['stop', 'wait']), why: string }),
  ],
};
const answers: Schema = { anyOf: [object({ value: string }), object({ sealed: string })] };
const nullable: Schema = { anyOf: [{ type: 'null' }, closed] };
const NO_KIND = 'it must be an object with a type';

describe('the compiled check and a plain one agree', () => {
  test.each<[Schema, unknown]>([
    [few, 0],
    [few, 5],
    [{ type: 'integer' }, -1e9],
    [short, 'x'],
    [short, 'xyz'],
    [atMost, ''],
    [atMost, 'xyz'],
    [orNull(integer), null],
    [orNull(integer), 1],
    [{}, Symbol.iterator],
    [{ type: 'array' }, [1, 'x']],
    [{ type: 'object' }, { any: 1 }],
    [open, { more: 'x' }],
    [open, {}],
    [closed, { a: 1 }],
    [closed, { b: 'x', a: 1 }],
    [closed, { a: 1, b: undefined, c: undefined }],
    [closed, Object.create({ a: 1 })],
    [closed, Object.assign(Object.create({ c: 1 }), { a: 1 })],
    [events, { type: 'go', to: 1 }],
    [events, { type: 'wait', why: 'x' }],
    [answers, { sealed: 'x' }],
    [nullable, null],
  ])('%j takes %o', (schema, value) => {
    expect(firstError(structuredClone(schema), value, 'it')).toBeNull();
    expect(plainError(schema, value, 'it')).toBeNull();
  });

  test.each<[Schema, unknown, string]>([
    [few, -1, 'it must be from 0 to 5, not -1'],
    [few, 6, 'it must be from 0 to 5, not 6'],
    [few, 1.5, 'it must be a whole number, not another number'],
    [few, '1', 'it must be a whole number, not a text'],
    [short, '', 'it must have 1 to 3 characters, not 0'],
    [short, 'xyzz', 'it must have 1 to 3 characters, not 4'],
    [atMost, 'xyzz', 'it must have 0 to 3 characters, not 4'],
    [short, ['x'], 'it must be a text, not a list'],
    [orNull(integer), 'x', 'it must be a whole number or null, not a text'],
    [{ type: 'array', items: few }, [1, 9], 'it[1] must be from 0 to 5, not 9'],
    [{ type: 'array' }, {}, 'it must be a list, not an object'],
    [{ type: 'object' }, [], 'it must be an object, not a list'],
    [{ type: 'object' }, null, 'it must be an object, not null'],
    [open, { a: 'x' }, 'it.a must be a whole number, not a text'],
    [closed, {}, 'it.a is missing'],
    [closed, { a: 1, c: 1 }, 'it.c is not known'],
    [closed, { b: 'x', a: 'x' }, 'it.a must be a whole number, not a text'],
    [closed, Object.create({ a: 'x' }), 'it.a must be a whole number, not a text'],
    [events, {}, 'it.type is missing'],
    [events, { type: 'run' }, 'it.type must be one of "go", "stop", "wait"'],
    [events, { type: 'go', to: 'x' }, 'it.to must be a whole number, not a text'],
    [events, { type: 'stop' }, 'it.why is missing'],
    [events, 7, NO_KIND],
    [events, null, NO_KIND],
    [answers, { guid: 'A' }, 'it must be { value } or { sealed }'],
    [{ const: 2 }, 3, 'it must be 2'],
    [{ const: 'go' }, 'stop', 'it must be "go"'],
    [oneOf(['go', null]), 'stop', 'it must be one of "go", null'],
    [closed, { c: 1, b: 2 }, 'it.a is missing'],
    [nullable, { a: 1.5 }, 'it.a must be a whole number, not another number'],
    [nullable, 7, 'it must be null or { a }'],
  ])('%j refuses %o: %s', (schema, value, error) => {
    expect(firstError(structuredClone(schema), value, 'it')).toBe(error);
    expect(plainError(schema, value, 'it')).toBe(error);
  });
});

test('a copy has only the fields of the schema, and no undefined field', () => {
  expect(pick(closed, { a: 1, b: undefined, c: 1 })).toStrictEqual({ a: 1 });
  expect(pick(nullable, null)).toBeNull();
  expect(pick(closed, null)).toBeNull();
});
