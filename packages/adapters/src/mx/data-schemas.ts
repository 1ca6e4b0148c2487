import * as v from 'valibot';
import type {
  AccountDetails,
  AccountNumberDetails,
  AccountOwnerDetails,
  TransactionDetails,
} from './data-types.ts';
import { guid, pagination, remark } from './schemas.ts';

/** Nothing is decided by these, so a wrong type is as good as nothing; only the guids must be there. */

const amount = v.fallback(v.nullish(v.number()), null);
const flag = v.fallback(v.nullish(v.boolean()), null);

const Account = v.pipe(
  v.object({
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
  }),
  v.transform(
    (wire): AccountDetails => ({
      accountGuid: wire.guid,
      memberGuid: wire.member_guid ?? null,
      name: wire.name ?? null,
      type: wire.type ?? null,
      subtype: wire.subtype ?? null,
      accountNumber: wire.account_number ?? null,
      balance: wire.balance ?? null,
      availableBalance: wire.available_balance ?? null,
      availableCredit: wire.available_credit ?? null,
      creditLimit: wire.credit_limit ?? null,
      currencyCode: wire.currency_code ?? null,
      isClosed: wire.is_closed ?? false,
      updatedAt: wire.updated_at ?? null,
    }),
  ),
);

const Transaction = v.pipe(
  v.object({
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
  }),
  v.transform(
    (wire): TransactionDetails => ({
      transactionGuid: wire.guid,
      accountGuid: wire.account_guid ?? null,
      memberGuid: wire.member_guid ?? null,
      amount: wire.amount ?? null,
      type: wire.type ?? null,
      status: wire.status ?? null,
      date: wire.date ?? null,
      postedAt: wire.posted_at ?? null,
      description: wire.description ?? null,
      originalDescription: wire.original_description ?? null,
      category: wire.category ?? null,
      topLevelCategory: wire.top_level_category ?? null,
      currencyCode: wire.currency_code ?? null,
    }),
  ),
);

const AccountNumber = v.pipe(
  v.object({
    account_guid: remark,
    account_number: remark,
    routing_number: remark,
    institution_number: remark,
    transit_number: remark,
  }),
  v.transform(
    (wire): AccountNumberDetails => ({
      accountGuid: wire.account_guid ?? null,
      accountNumber: wire.account_number ?? null,
      routingNumber: wire.routing_number ?? null,
      institutionNumber: wire.institution_number ?? null,
      transitNumber: wire.transit_number ?? null,
    }),
  ),
);

const AccountOwner = v.pipe(
  v.object({
    account_guid: remark,
    owner_name: remark,
    email: remark,
    phone: remark,
    address: remark,
    city: remark,
    state: remark,
    postal_code: remark,
    country: remark,
  }),
  v.transform(
    (wire): AccountOwnerDetails => ({
      accountGuid: wire.account_guid ?? null,
      name: wire.owner_name ?? null,
      email: wire.email ?? null,
      phone: wire.phone ?? null,
      address: wire.address ?? null,
      city: wire.city ?? null,
      state: wire.state ?? null,
      postalCode: wire.postal_code ?? null,
      country: wire.country ?? null,
    }),
  ),
);

export const AccountsBody = v.object({ accounts: v.array(Account), pagination });
export const TransactionsBody = v.object({ transactions: v.array(Transaction), pagination });
export const AccountNumbersBody = v.object({ account_numbers: v.array(AccountNumber), pagination });
export const AccountOwnersBody = v.object({ account_owners: v.array(AccountOwner), pagination });
