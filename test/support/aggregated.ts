import type { MxSimulatorOptions } from '@mx-member/simulator';
import { simulated, V1, V2 } from './simulated.ts';
import type { WireTransaction } from './wire.ts';

/** Long enough for a job without a question. */
const JOB = 5_000;
const LARGEST_PAGE = 1_000;

/** The oldest date that can be requested, in the format of each version. */
const EVER = new Map<Record<string, string>, string>([
  [V1, '1900-01-01'],
  [V2, '0'],
]);

/** The names of the lists of a member's data. */
export const LISTS = ['accounts', 'account_numbers', 'account_owners', 'transactions'] as const;

/** The time at which {@link simulated} begins. */
const START = Date.UTC(2026, 0, 1);

/** A member whose first aggregation has ended, and functions that read its data. */
export async function aggregated({
  password = 'correct',
  headers = V1 as Record<string, string>,
  at = START,
  ...options
}: MxSimulatorOptions & {
  readonly password?: string;
  readonly headers?: Record<string, string>;
  /** The time at which the member is created, in ms since 1970. */
  readonly at?: number;
} = {}) {
  const bank = simulated(options, headers);
  bank.pass(at - START);
  const member = await bank.member(password);
  bank.pass(JOB);
  const { user, path } = member;

  const list = async (what: (typeof LISTS)[number], query = '') => {
    const { status, body } = await bank.call('GET', `${path}/${what}${query}`);
    if (status !== 200) throw new Error(`${what}: ${status}`);
    return body;
  };
  const run = async (job: string) => {
    const started = await bank.call('POST', `${path}/${job}`);
    bank.pass(JOB);
    return started.status;
  };
  /** All transactions of the member. */
  const transactions = async () => {
    const all: WireTransaction[] = [];
    const pages = `?records_per_page=${LARGEST_PAGE}&from_date=${EVER.get(headers)}`;
    for (let page = 1, last = 1; page <= last; page++) {
      const body = await list('transactions', `${pages}&page=${page}`);
      all.push(...body.transactions);
      last = body.pagination.total_pages;
    }
    return all;
  };
  const counts = async () =>
    Object.fromEntries(
      await Promise.all(
        LISTS.map(async (what) => [what, (await list(what)).pagination.total_entries] as const),
      ),
    );
  return { ...bank, ...member, user, path, list, run, transactions, counts };
}

/** The change of an account's balance by these transactions, in cents. */
export const sumOf = (transactions: readonly WireTransaction[]): number =>
  transactions.reduce(
    (sum, { type, amount }) => sum + (type === 'CREDIT' ? 1 : -1) * Math.round(100 * amount),
    0,
  );
