import type { Job } from '@mx-member/machine/step';

/** What a job collects from the bank. */
export type Item = 'transactions' | 'history' | 'numbers' | 'owners';

/** What was collected of a member's data, and when. Nothing else of the data is stored. Times are in ms since 1970. */
export interface Collected {
  /** When a job first ended successfully. The accounts are known since then. */
  readonly since: number;
  /** When the balances were last read. */
  readonly balancesAt: number;
  /** When each kind of data was first and last read. Absent for data that no job has collected. */
  readonly items: Readonly<
    Partial<Record<Item, { readonly first: number; readonly last: number }>>
  >;
}

/**
 * What each job collects besides the accounts and their balances (D-LEG, D-IAV). Statements, rewards and holdings are
 * not simulated, only their jobs.
 */
const ITEMS: Readonly<Record<Job, readonly Item[]>> = {
  aggregate: ['transactions'],
  verify: ['numbers'],
  identify: ['owners'],
  extend_history: ['transactions', 'history'],
  check_balance: [],
  fetch_statements: [],
  fetch_rewards: [],
};

/** What a job collects, without the data that its start has excluded. */
export const itemsOf = (job: Job, without: readonly Item[]): readonly Item[] =>
  ITEMS[job].filter((item) => !without.includes(item));

/** Records the result of a successful job. */
export function collect(before: Collected | null, items: readonly Item[], at: number): Collected {
  const read = items.map((item) => [item, { first: before?.items[item]?.first ?? at, last: at }]);
  return {
    since: before?.since ?? at,
    balancesAt: at,
    items: { ...before?.items, ...Object.fromEntries(read) },
  };
}
