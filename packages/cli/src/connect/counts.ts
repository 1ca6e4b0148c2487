import type { Mx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine';

/** How much data a member has. */
export interface Counts {
  readonly accounts: number;
  readonly transactions: number;
}

/** How long counting may take, in ms. The lifecycle has ended, and the person waits. */
const PATIENCE = 5_000;

/** Counts the accounts and transactions of a member; `null` if MX does not tell. It never rejects. */
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
    return null; // The outcome is valid without the counts.
  }
}
