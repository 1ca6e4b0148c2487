/** The part of JSON Schema (2020-12) that describes the data of this package. */
export interface Schema {
  readonly type?: SchemaType | readonly SchemaType[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  /** If every alternative fixes `type`, that field selects the alternative. */
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

/** Copies the fields of a value that a schema describes, as plain data. Other fields are dropped. */
export function pick({ items, properties }: Schema, value: unknown): unknown {
  if (Array.isArray(value)) return items ? value.map((item) => pick(items, item)) : value;
  if (!properties || typeof value !== 'object' || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const key in properties) {
    const one = given[key];
    if (one !== undefined) copy[key] = pick(properties[key] as Schema, one);
  }
  return copy;
}

/** A closed object. Every property is required unless it is listed as optional. */
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
