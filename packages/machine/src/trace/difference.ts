/** Finds where two pieces of plain data differ. */

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function inLists(expected: readonly unknown[], found: readonly unknown[]): string | null {
  const length = Math.max(expected.length, found.length);
  for (let index = 0; index < length; index++) {
    const isIn = index < expected.length && index < found.length;
    const difference = isIn ? firstDifference(expected[index], found[index]) : '';
    if (difference !== null) return `[${index}]${difference}`;
  }
  return null;
}

function inFields(expected: Fields, found: Fields): string | null {
  for (const name in expected) {
    const difference = firstDifference(expected[name], found[name]);
    if (difference !== null) return `.${name}${difference}`;
  }
  for (const name in found) if (!(name in expected)) return `.${name}`;
  return null;
}

/**
 * The path of the first difference between a value and the expected one, for example `[1].turn`.
 *
 * @returns `null` if they are equal.
 */
export function firstDifference(expected: unknown, found: unknown): string | null {
  if (Object.is(expected, found)) return null;
  if (!isObject(expected) || !isObject(found)) return '';
  if (!Array.isArray(expected)) return Array.isArray(found) ? '' : inFields(expected, found);
  return Array.isArray(found) ? inLists(expected, found) : '';
}
