import { hashOf } from '../bank/guids.ts';

/** A security. Its name and symbol are invented. */
export interface Fund {
  readonly symbol: string;
  readonly name: string;
  readonly type: 'EXCHANGE_TRADED_FUND' | 'MUTUAL_FUND' | 'EQUITY';
  /** The price around 2025, in cents. */
  readonly price: number;
}

export const FUNDS: readonly [Fund, ...Fund[]] = [
  {
    symbol: 'MXTOT',
    name: 'Total Market Index Fund',
    type: 'EXCHANGE_TRADED_FUND',
    price: 24_180,
  },
  { symbol: 'MXBND', name: 'Broad Bond Fund', type: 'MUTUAL_FUND', price: 7_340 },
  { symbol: 'BLBD', name: 'Bluebird Software Inc.', type: 'EQUITY', price: 5_615 },
];

/** The day, counted from 1970, on which a fund costs about its `price`: in October 2024. */
const PAR = 20_000;

/** The price of a share on a day, in cents. It is the same for everybody, and fluctuates around a slow rise. */
export function priceOf({ symbol, price }: Fund, day: number): number {
  const trend = Math.exp(Math.max(-5, Math.min(5, (day - PAR) * 2e-4)));
  const [noise] = hashOf(`price ${symbol} ${day}`);
  const wobble = 1 + 0.03 * Math.sin(day / 17) + 0.01 * (noise / 2 ** 31);
  return Math.max(1, Math.round(price * trend * wobble));
}
