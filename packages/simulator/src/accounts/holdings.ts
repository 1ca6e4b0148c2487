import { dayOf } from './calendar.ts';
import { type Data, entriesBetween } from './data.ts';
import { FUNDS, type Fund, priceOf } from './market.ts';

/** How much of one fund a member holds. Money is in cents. */
export interface Holding {
  readonly guid: string;
  readonly fund: Fund;
  /** In thousandths of a share: 12,345 is 12.345 shares. */
  readonly thousandths: number;
  /** The total purchase price. */
  readonly cost: number;
  /** The price of one share, on the day and on the day before. */
  readonly price: number;
  readonly priceBefore: number;
  /** The total value. */
  readonly value: number;
  readonly valueBefore: number;
}

/** What the last reading of the holdings has collected. Empty before the first. */
export const holdingsOf = (data: Data): readonly Holding[] => {
  const read = data.collected.items.holdings;
  return read ? holdingsAt(data, read.last) : [];
};

/** What was bought up to a time, at the prices of that day. */
export function holdingsAt({ books, guids }: Data, at: number): readonly Holding[] {
  const bought = entriesBetween(books, books.openedAt, at).flatMap(({ entry }) =>
    entry.bought ? [{ ...entry.bought, cents: -entry.cents }] : [],
  );
  return FUNDS.map((fund, index) => {
    const own = bought.filter((one) => one.fund === fund);
    const thousandths = Math.round(own.reduce((sum, { shares }) => sum + 1_000 * shares, 0));
    const price = priceOf(fund, dayOf(at));
    const priceBefore = priceOf(fund, dayOf(at) - 1);
    return {
      guid: guids.of('HOL', index),
      fund,
      thousandths,
      cost: own.reduce((sum, { cents }) => sum + cents, 0),
      price,
      priceBefore,
      value: Math.round((thousandths * price) / 1_000),
      valueBefore: Math.round((thousandths * priceBefore) / 1_000),
    };
  }).filter(({ thousandths }) => thousandths > 0);
}
