import type { Account, numbersOf, ownersOf } from '../accounts/accounts.ts';
import { dateOf } from '../accounts/calendar.ts';
import type { Data } from '../accounts/data.ts';
import { PAYCHECK } from '../accounts/entries.ts';
import type { Transaction } from '../accounts/transactions.ts';
import { uuidOf } from '../bank/guids.ts';
import type { User } from '../bank/user.ts';
import type { Version } from './bodies.ts';

const iso = (at: number) => new Date(at).toISOString();
const dollars = (cents: number | null | undefined) => (cents == null ? null : cents / 100);

/** Fields that MX writes as `null` if they do not apply. */
const absent = (names: string): Readonly<Record<string, null>> =>
  Object.fromEntries([...names.matchAll(/\w+/g)].map(([name]) => [name, null]));

/** Fields for other accounts, or for details that are not simulated. */
const NO_ACCOUNT_FIELDS = absent(`
  annuity_policy_to_date annuity_provider annuity_term_year apr apy cash_balance cash_surrender_value
  day_payment_is_due death_benefit id insured_name interest_rate last_payment last_payment_at loan_amount
  margin_balance matures_on metadata minimum_balance minimum_payment nickname original_balance
  pay_out_amount payment_due_at payoff_balance premium_amount property_type routing_number
  statement_balance subtype today_ugl_amount today_ugl_percentage total_account_value
  total_account_value_ugl
`);

/** The account resource (`AccountResponse`). It has only the last four digits of the number (OAS25). */
export function accountBody(account: Account, data: Data, user: User, version: Version) {
  const { member, collected, openedAt } = data;
  return {
    ...NO_ACCOUNT_FIELDS,
    account_number: account.number.slice(-4),
    account_ownership: collected.items.owners ? 'INDIVIDUAL' : null,
    available_balance: dollars(account.available),
    available_credit: dollars(account.credit?.available),
    balance: dollars(account.balance),
    created_at: iso(collected.since),
    credit_limit: dollars(account.credit?.limit),
    currency_code: 'USD',
    federal_insurance_status: account.credit ? null : 'INSURED',
    guid: account.guid,
    imported_at: iso(collected.balancesAt),
    institution_code: member.institution.code,
    is_closed: false,
    is_hidden: false,
    is_manual: false,
    member_guid: member.guid,
    member_id: member.id,
    member_is_managed_by_user: true,
    name: account.name,
    started_on: dateOf(openedAt),
    type: account.type,
    updated_at: iso(collected.balancesAt),
    user_guid: user.guid,
    user_id: user.id,
    ...(version === 'v20111101' && {
      calculated_apr: null,
      holdings_value: null,
      institution_guid: member.institution.guid,
    }),
  };
}

/** The guids of user, member and account. */
const placeOf = ({ member }: Data, account: string) => ({
  account_guid: account,
  member_guid: member.guid,
  user_guid: member.userGuid,
});

/** A routing number that no bank has. Its check digit is valid. */
const ROUTING = '731000007';

/** The number of an account (`AccountNumberResponse`). Its other fields are for Canada and for student loans. */
export const numberBody = (number: ReturnType<typeof numbersOf>[number], data: Data) => ({
  ...placeOf(data, number.accountGuid),
  ...absent(
    'institution_number loan_guarantor loan_reference_number sequence_number transit_number',
  ),
  account_number: number.account,
  guid: number.guid,
  passed_validation: true,
  routing_number: ROUTING,
});

/** The owner of an account (`AccountOwnerResponse`). It is the same person everywhere. */
export const ownerBody = (owner: ReturnType<typeof ownersOf>[number], data: Data) => ({
  ...placeOf(data, owner.accountGuid),
  address: '12 Mill Lane',
  city: 'Lehi',
  country: 'US',
  email: 'robin.novak@example.com',
  first_name: 'Robin',
  guid: owner.guid,
  last_name: 'Novak',
  owner_name: 'Robin Novak',
  phone: '555-555-0142',
  postal_code: '84043',
  state: 'UT',
});

/** Fields that say nothing about the transactions of MX Bank. */
const NO_TRANSACTION_FIELDS = absent(`
  account_id check_number_string extended_transaction_type id is_recurring latitude
  localized_description localized_memo longitude memo merchant_category_code merchant_guid
  merchant_location_guid metadata
`);

/** The transaction resource (`TransactionResponse`), with MX's clean description. */
export function transactionBody(transaction: Transaction, { member }: Data, user: User) {
  const { entry, postedAt } = transaction;
  const { payee, cents } = entry;
  return {
    ...NO_TRANSACTION_FIELDS,
    account_guid: transaction.accountGuid,
    amount: Math.abs(cents) / 100,
    category: payee.category,
    category_guid: `CAT-${uuidOf(payee.category)}`,
    created_at: iso(transaction.createdAt),
    currency_code: 'USD',
    date: dateOf(entry.at),
    description: payee.description,
    guid: transaction.guid,
    is_bill_pay: false,
    is_direct_deposit: payee === PAYCHECK,
    // Money that moves between accounts of one person is not spent.
    is_expense: cents < 0 && payee.topLevel !== 'Transfer',
    is_fee: false,
    is_income: payee === PAYCHECK,
    is_international: false,
    is_manual: false,
    is_overdraft_fee: false,
    is_payroll_advance: false,
    is_subscription: false,
    member_guid: member.guid,
    member_is_managed_by_user: true,
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
