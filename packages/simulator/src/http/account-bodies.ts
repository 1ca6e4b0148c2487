import { type Account, accountGuid, DUE_DAY } from '../accounts/accounts.ts';
import { dateOf } from '../accounts/calendar.ts';
import type { Data } from '../accounts/data.ts';
import type { Holding } from '../accounts/holdings.ts';
import type { AccountNumber, Owner } from '../accounts/owners.ts';
import type { Reward } from '../accounts/rewards.ts';
import type { User } from '../bank/user.ts';
import type { Version } from './bodies.ts';

const iso = (at: number) => new Date(at).toISOString();
const dollars = (cents: number) => cents / 100;
const percent = (part: number, whole: number) =>
  whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100;

/** Fields that MX writes as `null` if they do not apply. */
const absent = (names: string): Readonly<Record<string, null>> =>
  Object.fromEntries([...names.matchAll(/\w+/g)].map(([name]) => [name, null]));

/** Fields for other kinds of accounts: loans, insurances, property. */
const FOREIGN_FIELDS = absent(`
  annuity_policy_to_date annuity_provider annuity_term_year cash_surrender_value death_benefit
  insured_name loan_amount margin_balance matures_on minimum_balance original_balance
  pay_out_amount payoff_balance premium_amount property_type
`);

function creditFields({ credit }: Account) {
  const paid = credit?.lastPayment;
  return {
    available_credit: credit ? dollars(credit.available) : null,
    credit_limit: credit ? dollars(credit.limit) : null,
    day_payment_is_due: credit ? DUE_DAY : null,
    last_payment: paid ? dollars(paid.cents) : null,
    last_payment_at: paid ? iso(paid.at) : null,
    minimum_payment: credit ? dollars(credit.minimum) : null,
    payment_due_at: credit ? iso(credit.dueAt) : null,
    statement_balance: credit ? dollars(credit.statement) : null,
  };
}

function investmentFields({ investment, balance }: Account) {
  const value = investment?.holdings ?? 0;
  return {
    cash_balance: investment ? dollars(investment.cash) : null,
    today_ugl_amount: investment ? dollars(investment.gainToday) : null,
    today_ugl_percentage: investment
      ? percent(investment.gainToday, value - investment.gainToday)
      : null,
    total_account_value: investment ? dollars(balance) : null,
    total_account_value_ugl: investment ? dollars(investment.gain) : null,
  };
}

/** Fields that only v20111101 has (OAS11). */
const oldFields = ({ apr, investment }: Account, { member }: Data) => ({
  calculated_apr: apr ?? null,
  holdings_value: investment ? dollars(investment.holdings) : null,
  institution_guid: member.institution.guid,
});

/** The account resource (`AccountResponse`). It has only the last four digits of the number (OAS25). */
export function accountBody(account: Account, data: Data, user: User, version: Version) {
  const { member, collected, books } = data;
  return {
    account_number: account.number.slice(-4),
    account_ownership: collected.items.owners ? 'INDIVIDUAL' : null,
    apr: account.apr ?? null,
    apy: account.apy ?? null,
    available_balance:
      account.availableBalance === undefined ? null : dollars(account.availableBalance),
    balance: dollars(account.balance),
    created_at: iso(collected.since),
    currency_code: 'USD',
    federal_insurance_status: account.availableBalance === undefined ? null : 'INSURED',
    guid: account.guid,
    id: null,
    imported_at: iso(collected.balancesAt),
    institution_code: member.institution.code,
    interest_rate: account.apy ?? account.apr ?? null,
    is_closed: false,
    is_hidden: false,
    is_manual: false,
    member_guid: member.guid,
    member_id: member.id,
    member_is_managed_by_user: true,
    metadata: null,
    name: account.name,
    nickname: null,
    routing_number: null,
    started_on: dateOf(books.openedAt),
    subtype: account.subtype,
    type: account.type,
    updated_at: iso(collected.balancesAt),
    user_guid: user.guid,
    user_id: user.id,
    ...FOREIGN_FIELDS,
    ...creditFields(account),
    ...investmentFields(account),
    ...(version === 'v20111101' && oldFields(account, data)),
  };
}

/** The guids of user, member and account, which all of these resources have. */
const placeOf = ({ member }: Data, account: string) => ({
  account_guid: account,
  member_guid: member.guid,
  user_guid: member.userGuid,
});

/** The number of an account (`AccountNumberResponse`). Its other fields are for Canada and for student loans. */
export const numberBody = (number: AccountNumber, data: Data) => ({
  ...placeOf(data, number.accountGuid),
  account_number: number.account,
  guid: number.guid,
  institution_number: null,
  loan_guarantor: null,
  loan_reference_number: null,
  passed_validation: true,
  routing_number: number.routing,
  sequence_number: null,
  transit_number: null,
});

/** The owner of an account (`AccountOwnerResponse`). */
export const ownerBody = ({ guid, accountGuid: account, person }: Owner, data: Data) => ({
  ...placeOf(data, account),
  address: person.street,
  city: person.city,
  country: 'US',
  email: `${person.firstName}.${person.lastName}@example.com`.toLowerCase(),
  first_name: person.firstName,
  guid,
  last_name: person.lastName,
  owner_name: `${person.firstName} ${person.lastName}`,
  phone: person.phone,
  postal_code: person.postalCode,
  state: person.state,
});

/** Points (`RewardElements`). */
export const rewardBody = (reward: Reward, data: Data) => ({
  ...placeOf(data, reward.accountGuid),
  balance: reward.points,
  balance_type: reward.type,
  created_at: iso(reward.createdAt),
  description: reward.description,
  expires_on: dateOf(reward.expiresAt),
  guid: reward.guid,
  unit_type: 'POINTS',
  updated_at: iso(reward.updatedAt),
});

/** Fields for bonds, options and shares that are not vested. */
const FOREIGN_HOLDING_FIELDS = absent(`
  coupon_yield expiration face_value frequency issue_date maturity_date put_or_call rate
  strike_price term term_unit unvested_quantity unvested_value vested_quantity vested_value
  vesting_end_date vesting_start_date
`);

/** A holding (`InvestmentHoldingResponse`). It does not name the member. */
export function holdingBody(holding: Holding, data: Data) {
  const { member, collected } = data;
  const { cost, fund, price, priceBefore, value, valueBefore } = holding;
  return {
    ...FOREIGN_HOLDING_FIELDS,
    account_guid: accountGuid(data, 'brokerage'),
    cost_basis: dollars(cost),
    created_at: iso(collected.items.holdings?.first ?? collected.since),
    currency_code: 'USD',
    current_price: dollars(price),
    current_price_as_of: iso(collected.items.holdings?.last ?? collected.balancesAt),
    daily_change: dollars(price - priceBefore),
    description: fund.name,
    guid: holding.guid,
    holding_type: fund.type,
    market_value: dollars(value),
    percentage_change: percent(price - priceBefore, priceBefore),
    purchase_price: Math.round((1_000 * cost) / holding.thousandths) / 100,
    quantity: String(holding.thousandths / 1_000),
    symbol: fund.symbol,
    today_ugl_amount: dollars(value - valueBefore),
    today_ugl_percentage: percent(value - valueBefore, valueBefore),
    total_ugl_amount: dollars(value - cost),
    total_ugl_percentage: percent(value - cost, cost),
    user_guid: member.userGuid,
  };
}
