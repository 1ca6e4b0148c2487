import type { Page } from './types.ts';

/**
 * The entries of a list, one after the other.
 * @param read Reads one page; the next one is read when all of it was taken.
 */
export async function* entriesOf<Entry>(
  read: (page: number) => Promise<{ readonly page: Page; readonly entries: readonly Entry[] }>,
  from = 1,
): AsyncGenerator<Entry, void> {
  for (let number = from; ; number += 1) {
    const { page, entries } = await read(number);
    yield* entries;
    // An empty page is the last one, whatever the count says: this must end.
    if (number >= page.pages || entries.length === 0) return;
  }
}
