import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type ServedMxSimulator, serveMxSimulator } from '@mx-member/simulator/node';
import * as sdk from 'mx-platform-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credentials } from '../support/simulated.ts';

/**
 * MX's own SDK calls every route that it shares with the simulator (v20111101), over HTTP. It is set up as its readme
 * says, so it does not send `Accept-Version`.
 */

const STEP = 1_000;
const ACCEPT = 'application/vnd.mx.api.v1+json';
let now = Date.UTC(2026, 0, 1);
let served: ServedMxSimulator;
beforeAll(async () => {
  served = await serveMxSimulator({
    now: () => now,
    step: STEP,
    allowMissingAcceptVersion: true,
  });
});
afterAll(() => served.close());

/** A guid, which must exist. */
const guidOf = (record: { readonly guid?: string | null } | null | undefined): string => {
  if (!record?.guid) throw new Error('The guid is missing.');
  return record.guid;
};

test('every route accepts the SDK’s requests and returns what the SDK reads', async () => {
  const configuration = new sdk.Configuration({
    basePath: served.url,
    username: DEFAULT_CLIENT_ID,
    password: DEFAULT_API_KEY,
    baseOptions: { headers: { Accept: ACCEPT } },
  });
  const users = new sdk.UsersApi(configuration);
  const institutions = new sdk.InstitutionsApi(configuration);
  const members = new sdk.MembersApi(configuration);
  const accounts = new sdk.AccountsApi(configuration);
  const transactions = new sdk.TransactionsApi(configuration);
  const statements = new sdk.StatementsApi(configuration);
  const rewards = new sdk.RewardsApi(configuration);
  const widgets = new sdk.WidgetsApi(configuration);

  const statuses: number[] = [];
  const ok = async <T>(answer: Promise<{ readonly status: number; readonly data: T }>) => {
    const { status, data } = await answer;
    statuses.push(status);
    return data;
  };
  /** Starts a job and lets it end. */
  const run = async (start: Promise<{ readonly status: number; readonly data: unknown }>) => {
    await ok(start);
    now += STEP;
  };

  const user = guidOf((await ok(users.createUser({ user: { id: 'ada' } }))).user);
  await ok(users.listUsers(1, 10, 'ada', undefined, false));
  await ok(users.readUser(user));
  await ok(users.updateUser(user, { user: { email: 'ada@example.com' } }));

  await ok(institutions.listInstitutions('bank', ['US', 'CA'], 1, 10, true, true, true, true));
  await ok(institutions.listFavoriteInstitutions(['US']));
  await ok(institutions.readInstitution('mxbank'));
  await ok(institutions.listInstitutionCredentials('mxbank', 1, 10));

  const login = { institution_code: 'mxbank', credentials: credentials('challenge') };
  const member = guidOf((await ok(members.createMember(user, { member: login }, 'cGF5'))).member);
  now += STEP;
  const asked = await ok(members.listMemberChallenges(member, user));
  const challenges = (asked.challenges ?? []).map((one) => ({
    guid: guidOf(one),
    value: 'correct',
  }));
  await ok(members.resumeAggregation(member, user, { member: { challenges } }));
  now += STEP;
  const { member: status } = await ok(members.readMemberStatus(member, user));
  expect(status?.connection_status).toBe('CONNECTED');
  await ok(members.readMember(member, user));
  await ok(members.listMembers(user));
  await ok(members.listMemberCredentials(member, user));
  const changed = { member: { metadata: 'm', credentials: credentials('correct') } };
  await ok(members.updateMember(member, user, changed, 'cGF5'));
  now += STEP;
  await run(members.aggregateMember(member, user, 'cGF5', true, true));
  await run(members.verifyMember(member, user, 'cGF5'));
  await run(members.identifyMember(member, user));
  await run(members.checkBalances(member, user));
  await run(transactions.extendHistory(member, user));
  await run(statements.fetchStatements(member, user));
  await run(rewards.fetchRewards(user, member));

  const [account] = (await ok(accounts.listUserAccounts(user))).accounts ?? [];
  await ok(accounts.listMemberAccounts(user, member));
  await ok(accounts.readAccount(guidOf(account), user));
  await ok(accounts.readAccountByMember(guidOf(account), member, user));
  await ok(accounts.listAccountNumbersByMember(member, user));
  await ok(accounts.listAccountNumbersByAccount(guidOf(account), user));
  await ok(accounts.listAccountOwnersByMember(member, user));

  const [transaction] = (await ok(transactions.listTransactions(user))).transactions ?? [];
  await ok(transactions.listTransactionsByMember(member, user, 1, 10, '2025-12-01', '2026-01-31'));
  await ok(transactions.listTransactionsByAccount(guidOf(account), user));
  await ok(transactions.readTransaction(user, guidOf(transaction)));

  const oauth = { institution_code: 'mx_bank_oauth', is_oauth: true, credentials: [] };
  const pending = guidOf((await ok(members.createMember(user, { member: oauth }))).member);
  await ok(widgets.requestOAuthWindowURI(pending, user, undefined, 'true', 'BROWSER', false));

  await ok(members.deleteMember(member, user));
  await ok(users.deleteUser(ACCEPT, user));
  expect(statuses).toHaveLength(38);
  expect(statuses.filter((one) => one < 200 || one > 204)).toEqual([]);
});
