import { accountsOf, numbersOf, ownersOf } from '../accounts/accounts.ts';
import { transactionsOf } from '../accounts/transactions.ts';
import { accountBody, numberBody, ownerBody, transactionBody } from './data-bodies.ts';
import { addResource } from './data-resource.ts';
import { check, LIST_ACCOUNTS_QUERY } from './requests.ts';
import { type AddRoute, queryOf, type Site } from './site.ts';
import { filterOf } from './transaction-query.ts';

const ofAccount = ({ accountGuid }: { readonly accountGuid: string }) => accountGuid;

/** The routes of collected data: accounts and everything in them. */
export function dataRoutes(add: AddRoute, site: Site): void {
  addResource(add, site, {
    path: 'accounts',
    one: 'account',
    list: ['listAccounts', 'user', 'member'],
    read: ['readAccount', 'user', 'member'],
    of: accountsOf,
    accountOf: ({ guid }) => guid,
    body: (account, { data, user, version }) => accountBody(account, data, user, version),
    filter: (c) => {
      const query = check(LIST_ACCOUNTS_QUERY, Object.fromEntries(queryOf(c)));
      // All accounts here are aggregated, and belong to members that the user manages.
      const isEmpty = query.is_manual === 'true' || query.member_is_managed_by_user === 'false';
      return () => !isEmpty;
    },
  });
  addResource(add, site, {
    path: 'account_numbers',
    one: 'account_number',
    list: ['listAccountNumbers', 'member', 'account'],
    of: numbersOf,
    accountOf: ofAccount,
    body: (number, { data }) => numberBody(number, data),
  });
  addResource(add, site, {
    path: 'account_owners',
    one: 'account_owner',
    list: ['listAccountOwners', 'member'],
    of: ownersOf,
    accountOf: ofAccount,
    body: (owner, { data }) => ownerBody(owner, data),
  });
  addResource(add, site, {
    path: 'transactions',
    one: 'transaction',
    list: ['listTransactions', 'user', 'account', 'member', 'memberAccount'],
    read: ['readTransaction', 'user', 'memberAccount'],
    of: transactionsOf,
    accountOf: ofAccount,
    body: (transaction, { data, user }) => transactionBody(transaction, data, user),
    filter: (c) => filterOf(queryOf(c), c.var.version, site.bank.now),
  });
}
