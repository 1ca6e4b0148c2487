import { escaped } from '../command-line/json.ts';
import type { Failure } from './check.ts';
import type { Difference } from './compare.ts';

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
 * Shows differences in two columns, each below the path to it.
 * @param room How many columns there are in all.
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

/** Why a vector failed, as lines. */
export const reasonOf = (
  {
    broken,
    differences,
    moreDifferences,
  }: Pick<Failure, 'broken' | 'differences' | 'moreDifferences'>,
  room: number,
): readonly string[] =>
  broken === null
    ? [
        ...sideBySide(differences, room),
        ...(moreDifferences ? [`… and ${moreDifferences} more differences`] : []),
      ]
    : [broken];
