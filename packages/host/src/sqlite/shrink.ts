import type { DatabaseSync } from 'node:sqlite';

/** The maximum number of pages that are freed at a time: about 10 ms, which block the event loop. */
const MAX_PAGES = 1_000;

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

/**
 * Returns free pages to the system if more than half of the file is free. The remaining free pages are left for new
 * members.
 */
export function shrink(database: DatabaseSync): void {
  const free = numberOf(database, 'freelist_count');
  const spare = free - Math.ceil(numberOf(database, 'page_count') / 2);
  if (spare > 0) database.exec(`PRAGMA incremental_vacuum(${Math.min(spare, MAX_PAGES)})`);
}
