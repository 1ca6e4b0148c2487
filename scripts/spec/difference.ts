import { isDeepStrictEqual } from 'node:util';
import type { Meanings } from './lock.ts';

/** What differs between two meanings of a specification, in as few lines as possible. */

interface Difference {
  /** `steps.3.view.rule`, for example. */
  readonly place: string;
  readonly what: string;
}

const LONGEST = 200;

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

type Pair = readonly [before: number | null, after: number | null];

/** How much an item that only one list has costs, in places that differ. */
const ALONE = 4;

const costOf = (before: unknown, after: unknown): number =>
  Math.min([...differences(before, after, '')].length, 2 * ALONE);

/** Items of two lists, paired so that as little as possible differs. Without it, a new step in the middle moves all others. */
function paired(before: readonly unknown[], after: readonly unknown[]): readonly Pair[] {
  const costs = before.map((one) => after.map((other) => costOf(one, other)));
  const rest = Array.from({ length: before.length + 1 }, (_, row) =>
    Array.from({ length: after.length + 1 }, (_, column) =>
      row === before.length || column === after.length
        ? (before.length - row + after.length - column) * ALONE
        : 0,
    ),
  );
  const at = (row: number, column: number): number => rest[row]?.[column] ?? 0;
  const both = (row: number, column: number): number =>
    (costs[row]?.[column] ?? 0) + at(row + 1, column + 1);
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      (rest[row] ?? [])[column] = Math.min(
        both(row, column),
        ALONE + Math.min(at(row + 1, column), at(row, column + 1)),
      );
  const pairs: Pair[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const isBoth = row < before.length && column < after.length;
    if (isBoth && at(row, column) === both(row, column)) pairs.push([row++, column++]);
    else if (row < before.length && at(row, column) === ALONE + at(row + 1, column))
      pairs.push([row++, null]);
    else pairs.push([null, column++]);
  }
  return pairs;
}

function* differencesOfLists(
  before: readonly unknown[],
  after: readonly unknown[],
  place: string,
): Generator<Difference> {
  for (const [row, column] of paired(before, after)) {
    const inner = `${place}.${column ?? row}`;
    if (row === null) yield { place: inner, what: `added ${textOf(after[Number(column)])}` };
    else if (column === null) yield { place: inner, what: `removed ${textOf(before[row])}` };
    else yield* differences(before[row], after[column], inner);
  }
}

/** The places in which two values differ, and both values there. */
function* differences(before: unknown, after: unknown, place: string): Generator<Difference> {
  if (isDeepStrictEqual(before, after)) return;
  const isNested = [before, after].every((value) => typeof value === 'object' && value !== null);
  if (!isNested || Array.isArray(before) !== Array.isArray(after))
    yield { place, what: `${textOf(before)} → ${textOf(after)}` };
  else if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length)
    yield* differencesOfLists(before, after, place);
  else
    for (const key of new Set([...Object.keys(Object(before)), ...Object.keys(Object(after))]))
      yield* differences(
        Object(before)[key],
        Object(after)[key],
        place === '' ? key : `${place}.${key}`,
      );
}

/** A line for each difference. The same difference at many places of a list is one line. */
function linesOf(all: Iterable<Difference>): readonly string[] {
  const same = Map.groupBy(all, ({ place, what }) => {
    const kind = what.replace(/^(added|removed) .*/s, '$1');
    return `${place.replaceAll(/\b\d+\b/g, '*')}: ${kind}`;
  });
  return [...same].map(([text, [first, ...others]]) =>
    others.length === 0 && first
      ? `  ${first.place}${first.place && ': '}${first.what}`
      : `  ${text} (${others.length + 1} times)`,
  );
}

/** How many names with the same difference are listed. */
const MOST_NAMES = 5;

function headOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/**
 * The readings that another row decides, by both rows.
 * @param before The row by the place of the reading.
 */
export function movedRows(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const moved = [...after].flatMap(([place, row]) => {
    const last = before.get(place);
    return last === undefined || last === row ? [] : [{ place, rows: `row ${last} → ${row}` }];
  });
  return [...Map.groupBy(moved, ({ rows }) => rows)].map(
    ([rows, readings]) =>
      `${rows}: ${readings.length === 1 ? 'a reading' : `${readings.length} readings`} (${headOf(readings.map(({ place }) => place))})`,
  );
}

/** The facts that differ, with the places that differ. Facts with the same differences stand together. */
export function differenceOf(before: Meanings, after: Meanings): readonly string[] {
  const facts = [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    if (!after.has(name)) return [{ name, lines: ['  removed'] }];
    if (!before.has(name)) return [{ name, lines: ['  added'] }];
    const lines = linesOf(differences(before.get(name), after.get(name), ''));
    return lines.length === 0 ? [] : [{ name, lines }];
  });
  return [...Map.groupBy(facts, ({ lines }) => lines.join('\n'))].flatMap(([text, same]) => [
    headOf(same.map(({ name }) => name)),
    ...text.split('\n'),
  ]);
}
