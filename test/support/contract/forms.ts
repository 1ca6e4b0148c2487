/** JSON Schemas of MX's bodies in our own words: each field is there, has one of its types, and nothing else is. */
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
/** Dollars and cents, and no fraction of a cent. */
export const money: Schema = { type: 'number', multipleOf: 0.01 };

export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, nothing] });
export const oneOf = (...values: readonly string[]): Schema => ({ enum: values });

/** A guid of MX's. @param prefix What it begins with. */
export const guid = (prefix: string): Schema => ({
  type: 'string',
  pattern: `^${prefix}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`,
});

/** An object with all of these fields and no other. */
export const exactly = (fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties: fields,
  required: Object.keys(fields),
  additionalProperties: false,
});

/** These fields, all of one form. */
export const each = (form: Schema, ...names: readonly string[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(names.map((name) => [name, form]));

const pagination = exactly({
  ...each({ type: 'integer', minimum: 1 }, 'current_page', 'per_page', 'total_pages'),
  total_entries: { type: 'integer', minimum: 0 },
});

/** A page of records under their name. */
export const pageOf = (name: string, record: Schema): Schema =>
  exactly({ [name]: { type: 'array', items: record }, pagination });

/** An error as MX writes it. */
export const errorBody = exactly({ error: exactly({ message: text }) });
