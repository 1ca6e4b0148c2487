import { accountGuid } from './accounts.ts';
import { DAY } from './calendar.ts';
import { type Data, entriesBetween, isPending, LONGEST_PENDING } from './data.ts';
import type { Entry } from './entries.ts';

/** How much an aggregation collects. With an extended history it is everything since the accounts were opened. */
const HISTORY = 90 * DAY;

/** A transaction that a job has collected. Times are in ms since 1970. */
export interface Transaction {
  readonly guid: string;
  readonly accountGuid: string;
  readonly entry: Entry;
  /** When the bank booked it. `null` while it is pending. */
  readonly postedAt: number | null;
  /** When the platform first knew it, and when it last changed. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * How many transactions are new, and how many were booked, since an earlier read with the same history. Only the last
 * days can have changed, so a daily job does not count all earlier months. `null` if older months may have changed.
 */
export function countSince(
  before: Data | null,
  after: Data,
): { readonly created: number; readonly updated: number } | null {
  const [old, now] = [before?.collected.items, after.collected.items];
  const [was, is] = [old?.transactions, now.transactions];
  if (!was || !is || was.first !== is.first || old?.history?.first !== now.history?.first)
    return null;
  let [created, updated] = [0, 0];
  for (const { entry } of entriesBetween(after, was.last - LONGEST_PENDING, is.last))
    if (entry.at > was.last) created++;
    else if (isPending(entry, was.last) && !isPending(entry, is.last)) updated++;
  return { created, updated };
}

/** Everything that was collected, latest first. */
export function transactionsOf(data: Data): readonly Transaction[] {
  const { collected, guids, openedAt } = data;
  const { transactions: read, history } = collected.items;
  if (!read) return [];
  const from = read.first - HISTORY;
  return entriesBetween(data, history ? openedAt : from, read.last).map(
    ({ entry, number }): Transaction => {
      const known = history && entry.at < from ? history.first : read.first;
      const postedAt = isPending(entry, read.last) ? null : entry.postedAt;
      const createdAt = Math.max(entry.at, known);
      return {
        guid: guids.of('TRN', number),
        accountGuid: accountGuid(data, entry.kind),
        entry,
        postedAt,
        createdAt,
        updatedAt: Math.max(createdAt, postedAt ?? 0),
      };
    },
  );
}
