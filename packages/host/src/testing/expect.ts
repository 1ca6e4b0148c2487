import type { Rows } from '../store/store.ts';

/** Compares rows without a test runner. */

/** A value as text, with object fields in alphabetical order. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The longest part of a value that an error quotes, in characters. */
const QUOTED = 400;
const quoted = (text: string) => (text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);

/** @throws {Error} that quotes both values when they differ. */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (textOf(found) === textOf(expected)) return;
  throw new Error(
    `${what}: expected ${quoted(textOf(expected))} and found ${quoted(textOf(found))}`,
  );
}

/** Compares rows, whatever their order. */
export async function expectRows(
  what: string,
  found: Rows<unknown>,
  expected: readonly unknown[],
): Promise<void> {
  const rows: string[] = [];
  for await (const row of found) rows.push(textOf(row));
  expectSame(what, rows.sort(), expected.map(textOf).sort());
}

/** @throws {Error} when `work` does not throw. */
export async function expectFailure(what: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch {
    return;
  }
  throw new Error(`${what}: expected an error`);
}
