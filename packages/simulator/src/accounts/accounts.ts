import { monthOf, noonOf } from './calendar.ts';
import { balancesAt, type Data, entriesBetween } from './data.ts';
import { APY, type Kind } from './entries.ts';
import { holdingsAt } from './holdings.ts';
import { CARD_PAYMENT } from './payees.ts';
import { randomOf } from './random.ts';

/** An account of a member. Money is in cents, times are in ms since 1970. Fields that do not apply are absent. */
export interface Account {
  readonly guid: string;
  readonly kind: Kind;
  readonly type: 'CHECKING' | 'SAVINGS' | 'CREDIT_CARD' | 'INVESTMENT';
  readonly subtype: string | null;
  readonly name: string;
  /** The full number. */
  readonly number: string;
  /** The debt on a credit card is positive too. */
  readonly balance: number;
  readonly availableBalance?: number;
  readonly credit?: {
    readonly limit: number;
    readonly available: number;
    readonly statement: number;
    readonly minimum: number;
    readonly dueAt: number;
    readonly lastPayment?: { readonly cents: number; readonly at: number };
  };
  readonly investment?: {
    readonly cash: number;
    readonly holdings: number;
    readonly gain: number;
    readonly gainToday: number;
  };
  /** Percent per year. */
  readonly apr?: number;
  readonly apy?: number;
}

/** The number of each kind of account. It makes guids independent of the order of accounts. */
const NUMBERS: Readonly<Record<Kind, number>> = { checking: 1, savings: 2, card: 3, brokerage: 4 };

export const accountGuid = ({ guids }: Pick<Data, 'guids'>, kind: Kind): string =>
  guids.of('ACT', NUMBERS[kind]);

/** The name of each account. */
export const NAMES: Readonly<Record<Kind, string>> = {
  checking: 'MX Bank Checking',
  savings: 'MX Bank Savings',
  card: 'MX Bank Credit Card',
  brokerage: 'MX Bank Brokerage',
};

const APR = 21.99;
/** The day of the month on which the card is paid. */
export const DUE_DAY = 20;
const MINIMUM_PAYMENT = 2_500;

function creditOf(
  { books, collected }: Data,
  owed: number,
  limit: number,
): NonNullable<Account['credit']> {
  const at = collected.balancesAt;
  const month = monthOf(at);
  const statement = -(books.months.find((one) => one.month === month)?.before.card ?? 0);
  const due = noonOf(month, DUE_DAY);
  const [payment] = entriesBetween(books, books.openedAt, at).filter(
    ({ entry }) => entry.kind === 'card' && entry.payee === CARD_PAYMENT,
  );
  return {
    limit,
    available: limit - owed,
    statement,
    minimum: Math.min(statement, MINIMUM_PAYMENT),
    dueAt: due > at ? due : noonOf(month + 1, DUE_DAY),
    ...(payment && { lastPayment: { cents: payment.entry.cents, at: payment.entry.at } }),
  };
}

/** The accounts of a member, with the balances of the last time that a job read them. */
export function accountsOf(data: Data): readonly Account[] {
  const { books, collected, member } = data;
  const { booked, all } = balancesAt(books, collected.balancesAt);
  const account = (
    kind: Kind,
    rest: Omit<Account, 'guid' | 'kind' | 'name' | 'number'>,
  ): Account => ({
    guid: accountGuid(data, kind),
    kind,
    name: NAMES[kind],
    number: String(randomOf(`number ${member.guid} ${kind}`).between(1e9, 9.99e9)),
    ...rest,
  });
  const holdings = holdingsAt(data, collected.balancesAt);
  const sum = (of: (holding: (typeof holdings)[number]) => number) =>
    holdings.reduce((total, holding) => total + of(holding), 0);
  const value = sum((holding) => holding.value);
  return [
    account('checking', {
      type: 'CHECKING',
      subtype: null,
      balance: booked.checking,
      availableBalance: all.checking,
    }),
    account('savings', {
      type: 'SAVINGS',
      subtype: null,
      balance: booked.savings,
      availableBalance: all.savings,
      apy: APY,
    }),
    account('card', {
      type: 'CREDIT_CARD',
      subtype: null,
      balance: -booked.card,
      apr: APR,
      credit: creditOf(data, -all.card, books.household.creditLimit),
    }),
    account('brokerage', {
      type: 'INVESTMENT',
      subtype: 'BROKERAGE',
      balance: booked.brokerage + value,
      investment: {
        cash: booked.brokerage,
        holdings: value,
        gain: value - sum(({ cost }) => cost),
        gainToday: value - sum(({ valueBefore }) => valueBefore),
      },
    }),
  ];
}
