import type { Job } from '@mx-member/machine/step';

/** What a job brings from the bank. */
export type Item =
  | 'transactions'
  | 'history'
  | 'holdings'
  | 'numbers'
  | 'owners'
  | 'statements'
  | 'rewards';

/** What has been brought of a member's data, and up to when: all that is kept of it. Times are in ms since 1970. */
export interface Collected {
  /** When a job first ended well: the accounts are known since. */
  readonly since: number;
  /** When the balances were last read. */
  readonly balancesAt: number;
  /** When each kind of data was first and last read; absent for what no job has brought. */
  readonly items: Readonly<
    Partial<Record<Item, { readonly first: number; readonly last: number }>>
  >;
}

/** What each job brings besides the accounts and their balances (D-LEG, D-IAV). */
const ITEMS: Readonly<Record<Job, readonly Item[]>> = {
  aggregate: ['transactions', 'holdings'],
  verify: ['numbers'],
  identify: ['owners'],
  extend_history: ['transactions', 'history'],
  check_balance: [],
  fetch_statements: ['statements'],
  fetch_rewards: ['rewards'],
};

/** What a job brings, but for what its start has left out. */
export const itemsOf = (job: Job, without: readonly Item[]): readonly Item[] =>
  ITEMS[job].filter((item) => !without.includes(item));

/** A job has ended well. */
export function collect(before: Collected | null, items: readonly Item[], at: number): Collected {
  const read = items.map((item) => [item, { first: before?.items[item]?.first ?? at, last: at }]);
  return {
    since: before?.since ?? at,
    balancesAt: at,
    items: { ...before?.items, ...Object.fromEntries(read) },
  };
}
