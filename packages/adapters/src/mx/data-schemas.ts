import * as v from 'valibot';
import type {
  AccountDetails,
  AccountNumberDetails,
  AccountOwnerDetails,
  TransactionDetails,
} from './data-types.ts';
import { guid, remark } from './port/wire.ts';
import { pagination } from './schemas.ts';

/** No decision depends on these fields, so a value of the wrong type becomes `null`. Only the guids are required. */

const amount = v.fallback(v.nullish(v.number()), null);
const flag = v.fallback(v.nullish(v.boolean()), null);

type Fields = Readonly<Record<string, v.GenericSchema<unknown, unknown>>>;

/** Camel case: `account_guid` becomes `accountGuid`. */
export type Camel<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;
type Details<Entries extends Fields, Guid extends string> = {
  readonly [Name in keyof Entries as Name extends 'guid' ? Guid : Camel<Name>]:
    | Exclude<v.InferOutput<Entries[Name]>, undefined | null>
    | (null extends v.InferOutput<Entries[Name]> ? null : never);
};

export const camelOf = (name: string) =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * The schema of a record of MX. Its output has our spelling, and `null` for missing fields. @param guidName The name of
 * the record's own guid.
 */
function record<const Entries extends Fields, Guid extends string = never>(
  entries: Entries,
  guidName?: Guid,
) {
  const names = Object.keys(entries).map(
    (name) => [name, name === 'guid' ? (guidName ?? name) : camelOf(name)] as const,
  );
  return v.pipe(
    v.object(entries),
    v.transform((wire): Details<Entries, Guid> => {
      const values: Readonly<Record<string, unknown>> = wire;
      const pairs = names.map(([name, ours]) => [ours, values[name] ?? null]);
      return Object.fromEntries(pairs);
    }),
  );
}

const Account: v.GenericSchema<unknown, AccountDetails> = record(
  {
    guid,
    member_guid: remark,
    name: remark,
    type: remark,
    subtype: remark,
    account_number: remark,
    balance: amount,
    available_balance: amount,
    available_credit: amount,
    credit_limit: amount,
    currency_code: remark,
    is_closed: flag,
    updated_at: remark,
  },
  'accountGuid',
);

const Transaction: v.GenericSchema<unknown, TransactionDetails> = record(
  {
    guid,
    account_guid: remark,
    member_guid: remark,
    amount,
    type: remark,
    status: remark,
    date: remark,
    posted_at: remark,
    description: remark,
    original_description: remark,
    category: remark,
    top_level_category: remark,
    currency_code: remark,
  },
  'transactionGuid',
);

const AccountNumber: v.GenericSchema<unknown, AccountNumberDetails> = record({
  account_guid: remark,
  account_number: remark,
  routing_number: remark,
  institution_number: remark,
  transit_number: remark,
});

const AccountOwner: v.GenericSchema<unknown, AccountOwnerDetails> = record({
  account_guid: remark,
  owner_name: remark,
  email: remark,
  phone: remark,
  address: remark,
  city: remark,
  state: remark,
  postal_code: remark,
  country: remark,
});

export const AccountsBody = v.object({ accounts: v.array(Account), pagination });
export const TransactionsBody = v.object({ transactions: v.array(Transaction), pagination });
export const AccountNumbersBody = v.object({ account_numbers: v.array(AccountNumber), pagination });
export const AccountOwnersBody = v.object({ account_owners: v.array(AccountOwner), pagination });
