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

/** The books of a member whose accounts became known at `since`, with all that happens until the end of the month of `until`. */
function write(memberGuid: string, since: number, until: number): Books {
  const household = householdOf(memberGuid);
  const first = monthOf(since) - AGE;
  const months: Month[] = [];
  let before = NOTHING;
  for (let month = first; month <= monthOf(until); month++) {
    const entries = monthlyEntries(memberGuid, household, month, before, month === first);
    months.push({ month, before, entries });
    before = after(before, entries);
  }
  return { household, openedAt: monthStart(first), months };
}

/** So many members' books stay open: whoever reads page after page has them written once. */
const OPEN = 16;

/** The books that were read last; others are written again when they are read. */
export class BookCache {
  readonly #open = new Map<string, Books>();

  /** The books of a member: always the same, whenever and wherever they are read. */
  of(memberGuid: string, { since, balancesAt }: Collected): Books {
    const key = `${memberGuid} ${since} ${monthOf(balancesAt)}`;
    const books = this.#open.get(key) ?? write(memberGuid, since, balancesAt);
    this.#open.delete(key);
    this.#open.set(key, books);
    const [oldest] = this.#open.keys();
    if (this.#open.size > OPEN && oldest !== undefined) this.#open.delete(oldest);
    return books;
  }
}
