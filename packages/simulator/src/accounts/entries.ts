import { DAY, daysIn, noonOf, workdayOf } from './calendar.ts';
import type { Household } from './household.ts';
import { FUNDS, type Fund, priceOf } from './market.ts';
import {
  buyOf,
  CARD_PAYMENT,
  CASH,
  FROM_CHECKING,
  INTEREST,
  INTERNET,
  OPENING,
  type Payee,
  PHONE,
  POWER,
  PURCHASES,
  paycheckOf,
  RENT,
  SUBSCRIPTIONS,
  TO_BROKERAGE,
  TO_SAVINGS,
} from './payees.ts';
import { randomOf } from './random.ts';

/** The accounts that every member has. */
export const KINDS = ['checking', 'savings', 'card', 'brokerage'] as const;
/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** Something that moves money into an account or out of it. */
export interface Entry {
  readonly kind: Kind;
  /** When it happened, in ms since 1970. */
  readonly at: number;
  /** When the bank books it. It is pending until then. */
  readonly postedAt: number;
  /** Income is positive. Card purchases are negative. */
  readonly cents: number;
  readonly payee: Payee;
  /** The number of the entry in its month. */
  readonly number: number;
  /** The fund that was bought, and the number of shares. */
  readonly bought?: { readonly fund: Fund; readonly shares: number };
}

/** The balances in cents. Debt on the card is negative. `brokerage` is only the cash. */
export type Balances = Readonly<Record<Kind, number>>;

/** How many days a card payment is pending. */
const CARD_DELAY = 2;
/** What stays on the checking account until the next paycheck, after the transfer to savings. */
const RESERVE = 120_000;
/** The interest on savings, in percent per year. */
export const APY = 3.6;

/** All entries of a month of a household, in order of time. They depend only on the balances at its beginning. */
export function monthlyEntries(
  memberGuid: string,
  household: Household,
  month: number,
  before: Balances,
  isFirst: boolean,
): readonly Entry[] {
  const random = randomOf(`${memberGuid} ${month}`);
  const last = daysIn(month);
  const entries: Entry[] = [];
  const add = (kind: Kind, day: number, cents: number, payee: Payee, more = {}) => {
    const at = noonOf(month, Math.min(day, last));
    const postedAt = at + (kind === 'card' && cents < 0 ? CARD_DELAY * DAY : 0);
    entries.push({ kind, at, postedAt, cents, payee, number: entries.length, ...more });
  };
  const buy = (day: number, cents: number, fund: Fund) => {
    const price = priceOf(fund, Math.floor(noonOf(month, day) / DAY));
    const shares = Math.floor((1_000 * cents) / price) / 1_000;
    const paid = Math.round(shares * price);
    if (paid > 0)
      add('brokerage', day, -paid, buyOf(fund.name, fund.symbol), { bought: { fund, shares } });
  };
  const sumOf = (kind: Kind) =>
    entries.reduce((sum, entry) => sum + (entry.kind === kind ? entry.cents : 0), before[kind]);

  if (isFirst) {
    add('checking', 1, RESERVE + household.pay, OPENING);
    add('savings', 1, household.openingSavings, OPENING);
    add('brokerage', 1, household.openingInvestment, OPENING);
    for (const fund of FUNDS) buy(2, household.openingInvestment / (FUNDS.length + 1), fund);
  }
  const paycheck = paycheckOf(household.employer);
  add('checking', 1, -household.rent, RENT);
  add('checking', 6, -random.between(6_200, 15_400), POWER);
  add('checking', 9, -6_500, INTERNET);
  add('checking', 12, -5_500, PHONE);
  add('checking', workdayOf(month, 15), household.pay, paycheck);
  add('checking', 17, -household.invested, TO_BROKERAGE);
  add('brokerage', 17, household.invested, FROM_CHECKING);
  buy(18, household.invested, random.pick(FUNDS));
  if (before.card < 0) {
    add('checking', 20, before.card, CARD_PAYMENT);
    add('card', 20, -before.card, CARD_PAYMENT);
  }
  for (let count = random.between(1, 2); count > 0; count--)
    add('checking', random.between(2, 27), -2_000 * random.between(1, 4), CASH);
  // The amount that is not needed until the next paycheck is saved.
  const spare = 500 * Math.floor((sumOf('checking') - RESERVE) / 500);
  if (spare > 0) {
    add('checking', 16, -spare, TO_SAVINGS);
    add('savings', 16, spare, FROM_CHECKING);
  }
  add('checking', workdayOf(month, last), household.pay, paycheck);
  add('savings', last, Math.floor((sumOf('savings') * APY) / 1_200), INTEREST);

  for (const { day, cents, payee } of SUBSCRIPTIONS) add('card', day, -cents, payee);
  for (const { times, cents, payees } of PURCHASES)
    for (let count = random.between(...times); count > 0; count--)
      add('card', random.between(1, last), -random.between(...cents), random.pick(payees));
  return entries.sort((a, b) => a.at - b.at || a.number - b.number);
}
