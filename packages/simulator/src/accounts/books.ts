import type { Collected } from '../bank/collected.ts';
import { monthOf, monthStart } from './calendar.ts';
import { type Balances, type Entry, type Kind, monthlyEntries } from './entries.ts';
import { type Household, householdOf } from './household.ts';

/** The accounts were opened so many months before they became known: less than the 24 months that a history has. */
const AGE = 22;

/** A month of the accounts, with their balances at its beginning. */
interface Month {
  readonly month: number;
  readonly before: Balances;
  readonly entries: readonly Entry[];
}

/** What the bank has on a member by some time, made from the member's guid alone: nothing of it is kept. */
export interface Books {
  readonly household: Household;
  /** When the accounts were opened, in ms since 1970. */
  readonly openedAt: number;
  readonly months: readonly Month[];
}

const NOTHING: Balances = { checking: 0, savings: 0, card: 0, brokerage: 0 };

/** Balances after these entries. */
export function after(balances: Balances, entries: Iterable<Entry>): Balances {
  const sums: Record<Kind, number> = { ...balances };
  for (const { kind, cents } of entries) sums[kind] += cents;
  return sums;
}

/** Nothing is written yet in the books of a member whose accounts became known at `since`. */
const emptyBooks = (memberGuid: string, since: number): Books => ({
  household: householdOf(memberGuid),
  openedAt: monthStart(monthOf(since) - AGE),
  months: [],
});

/** The books with all that happens until the end of a month. */
function writeOn(memberGuid: string, { household, openedAt, months }: Books, until: number): Books {
  const first = monthOf(openedAt);
  const written = [...months];
  const last = months.at(-1);
  let before = last ? after(last.before, last.entries) : NOTHING;
  for (let month = first + months.length; month <= until; month++) {
    const entries = monthlyEntries(memberGuid, household, month, before, month === first);
    written.push({ month, before, entries });
    before = after(before, entries);
  }
  return { household, openedAt, months: written };
}

/** So many members' books stay open: whoever reads page after page, or day after day, has them written once. */
const OPEN = 64;

/** The books that were read last; others are written again when they are read. */
export class BookCache {
  readonly #open = new Map<string, Books>();

  /** The books of a member: always the same, whenever and wherever they are read. */
  of(memberGuid: string, { since, balancesAt }: Collected): Books {
    const key = `${memberGuid} ${since}`;
    const until = monthOf(balancesAt);
    const open = this.#open.get(key) ?? emptyBooks(memberGuid, since);
    const last = monthOf(open.openedAt) + open.months.length - 1;
    const books = until > last ? writeOn(memberGuid, open, until) : open;
    this.#open.delete(key);
    this.#open.set(key, books);
    const [oldest] = this.#open.keys();
    if (this.#open.size > OPEN && oldest !== undefined) this.#open.delete(oldest);
    const isLonger = until < last;
    return isLonger
      ? { ...books, months: books.months.filter(({ month }) => month <= until) }
      : books;
  }
}
