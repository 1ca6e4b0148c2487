import type { Schema } from '../../packages/machine/src/data/schema.ts';
import { NO_KIND, noForm, wrongType } from '../../packages/machine/src/data/validate.ts';

/** A check that walks schema and value together and compiles nothing. The compiled check must agree with it. */

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

const isOfType = ({ type }: Schema, given: string): boolean =>
  type === undefined || type === given || (Array.isArray(type) && type.includes(given));

/** Whether a value is meant to have this form: by its type and, where the form has one, by its field `type`. */
function isLikely(schema: Schema, value: unknown): boolean {
  if (!isOfType(schema, typeOf(value))) return false;
  const kind = schema.properties?.type;
  return !kind || !isPlainObject(value) || find(kind, value.type) === null;
}

/** The values of `type` that distinguish all forms; empty if `type` does not distinguish them. */
function typesOf(forms: readonly Schema[]): readonly unknown[] {
  const types = forms.map(({ properties }) => properties?.type);
  return types.every((type) => type !== undefined)
    ? types.flatMap((type) => type?.enum ?? [type?.const])
    : [];
}

/** What is wrong, as the end of a message: ` must be …` or `.field must be …`; `null` if nothing is. */
function find(schema: Schema, value: unknown): string | null {
  const { anyOf, properties = {} } = schema;
  const type = typeOf(value);
  if (anyOf) {
    if (anyOf.some((one) => find(one, value) === null)) return null;
    const [likely, ...others] = anyOf.filter((one) => isLikely(one, value));
    if (likely && others.length === 0) return find(likely, value);
    const types = typesOf(anyOf);
    if (types.length > 0 && isPlainObject(value))
      return value.type === undefined
        ? '.type is missing'
        : `.type${find({ enum: types }, value.type)}`;
    return types.length > 0 ? NO_KIND : noForm(anyOf);
  }
  if (!isOfType(schema, type)) return wrongType(schema, type);
  if ('const' in schema && value !== schema.const)
    return ` must be ${JSON.stringify(schema.const)}`;
  if (schema.enum && !schema.enum.includes(value))
    return ` must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`;
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity))
      return ` must be from ${schema.minimum} to ${schema.maximum}, not ${value}`;
  } else if (typeof value === 'string') {
    if (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? Infinity))
      return ` must have ${schema.minLength ?? 0} to ${schema.maxLength} characters, not ${value.length}`;
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = schema.items && find(schema.items, item);
      if (found) return `[${index}]${found}`;
    }
  } else if (isPlainObject(value)) {
    // A known field can also come from a prototype, such as a getter of a class.
    for (const [key, property] of Object.entries(properties)) {
      const isMissing = value[key] === undefined;
      if (isMissing && schema.required?.includes(key)) return `.${key} is missing`;
      const found = isMissing ? null : find(property, value[key]);
      if (found) return `.${key}${found}`;
    }
    const isKnown = (key: string) =>
      Object.hasOwn(properties, key) || schema.additionalProperties !== false;
    const unknown = Object.keys(value).find((key) => value[key] !== undefined && !isKnown(key));
    if (unknown !== undefined) return `.${unknown} is not known`;
  }
  return null;
}

/** The message of `firstError`. */
export function plainError(schema: Schema, value: unknown, path: string): string | null {
  const found = find(schema, value);
  return found && path + found;
}
