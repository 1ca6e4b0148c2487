import type { BookCache } from '../accounts/books.ts';
import { type Data, dataOf } from '../accounts/data.ts';
import { numbersOf } from '../accounts/owners.ts';
import { type Reward, rewardsOf } from '../accounts/rewards.ts';
import { statementsOf } from '../accounts/statements.ts';
import { countSince, type Transaction, transactionsOf } from '../accounts/transactions.ts';
import type { Member } from '../bank/member.ts';

type Read<T> = (data: Data) => readonly T[];

/** How many records are new, and how many have changed. */
function compare<T extends { readonly guid: string }>(
  before: Data | null,
  after: Data | null,
  read: Read<T>,
  isSame: (one: T, other: T) => boolean,
): { readonly created: number; readonly updated: number } {
  const known = new Map((before ? read(before) : []).map((one) => [one.guid, one]));
  let [created, updated] = [0, 0];
  for (const one of after ? read(after) : []) {
    const old = known.get(one.guid);
    if (!old) created++;
    else if (!isSame(old, one)) updated++;
  }
  return { created, updated };
}

/** What a job has newly collected, in MX's words. Each number is only computed when it is read. */
export function countsOf(before: Member, after: Member, books: BookCache) {
  const [old, now] = [dataOf(before, books), dataOf(after, books)];
  return {
    get transactions() {
      const isSame = (one: Transaction, other: Transaction) => one.postedAt === other.postedAt;
      const { created, updated } =
        (now && countSince(old, now)) ?? compare(old, now, transactionsOf, isSame);
      return { transactions_created_count: created, transactions_updated_count: updated };
    },
    get rewards() {
      const isSame = (one: Reward, other: Reward) => one.points === other.points;
      const { created, updated } = compare(old, now, rewardsOf, isSame);
      return { rewards_created_count: created, rewards_updated_count: updated };
    },
    get statements() {
      return { statements_created_count: compare(old, now, statementsOf, () => true).created };
    },
  };
}

/** The accounts whose numbers a verification has read. */
export function verifiedAccounts(member: Member, books: BookCache): readonly string[] {
  const data = dataOf(member, books);
  return data ? numbersOf(data).map(({ accountGuid }) => accountGuid) : [];
}
