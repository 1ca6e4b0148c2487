import type { Collected } from '../bank/collected.ts';
import type { Member } from '../bank/member.ts';
import { after, type BookCache, type Books } from './books.ts';
import { DAY, monthOf } from './calendar.ts';
import { type DataGuids, dataGuidsOf } from './data-guids.ts';
import type { Balances, Entry } from './entries.ts';

/** A member and what its jobs have collected. */
export interface Data {
  readonly member: Member;
  readonly collected: Collected;
  readonly books: Books;
  readonly guids: DataGuids;
}

/** The data of a member. `null` if no job has collected any. */
export function dataOf(member: Member, books: BookCache): Data | null {
  const { guid, collected } = member;
  if (!collected) return null;
  return { member, collected, books: books.of(guid, collected), guids: dataGuidsOf(guid) };
}

/** The number of an entry, unique for the member. A month has fewer than 256 entries. */
export const numberOf = (month: number, { number }: Entry): number => 256 * month + number;

/** An entry with its number. */
export interface Numbered {
  readonly entry: Entry;
  readonly number: number;
}

/** What happened from `from` to `to`, both included, latest first. */
export function entriesBetween({ months }: Books, from: number, to: number): Numbered[] {
  const found: Numbered[] = [];
  for (let index = months.length - 1; index >= 0; index--) {
    const { month, entries } = months[index] ?? { month: 0, entries: [] };
    if (month > monthOf(to)) continue;
    if (month < monthOf(from)) break;
    for (const entry of entries.toReversed())
      if (entry.at >= from && entry.at <= to) found.push({ entry, number: numberOf(month, entry) });
  }
  return found;
}

/** Whether the bank has not yet booked an entry at this time. */
export const isPending = ({ postedAt }: Entry, at: number): boolean => postedAt > at;

/** The longest time that an entry is pending. */
export const LONGEST_PENDING = 7 * DAY;

/** The balances at a time: of all booked entries, and of all entries including pending ones. */
export function balancesAt(
  books: Books,
  at: number,
): { readonly booked: Balances; readonly all: Balances } {
  const current = books.months.find(({ month }) => month === monthOf(at));
  const done = current?.entries.filter((entry) => entry.at <= at) ?? [];
  const all = after(current?.before ?? { checking: 0, savings: 0, card: 0, brokerage: 0 }, done);
  const pending = entriesBetween(books, at - LONGEST_PENDING, at)
    .map(({ entry }) => entry)
    .filter((entry) => isPending(entry, at));
  const booked = after(
    all,
    pending.map((entry) => ({ ...entry, cents: -entry.cents })),
  );
  return { booked, all };
}
