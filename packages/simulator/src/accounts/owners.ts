import { accountGuid, accountsOf } from './accounts.ts';
import type { Data } from './data.ts';
import type { Kind } from './entries.ts';
import type { Household } from './household.ts';

/** Who owns an account, as the bank knows it. */
export interface Owner {
  readonly guid: string;
  readonly accountGuid: string;
  readonly person: Household;
}

/** The owners of all accounts; none before a job has collected them. */
export const ownersOf = (data: Data): readonly Owner[] =>
  data.collected.items.owners
    ? accountsOf(data).map(({ guid }, index) => ({
        guid: data.guids.of('ACO', index),
        accountGuid: guid,
        person: data.books.household,
      }))
    : [];

/** The numbers by which money can be moved, in full. */
export interface AccountNumber {
  readonly guid: string;
  readonly accountGuid: string;
  readonly account: string;
  readonly routing: string;
}

/** No bank has it, and its last digit is right. */
const ROUTING = '731000007';
/** Money is moved to and from these. */
const MOVABLE: readonly Kind[] = ['checking', 'savings'];

/** The numbers of checking and savings accounts; none before a job has collected them. */
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
