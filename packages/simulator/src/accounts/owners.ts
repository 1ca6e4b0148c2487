import { accountGuid, accountsOf } from './accounts.ts';
import type { Data } from './data.ts';
import type { Kind } from './entries.ts';
import type { Household } from './household.ts';

/** The owner of an account, as the bank knows it. */
export interface Owner {
  readonly guid: string;
  readonly accountGuid: string;
  readonly person: Household;
}

/** The owners of all accounts. Empty before a job has collected them. */
export const ownersOf = (data: Data): readonly Owner[] =>
  data.collected.items.owners
    ? accountsOf(data).map(({ guid }, index) => ({
        guid: data.guids.of('ACO', index),
        accountGuid: guid,
        person: data.books.household,
      }))
    : [];

/** The full numbers for moving money. */
export interface AccountNumber {
  readonly guid: string;
  readonly accountGuid: string;
  readonly account: string;
  readonly routing: string;
}

/** A routing number that no bank has. Its check digit is valid. */
const ROUTING = '731000007';
/** The kinds of accounts for moving money. */
const MOVABLE: readonly Kind[] = ['checking', 'savings'];

/** The numbers of checking and savings accounts. Empty before a job has collected them. */
export const numbersOf = (data: Data): readonly AccountNumber[] =>
  data.collected.items.numbers
    ? accountsOf(data)
        .filter(({ kind }) => MOVABLE.includes(kind))
        .map(({ kind, number }, index) => ({
          guid: data.guids.of('ACN', index),
          accountGuid: accountGuid(data, kind),
          account: number,
          routing: ROUTING,
        }))
    : [];
