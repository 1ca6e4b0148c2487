import { dateOf } from '../accounts/calendar.ts';
import type { Data } from '../accounts/data.ts';
import type { Payee } from '../accounts/payees.ts';
import type { Transaction } from '../accounts/transactions.ts';
import { uuidOf } from '../bank/guids.ts';
import type { User } from '../bank/user.ts';

const iso = (at: number) => new Date(at).toISOString();

const made = new Map<string, string>();

/** MX's guid of something that all users share: a category, a merchant. */
function sharedGuid(prefix: 'CAT' | 'MCH', name: string): string {
  const key = `${prefix} ${name}`;
  const guid = made.get(key) ?? `${prefix}-${uuidOf(key)}`;
  made.set(key, guid);
  return guid;
}

/** The guids of a payee's category and of its parent. */
export const categoriesOf = ({ category, topLevel }: Payee) => ({
  category: sharedGuid('CAT', category),
  topLevel: sharedGuid('CAT', topLevel),
});

/** Whether money only moves between accounts of one person, so that it is neither spent nor earned. */
const isMoved = ({ topLevel }: Payee) => topLevel === 'Transfer' || topLevel === 'Investments';

/** The transaction resource (`TransactionResponse`), with MX's clean description. */
export function transactionBody(transaction: Transaction, { member }: Data, user: User) {
  const { entry, postedAt } = transaction;
  const { payee, cents } = entry;
  return {
    account_guid: transaction.accountGuid,
    account_id: null,
    amount: Math.abs(cents) / 100,
    category: payee.category,
    category_guid: categoriesOf(payee).category,
    check_number_string: null,
    created_at: iso(transaction.createdAt),
    currency_code: 'USD',
    date: dateOf(entry.at),
    description: payee.description,
    extended_transaction_type: null,
    guid: transaction.guid,
    id: null,
    is_bill_pay: payee.is === 'bill',
    is_direct_deposit: payee.is === 'paycheck',
    is_expense: cents < 0 && !isMoved(payee),
    is_fee: false,
    is_income: payee.is === 'paycheck' || payee.is === 'income',
    is_international: false,
    is_manual: false,
    is_overdraft_fee: false,
    is_payroll_advance: false,
    is_recurring: null,
    is_subscription: payee.is === 'subscription',
    latitude: null,
    localized_description: null,
    localized_memo: null,
    longitude: null,
    member_guid: member.guid,
    member_is_managed_by_user: true,
    memo: null,
    merchant_category_code: payee.code ?? null,
    merchant_guid: payee.code === undefined ? null : sharedGuid('MCH', payee.description),
    merchant_location_guid: null,
    metadata: null,
    original_description: payee.original,
    posted_at: postedAt === null ? null : iso(postedAt),
    status: postedAt === null ? 'PENDING' : 'POSTED',
    top_level_category: payee.topLevel,
    transacted_at: iso(entry.at),
    type: cents < 0 ? 'DEBIT' : 'CREDIT',
    updated_at: iso(transaction.updatedAt),
    user_guid: user.guid,
    user_id: user.id,
  };
}
