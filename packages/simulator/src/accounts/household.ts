import { type Random, randomOf } from './random.ts';

/** The person behind a member, with monthly income and expenses. Amounts are in cents. */
export interface Household {
  readonly firstName: string;
  readonly lastName: string;
  readonly street: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly phone: string;
  readonly employer: string;
  /** Twice a month. */
  readonly pay: number;
  readonly rent: number;
  /** Invested in the brokerage account each month. */
  readonly invested: number;
  /** The opening balances of the savings and the brokerage account. */
  readonly openingSavings: number;
  readonly openingInvestment: number;
  readonly creditLimit: number;
}

const FIRST_NAMES = [
  'Alex',
  'Casey',
  'Jordan',
  'Morgan',
  'Riley',
  'Robin',
  'Sam',
  'Taylor',
] as const;
const LAST_NAMES = ['Baker', 'Diaz', 'Fisher', 'Kim', 'Novak', 'Okafor', 'Rivera', 'Shah'] as const;
const STREETS = ['Adrian Street', 'Birch Avenue', 'Canyon Road', 'Mill Lane'] as const;
type Town = readonly [city: string, state: string, postalCode: string];
const TOWNS: readonly [Town, ...Town[]] = [
  ['Lehi', 'UT', '84043'],
  ['Boise', 'ID', '83702'],
  ['Eugene', 'OR', '97401'],
  ['Golden', 'CO', '80401'],
];
const EMPLOYERS = ['Bluebird Software', 'Granite Health', 'Harbor Logistics'] as const;

const hundreds = (random: Random, low: number, high: number) => 10_000 * random.between(low, high);

/** The household of a member. It is always the same. */
export function householdOf(memberGuid: string): Household {
  const random = randomOf(`household ${memberGuid}`);
  const [city, state, postalCode] = random.pick(TOWNS);
  const pay = random.between(210_000, 340_000);
  return {
    firstName: random.pick(FIRST_NAMES),
    lastName: random.pick(LAST_NAMES),
    street: `${random.between(12, 980)} ${random.pick(STREETS)}`,
    city,
    state,
    postalCode,
    phone: `555-555-01${random.between(10, 99)}`,
    employer: random.pick(EMPLOYERS),
    pay,
    rent: 500 * Math.round((pay * random.between(60, 75)) / 50_000),
    invested: 2_500 * random.between(4, 10),
    openingSavings: hundreds(random, 20, 90),
    openingInvestment: hundreds(random, 50, 120),
    creditLimit: hundreds(random, 50, 120),
  };
}
