import { DAY, noonOf } from './calendar.ts';
import { randomOf } from './random.ts';

/** The accounts that every member has. */
export const KINDS = ['checking', 'savings', 'card'] as const;
/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** The other side of an entry. */
interface Payee {
  /** MX's clean description. */
  readonly description: string;
  /** The text of the bank. */
  readonly original: string;
  /** One of MX's default categories, and its parent. */
  readonly category: string;
  readonly topLevel: string;
}

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
}

const payee = (
  description: string,
  original: string,
  category: string,
  topLevel: string,
): Payee => ({ description, original, category, topLevel });

const OPENING = payee('Opening deposit', 'OPENING DEPOSIT', 'Transfer', 'Transfer');
export const PAYCHECK = payee('Bluebird payroll', 'BLUEBIRD DIR DEP', 'Paycheck', 'Income');
const RENT = payee('Parkview Apartments', 'PARKVIEW APTS RENT', 'Mortgage & Rent', 'Home');
const SAVING = payee('Transfer to savings', 'ONLINE XFER', 'Transfer', 'Transfer');
const CARD_BILL = payee('Credit card payment', 'MX BANK CARD AUTOPAY', 'Transfer', 'Transfer');
const SHOPS = [
  payee('Maple Street Market', 'MAPLE ST MARKET 0231', 'Groceries', 'Food & Dining'),
  payee('Noodle House', 'TST* NOODLE HOUSE', 'Restaurants', 'Food & Dining'),
  payee('Sunrise Fuel', 'SUNRISE FUEL 4410', 'Gas', 'Auto & Transport'),
  payee('Page & Spine Books', 'PAGE AND SPINE', 'Books', 'Shopping'),
] as const;

/** How long a card payment is pending. */
const CARD_DELAY = 2 * DAY;
const PURCHASES = 26;
const FIRST_DEPOSIT = 500_000;
const PAY = 260_000;

/** The card purchases of a month. */
function purchasesOf(memberGuid: string, month: number) {
  const random = randomOf(`${memberGuid} ${month}`);
  return Array.from({ length: PURCHASES }, () => ({
    day: random.between(1, 28),
    cents: random.between(400, 8_000),
    payee: random.pick(SHOPS),
  }));
}

/**
 * All entries of a month, in order of time. They depend on the member and the month only, so nothing is stored. A card
 * is paid on the 20th, with what was bought in the month before.
 *
 * @param isFirst Whether the accounts were opened in this month.
 */
export function monthlyEntries(
  memberGuid: string,
  month: number,
  isFirst: boolean,
): readonly Entry[] {
  const entries: Entry[] = [];
  const add = (kind: Kind, day: number, cents: number, to: Payee) => {
    const at = noonOf(month, day);
    const postedAt = kind === 'card' && cents < 0 ? at + CARD_DELAY : at;
    entries.push({ kind, at, postedAt, cents, payee: to, number: entries.length });
  };
  if (isFirst)
    for (const kind of ['checking', 'savings'] as const) add(kind, 1, FIRST_DEPOSIT, OPENING);
  add('checking', 1, PAY, PAYCHECK);
  add('checking', 2, -150_000, RENT);
  add('checking', 15, PAY, PAYCHECK);
  add('checking', 16, -50_000, SAVING);
  add('savings', 16, 50_000, SAVING);
  if (!isFirst) {
    const bill = purchasesOf(memberGuid, month - 1).reduce((sum, { cents }) => sum + cents, 0);
    add('checking', 20, -bill, CARD_BILL);
    add('card', 20, bill, CARD_BILL);
  }
  for (const { day, cents, payee: shop } of purchasesOf(memberGuid, month))
    add('card', day, -cents, shop);
  return entries.sort((a, b) => a.at - b.at || a.number - b.number);
}
