import { numbersOf } from '../accounts/accounts.ts';
import { dataOf } from '../accounts/data.ts';
import { countSince, transactionsOf } from '../accounts/transactions.ts';
import type { Member } from '../bank/member.ts';

/** How many transactions a job has newly collected, and how many have changed. */
export function transactionCounts(before: Member, after: Member) {
  const [old, now] = [dataOf(before), dataOf(after)];
  const few = now && countSince(old, now);
  if (few)
    return { transactions_created_count: few.created, transactions_updated_count: few.updated };
  const known = new Map((old ? transactionsOf(old) : []).map((one) => [one.guid, one.postedAt]));
  const all = now ? transactionsOf(now) : [];
  const created = all.filter(({ guid }) => !known.has(guid));
  const kept = all.filter(({ guid }) => known.has(guid));
  return {
    transactions_created_count: created.length,
    transactions_updated_count: kept.filter((one) => known.get(one.guid) !== one.postedAt).length,
  };
}

/** The accounts whose numbers a verification has read. */
export function verifiedAccounts(member: Member): readonly string[] {
  const data = dataOf(member);
  return data ? numbersOf(data).map(({ accountGuid }) => accountGuid) : [];
}
