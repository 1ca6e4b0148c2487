import type { Schema } from './schema.ts';

/** Schemas compiled to closures that only say whether a value fits. No code is generated, so a strict CSP allows it. */

export type Fits = (value: unknown) => boolean;

const always: Fits = () => true;
const never: Fits = () => false;

/** Values that a schema names one by one; `null` when it does not. */
function named({ enum: values, ...schema }: Schema): readonly unknown[] | null {
  return values ?? ('const' in schema ? [schema.const] : null);
}

/** Compiles a schema. */
export function compile(schema: Schema): Fits {
  if (schema.anyOf) return anyOf(schema.anyOf);
  const values = named(schema);
  if (values) {
    const known = new Set(values);
    return (value) => known.has(value);
  }
  if (schema.type === undefined) return always;
  const [type, ...others] = [schema.type].flat();
  const fits = ofType(type ?? 'none', schema);
  if (others.length === 0) return fits;
  const isOther = compile({ ...schema, type: others });
  return (value) => fits(value) || isOther(value);
}

/** Forms that differ in their field `type` are looked up by it. */
function anyOf(schemas: readonly Schema[]): Fits {
  const forms = schemas.map(compile);
  const byType = new Map<unknown, Fits>();
  for (const [index, { properties }] of schemas.entries())
    for (const type of (properties?.type && named(properties.type)) ?? [])
      byType.set(type, forms[index] ?? never);
  if (schemas.every(({ properties }) => properties?.type))
    return (value) => byType.get(Object(value).type)?.(value) ?? false;
  return (value) => {
    for (const fits of forms) if (fits(value)) return true;
    return false;
  };
}

function ofType(type: string, schema: Schema): Fits {
  switch (type) {
    case 'null':
      return (value) => value === null;
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'integer': {
      const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
      return (value) =>
        typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= minimum &&
        value <= maximum;
    }
    case 'string': {
      const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
      if (minLength === 0 && maxLength === Number.POSITIVE_INFINITY)
        return (value) => typeof value === 'string';
      return (value) =>
        typeof value === 'string' && value.length >= minLength && value.length <= maxLength;
    }
    case 'array': {
      const item = schema.items ? compile(schema.items) : always;
      return (value) => {
        if (!Array.isArray(value)) return false;
        for (const one of value) if (!item(one)) return false;
        return true;
      };
    }
    case 'object':
      return object(schema);
    default:
      return never;
  }
}

function object({ properties = {}, required = [], additionalProperties }: Schema): Fits {
  const fields = Object.entries(properties).map(([key, schema], index) => ({
    key,
    index,
    fits: compile(schema),
    isRequired: required.includes(key),
  }));
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const isClosed = additionalProperties === false;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const given = value as Readonly<Record<string, unknown>>;
    let found = 0;
    let at = 0;
    for (const key in given) {
      const one = given[key];
      if (one === undefined) continue;
      // Most values have their fields in the order of the schema, so that none has to be looked up.
      const next = fields[at];
      const field = next?.key === key ? next : byKey.get(key);
      if (field) {
        if (!field.fits(one)) return false;
        found += 1;
        at = field.index + 1;
      } else if (isClosed && Object.hasOwn(given, key)) return false;
    }
    if (found === fields.length) return true;
    // What is left is absent, or hidden in a prototype.
    for (const { key, fits, isRequired } of fields) {
      const one = given[key];
      if (one === undefined ? isRequired : !fits(one)) return false;
    }
    return true;
  };
}
