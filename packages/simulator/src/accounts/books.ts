import type { Collected } from '../bank/collected.ts';
import { monthOf, monthStart } from './calendar.ts';
import { type Balances, type Entry, type Kind, monthlyEntries } from './entries.ts';
import { type Household, householdOf } from './household.ts';

/** How many months before their first reading the accounts were opened. Less than the 24 months of a history. */
const AGE = 22;

/** A month of the accounts, with their balances at its beginning. */
interface Month {
  readonly month: number;
  readonly before: Balances;
  readonly entries: readonly Entry[];
}

/** What the bank knows about a member up to some time. It is computed from the member's guid, so nothing is stored. */
export interface Books {
  readonly household: Household;
  /** When the accounts were opened, in ms since 1970. */
  readonly openedAt: number;
  readonly months: readonly Month[];
}

const NOTHING: Balances = { checking: 0, savings: 0, card: 0, brokerage: 0 };

/** The balances after these entries. */
export function after(balances: Balances, entries: Iterable<Entry>): Balances {
  const sums: Record<Kind, number> = { ...balances };
  for (const { kind, cents } of entries) sums[kind] += cents;
  return sums;
}

/** Empty books of a member whose accounts became known at `since`. */
const emptyBooks = (memberGuid: string, since: number): Books => ({
  household: householdOf(memberGuid),
  openedAt: monthStart(monthOf(since) - AGE),
  months: [],
});

/** Extends the books to the end of a month. */
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

/** How many members' books are cached, so that reading page after page, or day after day, computes them only once. */
const OPEN = 64;

/** Caches the books that were read last. Others are computed again. */
export class BookCache {
  readonly #open = new Map<string, Books>();

  /** The books of a member. The result is always the same, whenever and wherever it is computed. */
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
