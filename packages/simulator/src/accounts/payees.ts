/** The payee of a transaction, as MX shows it after cleaning up the bank's text. */
export interface Payee {
  /** For people. */
  readonly description: string;
  /** The text of the bank. */
  readonly original: string;
  /** One of MX's default categories, and its parent. */
  readonly category: string;
  readonly topLevel: string;
  /** ISO 18245. Absent if the payee is not a merchant. */
  readonly code?: number;
  readonly is?: 'bill' | 'income' | 'paycheck' | 'subscription';
}

const FOOD = 'Food & Dining';
const BILLS = 'Bills & Utilities';

const payee = (
  description: string,
  original: string,
  category: string,
  topLevel: string,
  more: Pick<Payee, 'code' | 'is'> = {},
): Payee => ({ description, original, category, topLevel, ...more });

/** Card purchases: how often in a month, for how much (in cents), and where. */
export const PURCHASES: readonly {
  readonly times: readonly [least: number, most: number];
  readonly cents: readonly [least: number, most: number];
  readonly payees: readonly [Payee, ...Payee[]];
}[] = [
  {
    times: [4, 6],
    cents: [2_850, 11_900],
    payees: [
      payee('Maple Street Market', 'MAPLE ST MARKET 0231', 'Groceries', FOOD, { code: 5411 }),
      payee('Green Basket', 'GREEN BASKET #118', 'Groceries', FOOD, { code: 5411 }),
      payee('Corner Grocery', 'SQ *CORNER GROCERY', 'Groceries', FOOD, { code: 5411 }),
    ],
  },
  {
    times: [3, 6],
    cents: [1_650, 6_400],
    payees: [
      payee('Noodle House', 'TST* NOODLE HOUSE', 'Restaurants', FOOD, { code: 5812 }),
      payee('Taco Corner', 'TACO CORNER 55', 'Fast Food', FOOD, { code: 5814 }),
      payee('Olive & Thyme', 'OLIVE AND THYME LLC', 'Restaurants', FOOD, { code: 5812 }),
    ],
  },
  {
    times: [4, 8],
    cents: [345, 975],
    payees: [
      payee('Daily Cup Coffee', 'SQ *DAILY CUP', 'Coffee Shops', FOOD, { code: 5814 }),
      payee('Station Espresso', 'STATION ESPRESSO 2', 'Coffee Shops', FOOD, { code: 5814 }),
    ],
  },
  {
    times: [2, 4],
    cents: [2_600, 5_800],
    payees: [
      payee('Sunrise Fuel', 'SUNRISE FUEL 4410', 'Gas', 'Auto & Transport', { code: 5541 }),
      payee('Roadside Gas', 'ROADSIDE GAS INC', 'Gas', 'Auto & Transport', { code: 5542 }),
    ],
  },
  {
    times: [1, 3],
    cents: [1_450, 16_500],
    payees: [
      payee('Page & Spine Books', 'PAGE AND SPINE', 'Books', 'Shopping', { code: 5942 }),
      payee('Homestead Hardware', 'HOMESTEAD HDWE 07', 'Home Improvement', 'Home', { code: 5251 }),
      payee('Thread & Needle', 'THREAD NEEDLE CO', 'Clothing', 'Shopping', { code: 5651 }),
    ],
  },
  {
    times: [0, 2],
    cents: [640, 4_200],
    payees: [
      payee('Hillside Pharmacy', 'HILLSIDE RX 12', 'Pharmacy', 'Health & Fitness', { code: 5912 }),
    ],
  },
  {
    times: [1, 3],
    cents: [250, 1_900],
    payees: [
      payee('City Transit', 'CITY TRANSIT MOBILE', 'Public Transportation', 'Auto & Transport', {
        code: 4111,
      }),
    ],
  },
];

/** Card payments of the same amount on the same day of each month. */
export const SUBSCRIPTIONS: readonly {
  readonly day: number;
  readonly cents: number;
  readonly payee: Payee;
}[] = [
  {
    day: 4,
    cents: 1_599,
    payee: payee('Streamly', 'STREAMLY.EXAMPLE', 'Television', BILLS, {
      code: 4899,
      is: 'subscription',
    }),
  },
  {
    day: 11,
    cents: 1_099,
    payee: payee('Tunebox', 'TUNEBOX PREMIUM', 'Music', 'Entertainment', {
      code: 5735,
      is: 'subscription',
    }),
  },
];

export const RENT = payee('Parkview Apartments', 'PARKVIEW APTS RENT', 'Mortgage & Rent', 'Home', {
  is: 'bill',
});
export const POWER = payee('City Power & Light', 'CITY POWER BILL PMT', 'Utilities', BILLS, {
  code: 4900,
  is: 'bill',
});
export const INTERNET = payee('Fiberline', 'FIBERLINE INTERNET', 'Internet', BILLS, {
  code: 4899,
  is: 'bill',
});
export const PHONE = payee('Northstar Mobile', 'NORTHSTAR WIRELESS', 'Mobile Phone', BILLS, {
  code: 4814,
  is: 'bill',
});
export const CASH = payee('ATM withdrawal', 'ATM W/D 1ST & MAIN', 'Cash', 'Uncategorized');
export const CARD_PAYMENT = payee(
  'Credit card payment',
  'MX BANK CARD AUTOPAY',
  'Credit Card Payment',
  'Transfer',
);
export const TO_SAVINGS = payee(
  'Transfer to savings',
  'ONLINE XFER TO SAV',
  'Transfer',
  'Transfer',
);
export const FROM_CHECKING = payee(
  'Transfer from checking',
  'ONLINE XFER FROM CHK',
  'Transfer',
  'Transfer',
);
export const TO_BROKERAGE = payee(
  'Transfer to brokerage',
  'ACH MX BANK BROKERAGE',
  'Transfer',
  'Transfer',
);
export const OPENING = payee('Opening deposit', 'OPENING DEPOSIT', 'Transfer', 'Transfer');
export const INTEREST = payee('Interest paid', 'INTEREST PAYMENT', 'Interest Income', 'Income', {
  is: 'income',
});

/** A paycheck from this employer. */
export const paycheckOf = (employer: string): Payee =>
  payee(`${employer} payroll`, `${employer.toUpperCase()} DIR DEP`, 'Paycheck', 'Income', {
    is: 'paycheck',
  });

/** A purchase of shares. */
export const buyOf = (name: string, symbol: string): Payee =>
  payee(`Bought ${name}`, `BUY ${symbol}`, 'Buy', 'Investments');
