/** One place where an answer is not what was expected. A side that is `undefined` has nothing there. */
export interface Difference {
  /** `effects[0].ms`, for example. */
  readonly path: string;
  readonly expected: unknown;
  readonly got: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** Sentences for people: every implementation has its own. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'advice', 'meaning']);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** All that differs between two values of JSON, the smallest parts of it. Sentences are left out. */
export function differences(expected: unknown, got: unknown, path: string): readonly Difference[] {
  if (Array.isArray(expected) && Array.isArray(got)) {
    const length = Math.max(expected.length, got.length);
    return Array.from({ length }, (_, index) =>
      differences(expected[index], got[index], `${path}[${index}]`),
    ).flat();
  }
  if (isObject(expected) && isObject(got)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(got)])]
      .filter((key) => !SENTENCES.has(key))
      .flatMap((key) => differences(expected[key], got[key], at(path, key)));
  }
  return expected === got ? [] : [{ path, expected, got }];
}

/** The same, for those keys alone that are expected. */
export const differencesIn = (expected: Json, got: Json, path: string): readonly Difference[] =>
  Object.keys(expected).flatMap((key) => differences(expected[key], got[key], at(path, key)));
