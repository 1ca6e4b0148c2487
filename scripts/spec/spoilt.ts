import type { Schema } from '../../packages/machine/src/data/schema.ts';
import { firstError } from '../../packages/machine/src/data/validate.ts';

/** Values that do not fit a schema, each wrong in one place. */

/** What stands in the place of a value. `undefined` is left out of JSON. */
const WRONG: readonly unknown[] = [undefined, null, '', 'surprise', -1, 0.5];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Copies of a value with something else in one place, or with one more field. */
function* changed(value: unknown, wrong: readonly unknown[]): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const other of changed(item, wrong)) yield value.with(index, other);
    return;
  }
  if (!isObject(value)) return;
  yield { ...value, surprise: 1 };
  for (const [key, inner] of Object.entries(value))
    for (const other of [...wrong, ...changed(inner, wrong)]) yield { ...value, [key]: other };
}

/** Copies of a value that do not fit the schema. */
export const spoilt = (
  schema: Schema,
  value: unknown,
  wrong: readonly unknown[] = WRONG,
): readonly unknown[] =>
  [...changed(value, wrong)].filter((one) => firstError(schema, one, '') !== null);
