import type { Mx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine';

/** How much there is to read of a member. */
export interface Counts {
  readonly accounts: number;
  readonly transactions: number;
}

/** What a count may take, in ms: the lifecycle has ended, and nobody waits for long. */
const PATIENCE = 5_000;

/** Counts a member's accounts and transactions; `null` when MX does not say. It never fails. */
export async function countData(
  mx: Pick<Mx, 'listAccounts' | 'listTransactions'>,
  member: MemberId,
  signal: AbortSignal,
): Promise<Counts | null> {
  const options = { signal, timeout: PATIENCE, retries: 0 };
  // The counts are in the first page.
  const request = { member, recordsPerPage: 10 };
  try {
    const [accounts, transactions] = await Promise.all([
      mx.listAccounts(request, options),
      mx.listTransactions(request, options),
    ]);
    return { accounts: accounts.total, transactions: transactions.total };
  } catch {
    return null; // The outcome stands, whatever happens to the counts.
  }
}
