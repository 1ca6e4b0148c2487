/**
 * JSON Schemas of MX's bodies, written by hand. Each requires every field, gives its types, and allows no other
 * field.
 */
export interface Schema {
  readonly [keyword: string]: unknown;
}

export const text: Schema = { type: 'string', minLength: 1 };
export const whole: Schema = { type: 'integer' };
export const amount: Schema = { type: 'number' };
export const flag: Schema = { type: 'boolean' };
export const nothing: Schema = { type: 'null' };
export const instant: Schema = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$',
};
export const day: Schema = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' };
/** Dollars with at most two decimals. */
export const money: Schema = { type: 'number', multipleOf: 0.01 };

export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, nothing] });
export const oneOf = (...values: readonly string[]): Schema => ({ enum: values });

/** A guid of MX. @param prefix The beginning of the guid. */
export const guid = (prefix: string): Schema => ({
  type: 'string',
  pattern: `^${prefix}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`,
});

/** An object with exactly these fields. */
export const exactly = (fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties: fields,
  required: Object.keys(fields),
  additionalProperties: false,
});

/** These fields, all with the same schema. */
export const each = (form: Schema, ...names: readonly string[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(names.map((name) => [name, form]));

const pagination = exactly({
  ...each({ type: 'integer', minimum: 1 }, 'current_page', 'per_page', 'total_pages'),
  total_entries: { type: 'integer', minimum: 0 },
});

/** A page of records, under the name of the list. */
export const pageOf = (name: string, record: Schema): Schema =>
  exactly({ [name]: { type: 'array', items: record }, pagination });

/** An error in MX's form. */
export const errorBody = exactly({ error: exactly({ message: text }) });
