/** The part of JSON Schema (2020-12) in which this package describes its data. */
export interface Schema {
  readonly type?: SchemaType | readonly SchemaType[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly description?: string;
}

export type SchemaType = 'null' | 'boolean' | 'integer' | 'string' | 'array' | 'object';

const typeOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value;

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeOf(value) === 'object';

/** Whether a value is meant to have this form: by its type and, where forms have one, by its field `type`. */
function isLikely({ type, properties }: Schema, value: unknown): boolean {
  if (type && ![type].flat().includes(typeOf(value) as SchemaType)) return false;
  const kind = properties?.type;
  return !kind || !isPlainObject(value) || flaw(kind, value.type, '') === null;
}

/**
 * The first thing in which a value differs from its schema, as the end of a sentence that begins with the path:
 * `input.pacing.busy must be …`. It quotes no text of the value, which may be a secret.
 * @returns `null` when the value fits.
 */
export function flaw(schema: Schema, value: unknown, path: string): string | null {
  const type = typeOf(value);
  if (schema.anyOf) {
    if (schema.anyOf.some((one) => flaw(one, value, path) === null)) return null;
    const [likely, ...others] = schema.anyOf.filter((one) => isLikely(one, value));
    return likely && others.length === 0
      ? flaw(likely, value, path)
      : `${path} fits none of its forms`;
  }
  if (schema.type && ![schema.type].flat().includes(type as SchemaType))
    return `${path} must be ${[schema.type].flat().join(' or ')}, not ${type}`;
  if ('const' in schema && value !== schema.const)
    return `${path} must be ${JSON.stringify(schema.const)}`;
  if (schema.enum && !schema.enum.includes(value))
    return `${path} must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`;
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity))
      return `${path} must be from ${schema.minimum} to ${schema.maximum}, not ${value}`;
  } else if (typeof value === 'string') {
    if (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? Infinity))
      return `${path} must have ${schema.minLength ?? 0} to ${schema.maxLength} characters, not ${value.length}`;
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = schema.items && flaw(schema.items, item, `${path}[${index}]`);
      if (found) return found;
    }
  } else if (isPlainObject(value)) {
    const properties = schema.properties ?? {};
    const missing = schema.required?.find((key) => value[key] === undefined);
    if (missing !== undefined) return `${path}.${missing} is missing`;
    for (const [key, item] of Object.entries(value)) {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (item === undefined) continue;
      if (!property) {
        if (schema.additionalProperties === false) return `${path}.${key} is not known`;
        continue;
      }
      const found = flaw(property, item, `${path}.${key}`);
      if (found) return found;
    }
  }
  return null;
}

/** A closed object; every property is required unless it is named optional. */
export const object = (
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
) => ({
  type: 'object' as const,
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  additionalProperties: false as const,
});

export const list = (items: Schema): Schema => ({ type: 'array', items });
export const oneOf = (values: readonly unknown[]): Schema => ({ enum: values });
export const orNull = (schema: Schema & { type: SchemaType }): Schema => ({
  ...schema,
  type: [schema.type, 'null'],
});

export const string = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;
export const integer = { type: 'integer' } as const;
/** A moment, in ms since 1970, or `null`. */
export const moment = orNull(integer);
