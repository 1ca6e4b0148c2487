/** Finds where two pieces of plain data differ. */

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const step = (name: string, isList: boolean): string => (isList ? `[${name}]` : `.${name}`);

/**
 * The path of the first difference between a value and the expected one, for example `[1].turn`.
 *
 * @returns `null` if they are equal.
 */
export function firstDifference(expected: unknown, found: unknown, path = ''): string | null {
  if (Object.is(expected, found)) return null;
  if (!isObject(expected) || !isObject(found) || Array.isArray(expected) !== Array.isArray(found))
    return path;
  const isList = Array.isArray(expected);
  for (const name in expected) {
    const difference = firstDifference(expected[name], found[name], '');
    if (difference !== null) return path + step(name, isList) + difference;
  }
  for (const name in found) if (!(name in expected)) return path + step(name, isList);
  return null;
}
