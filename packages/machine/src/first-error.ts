import type { Schema, SchemaType } from './schema.ts';

/**
 * Checks values by schemas. A schema is compiled to closures when it is first used; no code is generated, so a strict CSP
 * allows it.
 */

/** What is wrong, from where the path of the value ends: ` must be …` or `.field must be …`; `null` for nothing. */
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

/** The values that a schema names one by one. */
const namedBy = (schema: Schema): readonly unknown[] | undefined =>
  schema.enum ?? ('const' in schema ? [schema.const] : undefined);

function ofValues(values: readonly unknown[], isConst: boolean): Check {
  const known = new Set(values);
  const list = values.map((one) => JSON.stringify(one)).join(', ');
  const error = isConst ? ` must be ${list}` : ` must be one of ${list}`;
  return (value) => (known.has(value) ? null : error);
}

/** The words for a value that has none of the types, or is out of bounds. */
function misfit(schema: Schema, value: unknown): string {
  const [types, type] = [typesOf(schema), typeOf(value)];
  if (!types.includes(type)) return ` must be ${types.join(' or ')}, not ${type}`;
  return typeof value === 'string'
    ? ` must have ${schema.minLength ?? 0} to ${schema.maxLength} characters, not ${value.length}`
    : ` must be from ${schema.minimum} to ${schema.maximum}, not ${value}`;
}

/** Tries the first type; what is not of it is left to the others, and at last to the words. */
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

function ofFields(schema: Schema): (value: Fields) => string | null {
  const { properties = {}, required = [] } = schema;
  const isClosed = schema.additionalProperties === false;
  const keys = [...new Set([...required, ...Object.keys(properties)])];
  const list = keys.map((key, index) => ({
    key,
    index,
    check: checkOf(properties[key] ?? {}),
    isRequired: required.includes(key),
  }));
  const optional = keys.filter((key) => !required.includes(key));
  const fields = new Map(list.map((field) => [field.key, field]));

  const firstIn = (value: Fields): string | null => {
    for (const key of required) if (value[key] === undefined) return `.${key} is missing`;
    // A known field can also come from a prototype, as a getter of a class does.
    for (const key of new Set([...Object.keys(value), ...keys])) {
      if (value[key] === undefined) continue;
      const field = fields.get(key);
      const error = field ? field.check(value[key]) : isClosed ? ' is not known' : null;
      if (error !== null) return `.${key}${error}`;
    }
    return null;
  };
  /** Nearly always a value is as it should be, with its fields in the order of the schema: one pass sees that. */
  return (value) => {
    let missing = required.length;
    let more = 0;
    let next = 0;
    for (const key in value) {
      const one = value[key];
      if (one === undefined) continue;
      const field = list[next]?.key === key ? list[next] : fields.get(key);
      if (field ? field.check(one) !== null : isClosed) return firstIn(value);
      if (!field) continue;
      if (field.isRequired) missing -= 1;
      else more += 1;
      next = field.index + 1;
    }
    // Some may be hidden: not enumerable, or in a prototype.
    for (const key of optional) if (value[key] !== undefined) more -= 1;
    return missing === 0 && more === 0 ? null : firstIn(value);
  };
}

const NO_FORM = ' fits none of its forms';

/** Forms that differ in their field `type`. */
function ofKinds(schemas: readonly Schema[], kinds: readonly (readonly unknown[])[]): Check {
  const checks = new Map(
    schemas.flatMap((schema, index) => (kinds[index] ?? []).map((kind) => [kind, checkOf(schema)])),
  );
  const kindError = checkOf({ enum: kinds.flat() });
  return (value) => {
    if (!isObject(value)) return NO_FORM;
    const check = checks.get(value.type);
    if (check) return check(value);
    return value.type === undefined ? '.type is missing' : `.type${kindError(value.type)}`;
  };
}

/** One of the forms must fit. If only one is meant, by its type and its field `type`, it says what is wrong. */
function ofForms(schemas: readonly Schema[]): Check {
  const kinds = schemas.map(({ properties }) => properties?.type && namedBy(properties.type));
  if (kinds.every((values) => values !== undefined)) return ofKinds(schemas, kinds);
  const forms = schemas.map((schema) => {
    const kind = schema.properties?.type;
    return {
      check: checkOf(schema),
      types: schema.type && typesOf(schema),
      kind: kind && checkOf(kind),
    };
  });
  return (value) => {
    const type = typeOf(value);
    let likely = 0;
    let error: string | null = null;
    for (const { check, types, kind } of forms) {
      if (types?.includes(type) === false || (isObject(value) && kind?.(value.type))) continue;
      error = check(value);
      if (error === null) return null;
      likely += 1;
    }
    return likely === 1 ? error : NO_FORM;
  };
}

function compile(schema: Schema): Check {
  if (schema.anyOf) return ofForms(schema.anyOf);
  const values = namedBy(schema);
  if (values) return ofValues(values, !schema.enum);
  return schema.type === undefined ? () => null : ofTypes(schema, typesOf(schema));
}

const compiled = new WeakMap<Schema, Check>();

function checkOf(schema: Schema): Check {
  const check = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, check);
  return check;
}

/**
 * The first thing in which a value differs from its schema, as the end of a sentence that begins with the path:
 * `input.pacing.busy must be …`. It quotes no text of the value, which may be a secret.
 * @returns `null` when the value fits.
 */
export function firstError(schema: Schema, value: unknown, path: string): string | null {
  const error = checkOf(schema)(value);
  return error === null ? null : path + error;
}
