import type { Collected } from '../bank/collected.ts';
import type { Member } from '../bank/member.ts';
import { DAY, monthOf, monthStart } from './calendar.ts';
import { type DataGuids, dataGuidsOf } from './data-guids.ts';
import { type Entry, type Kind, monthlyEntries } from './entries.ts';

/** How many months before their first reading the accounts were opened. Less than the 24 months of a history. */
const AGE = 22;

/** A member and what its jobs have collected. */
export interface Data {
  readonly member: Member;
  readonly collected: Collected;
  /** When the accounts were opened, in ms since 1970. */
  readonly openedAt: number;
  readonly guids: DataGuids;
}

/** The data of a member. `null` if no job has collected any. */
export function dataOf(member: Member): Data | null {
  const { guid, collected } = member;
  if (!collected) return null;
  const openedAt = monthStart(monthOf(collected.since) - AGE);
  return { member, collected, openedAt, guids: dataGuidsOf(guid) };
}

/** An entry with a number that is unique for the member. */
export interface Numbered {
  readonly entry: Entry;
  readonly number: number;
}

/** What happened from `from` to `to`, both included, latest first. */
export function entriesBetween({ member, openedAt }: Data, from: number, to: number): Numbered[] {
  const found: Numbered[] = [];
  const opened = monthOf(openedAt);
  for (let month = monthOf(to); month >= Math.max(opened, monthOf(from)); month--)
    for (const entry of monthlyEntries(member.guid, month, month === opened).toReversed())
      if (entry.at >= from && entry.at <= to)
        found.push({ entry, number: 256 * month + entry.number }); // A month has fewer entries.
  return found;
}

/** Whether the bank has not yet booked an entry at this time. */
export const isPending = ({ postedAt }: Entry, at: number): boolean => postedAt > at;

/** The longest time that an entry is pending. */
export const LONGEST_PENDING = 7 * DAY;

/** The balance of an account in cents: of all booked entries, and of all entries including pending ones. */
export function balanceOf(data: Data, kind: Kind, at: number) {
  let [booked, all] = [0, 0];
  for (const { entry } of entriesBetween(data, data.openedAt, at)) {
    if (entry.kind !== kind) continue;
    all += entry.cents;
    if (!isPending(entry, at)) booked += entry.cents;
  }
  return { booked, all };
}
