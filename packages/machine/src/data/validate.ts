import type { Schema, SchemaType } from './schema.ts';

/**
 * Checks values against schemas. A schema is compiled to closures on first use. No code is generated, so a strict CSP
 * allows it.
 */

/** Returns what is wrong, to append to the value's path: ` must be …` or `.field must be …`. `null` if nothing is. */
type Check = (value: unknown) => string | null;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value;

const typesOf = ({ type = [] }: Schema): readonly string[] => [type].flat();

/** The fixed values of a schema. */
const namedBy = (schema: Schema): readonly unknown[] =>
  schema.enum ?? ('const' in schema ? [schema.const] : []);

function ofValues(values: readonly unknown[], isConst: boolean): Check {
  const known = new Set(values);
  const list = values.map((one) => JSON.stringify(one)).join(', ');
  const error = isConst ? ` must be ${list}` : ` must be one of ${list}`;
  return (value) => (known.has(value) ? null : error);
}

const WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'another number',
  string: 'a text',
  array: 'a list',
  object: 'an object',
};

const wordOf = (type: string): string => WORDS[type] ?? type;

/** What a value must look like: the fields that an object needs, or a type in words. */
function formOf({ anyOf, required = [], ...schema }: Schema): string {
  if (anyOf) return anyOf.map(formOf).join(' or ');
  return required.length > 0
    ? `{ ${required.join(', ')} }`
    : typesOf(schema).map(wordOf).join(' or ');
}

/** A type in words. Of the objects in a list, it names the fields that they need. */
function expected({ items = {} }: Schema, type: string): string {
  const form = formOf(items);
  return type === 'array' && form.startsWith('{') ? `a list of ${form}` : wordOf(type);
}

/** The message for a value that is none of the alternatives. */
export const noForm = (forms: readonly Schema[]): string =>
  ` must be ${forms.map(formOf).join(' or ')}`;

/** The message for a value of a wrong type. */
export const wrongType = (schema: Schema, type: string): string =>
  ` must be ${typesOf(schema)
    .map((one) => expected(schema, one))
    .join(' or ')}, not ${wordOf(type)}`;

/** The message for a value of a wrong type, or out of bounds. */
function misfit(schema: Schema, value: unknown): string {
  const type = typeOf(value);
  if (!typesOf(schema).includes(type)) return wrongType(schema, type);
  return typeof value === 'string'
    ? ` must have ${schema.minLength ?? 0} to ${schema.maxLength} characters, not ${value.length}`
    : ` must be from ${schema.minimum} to ${schema.maximum}, not ${value}`;
}

/** Checks the first type that matches the value. Without a match, the message lists all types. */
function ofTypes(schema: Schema, [type, ...others]: readonly string[]): Check {
  const otherwise: Check =
    others.length > 0 ? ofTypes(schema, others) : (value) => misfit(schema, value);
  switch (type as SchemaType) {
    case 'null':
      return (value) => (value === null ? null : otherwise(value));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? null : otherwise(value));
    case 'integer': {
      const { minimum = -Infinity, maximum = Infinity } = schema;
      return (value) =>
        Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
          ? null
          : otherwise(value);
    }
    case 'string': {
      const { minLength = 0, maxLength = Infinity } = schema;
      return (value) =>
        typeof value === 'string' && value.length >= minLength && value.length <= maxLength
          ? null
          : otherwise(value);
    }
    case 'array': {
      const errorIn = ofItems(schema);
      return (value) => (Array.isArray(value) ? errorIn(value) : otherwise(value));
    }
    case 'object': {
      const errorIn = ofFields(schema);
      return (value) => (isObject(value) ? errorIn(value) : otherwise(value));
    }
  }
}

function ofItems({ items = {} }: Schema): (value: readonly unknown[]) => string | null {
  const check = checkOf(items);
  return (value) => {
    for (let index = 0; index < value.length; index++) {
      const error = check(value[index]);
      if (error !== null) return `[${index}]${error}`;
    }
    return null;
  };
}

/** Checks known fields in schema order, then rejects unknown ones. Reads inherited fields too, such as getters. */
function ofFields(schema: Schema): (value: Fields) => string | null {
  const { properties = {}, required = [] } = schema;
  const isClosed = schema.additionalProperties === false;
  const known = new Set(Object.keys(properties));
  const fields = Object.entries(properties).map(([key, property]) => ({
    key,
    check: checkOf(property),
    missing: required.includes(key) ? ' is missing' : null,
  }));
  return (value) => {
    for (const { key, check, missing } of fields) {
      const one = value[key];
      const error = one === undefined ? missing : check(one);
      if (error !== null) return `.${key}${error}`;
    }
    if (!isClosed) return null;
    for (const key in value)
      if (!known.has(key) && Object.hasOwn(value, key) && value[key] !== undefined)
        return `.${key} is not known`;
    return null;
  };
}

export const NO_KIND = ' must be an object with a type';

/** Selects the alternative by the value of its field `type`. */
function ofKinds(checks: ReadonlyMap<unknown, Check>): Check {
  const kindError = ofValues([...checks.keys()], false);
  return (value) => {
    if (!isObject(value)) return NO_KIND;
    const check = checks.get(value.type);
    if (check) return check(value);
    return value.type === undefined ? '.type is missing' : `.type${kindError(value.type)}`;
  };
}

/** One of the alternatives must match. If only one has the type of the value, its error is used. */
function ofForms(forms: readonly Schema[]): Check {
  const kinds = forms.flatMap((form) =>
    namedBy(form.properties?.type ?? {}).map((kind) => [kind, checkOf(form)] as const),
  );
  if (kinds.length > 0) return ofKinds(new Map(kinds));
  const none = noForm(forms);
  const checks = forms.map((form) => ({ types: typesOf(form), check: checkOf(form) }));
  return (value) => {
    const likely = checks.filter(({ types }) => types.includes(typeOf(value)));
    const errors = likely.map(({ check }) => check(value));
    if (errors.includes(null)) return null;
    return errors.length === 1 ? (errors[0] as string) : none;
  };
}

function compile(schema: Schema): Check {
  if (schema.anyOf) return ofForms(schema.anyOf);
  const values = namedBy(schema);
  if (values.length > 0) return ofValues(values, !schema.enum);
  return schema.type === undefined ? () => null : ofTypes(schema, typesOf(schema));
}

const compiled = new WeakMap<Schema, Check>();

function checkOf(schema: Schema): Check {
  const known = compiled.get(schema);
  if (known) return known;
  const check = compile(schema);
  compiled.set(schema, check);
  return check;
}

/**
 * The first difference between a value and its schema, as a sentence that begins with the path:
 * `input.pacing.busy must be …`. It does not quote texts of the value, which may be secret.
 *
 * @returns `null` if the value is valid.
 */
export function firstError(schema: Schema, value: unknown, path: string): string | null {
  const error = checkOf(schema)(value);
  return error === null ? null : path + error;
}
