import { escaped } from '../common/io.ts';

/** One place where an answer differs from what was expected. `undefined` means that the value is missing. */
export interface Difference {
  /** `effects[0].ms`, for example. */
  readonly path: string;
  readonly expected: unknown;
  readonly got: unknown;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Fields with sentences for people. Each implementation words them in its own way. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'advice', 'meaning']);

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** The smallest parts that differ between two JSON values. Sentences for people are not compared. */
export function differences(expected: unknown, got: unknown, path: string): readonly Difference[] {
  if (Array.isArray(expected) && Array.isArray(got)) {
    const length = Math.max(expected.length, got.length);
    return Array.from({ length }, (_, index) =>
      differences(expected[index], got[index], `${path}[${index}]`),
    ).flat();
  }
  if (isJsonObject(expected) && isJsonObject(got)) {
    return [...new Set([...Object.keys(expected), ...Object.keys(got)])]
      .filter((key) => !SENTENCES.has(key))
      .flatMap((key) => differences(expected[key], got[key], at(path, key)));
  }
  return expected === got ? [] : [{ path, expected, got }];
}

/** Like {@link differences}, but compares only the expected keys. */
export const differencesIn = (
  expected: JsonObject,
  got: JsonObject,
  path: string,
): readonly Difference[] =>
  Object.keys(expected).flatMap((key) => differences(expected[key], got[key], at(path, key)));

/** How many differences per answer are shown. */
const MAX_DIFFERENCES = 50;
/** In characters of JSON. */
const MAX_VALUE = 1_000;
const MAX_PATH = 200;

/** Cuts a text after `max` characters, and adds its full length. */
export const truncateText = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max)}… (${text.length} characters)` : text;

/** A value, or the beginning of its JSON if that is long. */
function truncateValue(value: unknown): unknown {
  if (value === undefined) return value;
  const json = JSON.stringify(value);
  return json.length > MAX_VALUE ? truncateText(json, MAX_VALUE) : value;
}

/** Shortens long lists of differences and large values. Otherwise an implementation that echoes its input fills the screen. */
export function truncateDifferences(differences: readonly Difference[]): {
  readonly differences: readonly Difference[];
  readonly moreDifferences?: number;
} {
  const more = differences.length - MAX_DIFFERENCES;
  return {
    differences: differences.slice(0, MAX_DIFFERENCES).map(({ path, expected, got }) => ({
      path: truncateText(path, MAX_PATH),
      expected: truncateValue(expected),
      got: truncateValue(got),
    })),
    ...(more > 0 && { moreDifferences: more }),
  };
}

const NOTHING = '(nothing)';
const NARROWEST = 24;

/** One value as lines of at most `width` characters, safe to print. */
function linesOf(value: unknown, width: number): readonly string[] {
  if (value === undefined) return [NOTHING];
  const compact = escaped(JSON.stringify(value));
  const text = compact.length <= width ? compact : escaped(JSON.stringify(value, null, 2));
  return text.split('\n').flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? ['']);
}

/**
 * Shows differences in two columns, each below its path.
 * @param room The width of the screen, in columns.
 */
export function sideBySide(differences: readonly Difference[], room: number): readonly string[] {
  const most = Math.max(NARROWEST, Math.floor((room - 3) / 2));
  const blocks = differences.map(({ path, expected, got }) => ({
    path,
    left: linesOf(expected, most),
    right: linesOf(got, most),
  }));
  const width = Math.max(
    'expected'.length,
    ...blocks.flatMap(({ left }) => left.map(({ length }) => length)),
  );
  const row = (left = '', right = '') => `${left.padEnd(width)} | ${right}`.trimEnd();
  return [
    row('expected', 'got'),
    ...blocks.flatMap(({ path, left, right }) => [
      `${escaped(JSON.stringify(path).slice(1, -1))}:`,
      ...Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
        row(left[index], right[index]),
      ),
    ]),
  ];
}
