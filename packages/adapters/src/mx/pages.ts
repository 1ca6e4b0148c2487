/** Which page of a list to read. */
export interface Paging {
  /** Counted from 1. @default 1 */
  readonly page?: number;
  /** From 10 to 1000. MX uses 25 for any other number. @default 25 */
  readonly recordsPerPage?: number;
}

/** The position of a page in its list. */
export interface Page {
  /** Counted from 1. */
  readonly page: number;
  /** The number of pages, at least 1. */
  readonly pages: number;
  /** The number of entries on all pages. */
  readonly total: number;
}

/**
 * Iterates the entries of a list one by one.
 *
 * @param read Reads one page. The next page is read after the last entry of the current one.
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
    // An empty page is the last one even if the count disagrees. Otherwise the loop might not end.
    if (number >= page.pages || entries.length === 0) return;
  }
}

/** A list. Await it for one page, or iterate it for all entries from that page on. Pages are read on demand. */
export type Listing<Result extends Page, Entry> = Promise<Result> & AsyncIterable<Entry>;

/**
 * Makes a list that can be awaited or iterated.
 *
 * @param read Reads one page. The first page is read immediately.
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
