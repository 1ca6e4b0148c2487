import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import * as sdk from 'mx-platform-node';
import { expect, onTestFinished, test } from 'vitest';
import { V1 } from '../support/simulated.ts';
import { simulatedMx } from '../support/simulated-mx.ts';

/** MX's own SDK, over HTTP, and a member whose jobs have all run. */
async function connected() {
  let now = Date.UTC(2026, 2, 8);
  const { url, close } = await serveMxSimulator({ now: () => now });
  onTestFinished(close);
  const mx = simulatedMx(url);
  const { userGuid } = await mx.createUser();
  const institutionCode = 'mxbank';
  const fields = await mx.institutionCredentials({ institutionCode });
  const credentials = fields.map(({ guid }) => ({ guid, value: 'mxuser' }));
  const { member } = await mx.createMember({ userGuid, institutionCode, credentials });
  now += 5_000;
  for (const job of ['verify', 'identify'] as const) {
    await mx.startJob({ member, job });
    now += 5_000;
  }
  const configuration = new sdk.Configuration({
    basePath: url,
    username: DEFAULT_CLIENT_ID,
    password: DEFAULT_API_KEY,
    baseOptions: { headers: V1 },
  });
  return { mx, member, user: userGuid, guid: member.memberGuid, configuration };
}

/** The first guid of a list that is not empty. */
function firstOf(list: readonly { readonly guid?: string | null }[] | undefined): string {
  const guid = list?.[0]?.guid;
  if (!guid) throw new Error('The list is empty.');
  return guid;
}

test("MX's SDK and our client read the same data of a member", async () => {
  const { mx, member, user, guid, configuration } = await connected();
  const accounts = new sdk.AccountsApi(configuration);
  const transactions = new sdk.TransactionsApi(configuration);

  const listed = (await accounts.listMemberAccounts(user, guid)).data.accounts;
  const ours = await mx.listAccounts({ member });
  expect(listed?.map((one) => [one.guid, one.name, one.balance])).toEqual(
    ours.accounts.map((one) => [one.accountGuid, one.name, one.balance]),
  );
  expect((await accounts.listUserAccounts(user)).data.accounts).toEqual(listed);
  const account = firstOf(listed);
  const [read] = listed ?? [];
  expect((await accounts.readAccount(account, user)).data.account).toEqual(read);
  expect((await accounts.readAccountByMember(account, guid, user)).data.account).toEqual(read);
  const numbers = (await accounts.listAccountNumbersByMember(guid, user)).data.account_numbers;
  expect(numbers).toHaveLength(2);
  const byAccount = await accounts.listAccountNumbersByAccount(account, user);
  expect(byAccount.data.account_numbers).toEqual(numbers?.slice(0, 1));
  const owners = await accounts.listAccountOwnersByMember(guid, user);
  expect(owners.data.account_owners).toHaveLength(3);

  const page = (await transactions.listTransactionsByMember(guid, user, 2, 30)).data.transactions;
  const second = await mx.listTransactions({ member, page: 2, recordsPerPage: 30 });
  expect(page?.map((one) => [one.guid, one.amount, one.date])).toEqual(
    second.transactions.map((one) => [one.transactionGuid, one.amount, one.date]),
  );
  expect((await transactions.listTransactions(user, 2, 30)).data.transactions).toEqual(page);
  const own = (await transactions.listTransactionsByAccount(account, user)).data.transactions;
  expect(new Set(own?.map((one) => one.account_guid))).toEqual(new Set([account]));
  // In this version of the SDK it has the type of the list. A single transaction is in `transaction`, like every other
  // resource.
  expect((await transactions.readTransaction(user, firstOf(page))).data).toEqual({
    transaction: page?.[0],
  });
});
