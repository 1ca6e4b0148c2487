import {
  amount,
  day,
  each,
  exactly,
  flag,
  guid,
  instant,
  money,
  nothing,
  oneOf,
  orNull,
  pageOf,
  type Schema,
  text,
} from './forms.ts';

type Version = 'v20111101' | 'v20250224';

const user = { user_guid: guid('USR'), user_id: orNull(text) };
const place = {
  account_guid: guid('ACT'),
  member_guid: guid('MBR'),
  user_guid: guid('USR'),
};

const account = (version: Version) =>
  exactly({
    ...user,
    guid: guid('ACT'),
    member_guid: guid('MBR'),
    type: oneOf('CHECKING', 'SAVINGS', 'CREDIT_CARD'),
    account_number: { type: 'string', pattern: '^\\d{4}$' },
    account_ownership: { enum: ['INDIVIDUAL', null] },
    federal_insurance_status: { enum: ['INSURED', null] },
    ...each(text, 'currency_code', 'institution_code', 'name'),
    ...each(money, 'balance'),
    ...each(instant, 'created_at', 'imported_at', 'updated_at'),
    ...each(flag, 'is_closed', 'is_hidden', 'is_manual', 'member_is_managed_by_user'),
    started_on: day,
    member_id: orNull(text),
    ...each(orNull(amount), 'available_balance', 'available_credit', 'credit_limit'),
    ...each(
      nothing,
      ...['annuity_policy_to_date', 'annuity_provider', 'annuity_term_year', 'apr', 'apy'],
      ...['cash_balance', 'cash_surrender_value', 'day_payment_is_due', 'death_benefit', 'id'],
      ...['insured_name', 'interest_rate', 'last_payment', 'last_payment_at', 'loan_amount'],
      ...['margin_balance', 'matures_on', 'metadata', 'minimum_balance', 'minimum_payment'],
      ...['nickname', 'original_balance', 'pay_out_amount', 'payment_due_at', 'payoff_balance'],
      ...['premium_amount', 'property_type', 'routing_number', 'statement_balance', 'subtype'],
      ...['today_ugl_amount', 'today_ugl_percentage', 'total_account_value'],
      'total_account_value_ugl',
    ),
    ...(version === 'v20111101' && {
      calculated_apr: nothing,
      holdings_value: nothing,
      institution_guid: guid('INS'),
    }),
  });

const transaction = exactly({
  ...user,
  guid: guid('TRN'),
  account_guid: guid('ACT'),
  member_guid: guid('MBR'),
  amount,
  category_guid: guid('CAT'),
  status: oneOf('POSTED', 'PENDING'),
  type: oneOf('CREDIT', 'DEBIT'),
  date: day,
  posted_at: orNull(instant),
  ...each(instant, 'created_at', 'transacted_at', 'updated_at'),
  ...each(text, 'category', 'currency_code', 'description', 'original_description'),
  top_level_category: text,
  ...each(
    flag,
    ...['is_bill_pay', 'is_direct_deposit', 'is_expense', 'is_fee', 'is_income'],
    ...['is_international', 'is_manual', 'is_overdraft_fee', 'is_payroll_advance'],
    ...['is_subscription', 'member_is_managed_by_user'],
  ),
  ...each(
    nothing,
    ...['account_id', 'check_number_string', 'extended_transaction_type', 'id', 'is_recurring'],
    ...['latitude', 'localized_description', 'localized_memo', 'longitude', 'memo'],
    ...['merchant_category_code', 'merchant_guid', 'merchant_location_guid', 'metadata'],
  ),
});

const number = exactly({
  ...place,
  guid: guid('ACN'),
  account_number: { type: 'string', pattern: '^\\d{10}$' },
  routing_number: { type: 'string', pattern: '^\\d{9}$' },
  passed_validation: flag,
  ...each(
    nothing,
    ...['institution_number', 'loan_guarantor', 'loan_reference_number', 'sequence_number'],
    'transit_number',
  ),
});

const owner = exactly({
  ...place,
  guid: guid('ACO'),
  email: { type: 'string', pattern: '^[a-z.]+@example\\.com$' },
  phone: { type: 'string', pattern: '^555-555-01\\d\\d$' },
  ...each(text, 'address', 'city', 'country', 'first_name', 'last_name', 'owner_name'),
  ...each(text, 'postal_code', 'state'),
});

/** The form of lists and readings of a member's data. */
export function dataSchemas(version: Version): Readonly<Record<string, Schema>> {
  const records = {
    accounts: account(version),
    account_numbers: number,
    account_owners: owner,
    transactions: transaction,
  };
  return Object.fromEntries(
    Object.entries(records).flatMap(([name, record]) => [
      [name, pageOf(name, record)],
      [name.slice(0, -1), exactly({ [name.slice(0, -1)]: record })],
    ]),
  );
}
