import type { DatabaseSync } from 'node:sqlite';

/** The most pages that are given back at once: about 10 ms, which block the event loop. */
const MAX_PAGES = 1_000;

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

/** Gives free pages back to the system when more than half of the file is free. New members use the other free pages. */
export function shrink(database: DatabaseSync): void {
  const free = numberOf(database, 'freelist_count');
  const spare = free - Math.ceil(numberOf(database, 'page_count') / 2);
  if (spare > 0) database.exec(`PRAGMA incremental_vacuum(${Math.min(spare, MAX_PAGES)})`);
}
