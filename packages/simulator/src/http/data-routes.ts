import { accountGuid, accountsOf } from '../accounts/accounts.ts';
import { holdingsOf } from '../accounts/holdings.ts';
import { numbersOf, ownersOf } from '../accounts/owners.ts';
import { rewardsOf } from '../accounts/rewards.ts';
import { statementsOf } from '../accounts/statements.ts';
import { transactionsOf } from '../accounts/transactions.ts';
import { accountBody, holdingBody, numberBody, ownerBody, rewardBody } from './account-bodies.ts';
import { addResource, recordOf } from './data-resource.ts';
import { check, LIST_ACCOUNTS_QUERY } from './requests.ts';
import { type AddRoute, queryOf, type Site } from './site.ts';
import { statementBody, statementPdf } from './statement-body.ts';
import { transactionBody } from './transaction-body.ts';
import { filterOf } from './transaction-query.ts';

const ofAccount = ({ accountGuid }: { readonly accountGuid: string }) => accountGuid;

const STATEMENTS = { of: statementsOf, accountOf: ofAccount, one: 'statement' } as const;

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
  addResource(add, site, {
    path: 'investment_holdings',
    one: 'investment_holding',
    list: ['listHoldings', 'user', 'account', 'member'],
    read: ['readHolding', 'user'],
    of: holdingsOf,
    accountOf: (_, data) => accountGuid(data, 'brokerage'),
    body: (holding, { data }) => holdingBody(holding, data),
  });
  addResource(add, site, {
    path: 'rewards',
    one: 'reward',
    list: ['listRewards', 'member'],
    read: ['readReward', 'member'],
    of: rewardsOf,
    accountOf: ofAccount,
    body: (reward, { data }) => rewardBody(reward, data),
  });

  const pdf = '/users/:user/members/:member/statements/:statement{[^/]+\\.pdf}';
  add('downloadStatement', 'GET', pdf, (c) => {
    const guid = (c.req.param('statement') ?? '').slice(0, -'.pdf'.length);
    const { record } = recordOf(c, site, STATEMENTS, guid);
    const headers = { 'content-type': 'application/vnd.mx.api.v1+pdf' };
    return c.body(statementPdf(record), 200, headers);
  });
  addResource(add, site, {
    ...STATEMENTS,
    path: 'statements',
    list: ['listStatements', 'member'],
    read: ['readStatement', 'member'],
    body: (statement, { data, user }) => statementBody(statement, data, user),
  });
}
