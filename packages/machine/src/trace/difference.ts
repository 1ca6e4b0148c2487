/** Where two pieces of plain data differ. */

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/**
 * The first place in which a value differs from what was expected, as `[1].turn`.
 * @returns `null` for none.
 */
export function firstDifference(expected: unknown, found: unknown, path = ''): string | null {
  if (Object.is(expected, found)) return null;
  if (!isObject(expected) || !isObject(found) || Array.isArray(expected) !== Array.isArray(found))
    return path;
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const name of names) {
    const step = Array.isArray(expected) ? `[${name}]` : `.${name}`;
    const difference = firstDifference(expected[name], found[name], path + step);
    if (difference !== null) return difference;
  }
  return null;
}
