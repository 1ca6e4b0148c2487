import type { Difference } from './compare.ts';

/** So many differences of one answer are shown. */
const MAX_DIFFERENCES = 50;
/** In characters of JSON. */
const MAX_VALUE = 1_000;
const MAX_PATH = 200;

/** A text of at most `max` characters, and how long it was. */
export const cutText = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max)}… (${text.length} characters)` : text;

/** A value, or the beginning of its JSON where that is long. */
function cutValue(value: unknown): unknown {
  if (value === undefined) return value;
  const json = JSON.stringify(value);
  return json.length > MAX_VALUE ? cutText(json, MAX_VALUE) : value;
}

/** What is shown of many or large differences: an implementation that repeats its input does not fill the screen. */
export function cutDifferences(differences: readonly Difference[]): {
  readonly differences: readonly Difference[];
  readonly moreDifferences?: number;
} {
  const more = differences.length - MAX_DIFFERENCES;
  return {
    differences: differences.slice(0, MAX_DIFFERENCES).map(({ path, expected, got }) => ({
      path: cutText(path, MAX_PATH),
      expected: cutValue(expected),
      got: cutValue(got),
    })),
    ...(more > 0 && { moreDifferences: more }),
  };
}
