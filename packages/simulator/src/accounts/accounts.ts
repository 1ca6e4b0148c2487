import { balanceOf, type Data } from './data.ts';
import { KINDS, type Kind } from './entries.ts';
import { randomOf } from './random.ts';

/** An account of a member. Money is in cents. */
export interface Account {
  readonly guid: string;
  readonly type: 'CHECKING' | 'SAVINGS' | 'CREDIT_CARD';
  readonly name: string;
  /** The full number. */
  readonly number: string;
  /** The debt on a credit card is positive too. */
  readonly balance: number;
  /** `null` for a credit card. */
  readonly available: number | null;
  /** Only for a credit card. */
  readonly credit: { readonly limit: number; readonly available: number } | null;
}

const ABOUT = {
  checking: { type: 'CHECKING', name: 'MX Bank Checking' },
  savings: { type: 'SAVINGS', name: 'MX Bank Savings' },
  card: { type: 'CREDIT_CARD', name: 'MX Bank Credit Card' },
} as const;

const CREDIT_LIMIT = 1_000_000;

export const accountGuid = ({ guids }: Pick<Data, 'guids'>, kind: Kind): string =>
  guids.of('ACT', KINDS.indexOf(kind));

/** The full number of an account. */
const accountNumber = ({ member }: Data, kind: Kind) =>
  String(randomOf(`number ${member.guid} ${kind}`).between(1e9, 9.99e9));

/** The accounts of a member, with the balances of the last time that a job read them. */
export const accountsOf = (data: Data): readonly Account[] =>
  KINDS.map((kind) => {
    const { booked, all } = balanceOf(data, kind, data.collected.balancesAt);
    const isCard = kind === 'card';
    return {
      guid: accountGuid(data, kind),
      ...ABOUT[kind],
      number: accountNumber(data, kind),
      balance: isCard ? -booked : booked,
      available: isCard ? null : all,
      credit: isCard ? { limit: CREDIT_LIMIT, available: CREDIT_LIMIT + all } : null,
    };
  });

/** A record about one account. */
interface OfAccount {
  readonly guid: string;
  readonly accountGuid: string;
}

/** The owner of each account. Empty before a job has collected them. */
export const ownersOf = (data: Data): readonly OfAccount[] =>
  data.collected.items.owners
    ? KINDS.map((kind, index) => ({
        guid: data.guids.of('ACO', index),
        accountGuid: accountGuid(data, kind),
      }))
    : [];

/** The numbers of the accounts that can move money. Empty before a job has collected them. */
export const numbersOf = (data: Data): readonly (OfAccount & { readonly account: string })[] =>
  data.collected.items.numbers
    ? (['checking', 'savings'] as const).map((kind, index) => ({
        guid: data.guids.of('ACN', index),
        accountGuid: accountGuid(data, kind),
        account: accountNumber(data, kind),
      }))
    : [];
