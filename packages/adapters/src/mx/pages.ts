/** Which part of a list to read. */
export interface Paging {
  /** From 1. @default 1 */
  readonly page?: number;
  /** From 10 to 1000; MX takes 25 for anything else. @default 25 */
  readonly recordsPerPage?: number;
}

/** The position of a page in its list. */
export interface Page {
  /** From 1. */
  readonly page: number;
  /** Pages in all; at least 1. */
  readonly pages: number;
  /** Entries in all. */
  readonly total: number;
}

/**
 * The entries of a list, one after the other.
 * @param read Reads one page; the next page is read when all entries of the one before were taken.
 */
export async function* entriesOf<Result extends Page, Entry>(
  read: (page: number) => Promise<Result>,
  entriesIn: (page: Result) => readonly Entry[],
  from = 1,
): AsyncGenerator<Entry, void> {
  for (let number = from; ; number += 1) {
    const page = await read(number);
    const entries = entriesIn(page);
    yield* entries;
    // An empty page is the last one, whatever the count says: this must end.
    if (number >= page.pages || entries.length === 0) return;
  }
}

/** A list: awaited, it is one page; iterated, it is each entry from that page on, and pages are read as they are needed. */
export type Listing<Result extends Page, Entry> = Promise<Result> & AsyncIterable<Entry>;

/**
 * A list that can be awaited or iterated.
 * @param read Reads one page; the first one is read at once.
 */
export function listingOf<Result extends Page, Entry>(
  read: (page: number | undefined) => Promise<Result>,
  entriesIn: (page: Result) => readonly Entry[],
  from?: number,
): Listing<Result, Entry> {
  const first = read(from);
  const readOn = (page: number) => (page === (from ?? 1) ? first : read(page));
  return Object.assign(first, {
    [Symbol.asyncIterator]: () => entriesOf(readOn, entriesIn, from),
  });
}
