import { describe, expect, test } from 'vitest';
import { aggregated, LISTS } from '../support/aggregated.ts';
import { credentials, simulated, V1, V2 } from '../support/simulated.ts';

const NOTHING = Object.fromEntries(LISTS.map((what) => [what, 0]));

describe('before a job has succeeded', () => {
  test('a member has no data, and all its lists are empty pages', async () => {
    const { call, member } = simulated();
    const { path } = await member('correct');
    for (const what of LISTS)
      expect(await call('GET', `${path}/${what}`)).toEqual({
        status: 200,
        body: {
          [what]: [],
          pagination: { current_page: 1, per_page: 25, total_entries: 0, total_pages: 1 },
        },
      });
  });

  test.each(['UNAUTHORIZED', 'SERVER_ERROR', 'simulate:CONNECTED/1001'])(
    'a job that ends as %s collects nothing',
    async (password) => {
      expect(await (await aggregated({ password })).counts()).toEqual(NOTHING);
    },
  );

  test('a job that fails later removes nothing', async () => {
    const { counts, update, pass } = await aggregated();
    const before = await counts();
    await update({ credentials: credentials('LOCKED') });
    pass(5_000);
    expect(await counts()).toEqual(before);
  });
});

describe('each job collects its data', () => {
  test('an aggregation collects accounts and transactions', async () => {
    const counts = await (await aggregated()).counts();
    expect(counts).toEqual({
      ...NOTHING,
      accounts: 3,
      transactions: expect.toSatisfy((count: number) => count > 90 && count < 160),
    });
  });

  test.each([
    ['verify', { account_numbers: 2 }],
    ['identify', { account_owners: 3 }],
    ['fetch_statements', {}],
    ['fetch_rewards', {}],
    ['check_balance', {}],
  ])('%s additionally collects only %o', async (job, more) => {
    const { counts, run } = await aggregated();
    const before = await counts();
    expect(await run(job)).toBeOneOf([200, 202]);
    expect(await counts()).toEqual({ ...before, ...more });
  });

  test.each(['verify', 'identify', 'check_balance', 'fetch_statements', 'fetch_rewards'])(
    '%s alone collects accounts but not transactions',
    async (job) => {
      const { call, member, pass } = simulated();
      const { path } = await member('correct', { skip_aggregation: true });
      await call('POST', `${path}/${job}`);
      pass(5_000);
      expect((await call('GET', `${path}/accounts`)).body.accounts).toHaveLength(3);
      expect((await call('GET', `${path}/transactions`)).body.transactions).toEqual([]);
    },
  );

  test('extend_history collects the transactions of 24 months', async () => {
    const { transactions, run } = await aggregated();
    const before = await transactions();
    await run('extend_history');
    const after = await transactions();
    expect(after.length).toBeGreaterThan(5 * before.length);
    expect(after.slice(0, before.length)).toEqual(before);
    const [first, last] = [after.at(-1), after[0]].map((one) => Date.parse(one?.date ?? ''));
    const days = (Number(last) - Number(first)) / 86_400_000;
    expect(days).toBeGreaterThan(650);
    expect(days).toBeLessThan(730);
  });

  test('verify collects full account numbers, and the account itself shows four digits', async () => {
    const { list, run } = await aggregated();
    await run('verify');
    const { account_numbers: numbers } = await list('account_numbers');
    const { accounts } = await list('accounts');
    for (const { account_guid: guid, account_number: number } of numbers) {
      expect(number).toMatch(/^\d{10}$/);
      const account = accounts.find((one) => one.guid === guid);
      expect(account?.account_number).toBe(number.slice(-4));
    }
    expect(numbers).toHaveLength(2);
  });

  test('identify collects the same owner for all accounts', async () => {
    const { list, run } = await aggregated();
    const ownership = async () =>
      new Set((await list('accounts')).accounts.map((one) => one.account_ownership));
    expect(await ownership()).toEqual(new Set([null]));
    await run('identify');
    expect(await ownership()).toEqual(new Set(['INDIVIDUAL']));
  });
});

describe('an aggregation', () => {
  /** A member without a job, which only v20111101 can create. */
  const idle = async (headers: Record<string, string>) => {
    const bank = simulated({}, headers);
    const user = await bank.createUser();
    const member = {
      institution_code: 'mxbank',
      credentials: credentials('correct'),
      skip_aggregation: true,
    };
    const old = { 'accept-version': 'v20111101' };
    const created = await bank.send('POST', `/users/${user}/members`, { member }, old);
    const { guid } = (await created.json()).member;
    return { ...bank, guid, path: `/users/${user}/members/${guid}` };
  };

  test.each([V1, V2])('leaves out the data that its start excludes: %o', async (headers) => {
    const brought = async (query: string) => {
      const { call, guid, path, pass, simulator } = await idle(headers);
      expect((await call('POST', `${path}/aggregate${query}`)).status).toBe(202);
      pass(5_000);
      const { transactions } = (await call('GET', `${path}/transactions`)).body;
      expect((await call('GET', `${path}/accounts`)).body.accounts).toHaveLength(3);
      const { hasProcessedTransactions } = simulator.bank.member(guid).shown;
      expect(hasProcessedTransactions).toBe(transactions.length > 0);
      return transactions.length > 0;
    };
    expect(await brought('')).toBe(true);
    expect(await brought('?include_transactions=false')).toBe(false);
    expect(await brought('?include_holdings=false&include_transactions=true')).toBe(true);
  });

  test('is not started if include_transactions is not a boolean', async () => {
    const { call, path, received } = await aggregated();
    const before = received();
    const refused = await call('POST', `${path}/aggregate?include_transactions=maybe`);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toContain('include_transactions');
    expect(received()).toEqual(before);
  });
});
