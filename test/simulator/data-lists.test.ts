import { describe, expect, test } from 'vitest';
import { aggregated, LISTS } from '../support/aggregated.ts';
import { simulated, V1, V2 } from '../support/simulated.ts';

const DAY = 86_400_000;
/** Both versions, each with its format of times. */
const VERSIONS = [
  {
    headers: V1,
    write: (at: number) => new Date(at).toISOString().slice(0, 10),
    wrong: '1767225600',
  },
  { headers: V2, write: (at: number) => String(at / 1_000), wrong: '2026-01-01' },
];

describe('transactions', () => {
  test('are listed in pages, latest first', async () => {
    const { list, transactions } = await aggregated();
    const all = await transactions();
    const dates = all.map(({ date }) => date);
    expect(dates).toEqual(dates.toSorted().toReversed());
    const pages = [];
    for (let page = 1; page <= Math.ceil(all.length / 10); page++)
      pages.push(...(await list('transactions', `?records_per_page=10&page=${page}`)).transactions);
    expect(pages).toEqual(all);
    expect((await list('transactions', '?page=999')).transactions).toEqual([]);
    for (const wrong of ['9', '1001'])
      expect((await list('transactions', `?records_per_page=${wrong}`)).pagination.per_page).toBe(
        25,
      );
  });

  test.each(VERSIONS)(
    'are filtered by time in the format of the version: $headers',
    async ({ headers, write, wrong }) => {
      const { list, transactions, call, path } = await aggregated({ headers });
      const all = await transactions();
      const [from, to] = [Date.UTC(2025, 10, 1), Date.UTC(2025, 11, 1)];
      const query = `?records_per_page=1000&from_date=${write(from)}&to_date=${write(to)}`;
      const november = (await list('transactions', query)).transactions;
      expect(november).toEqual(all.filter(({ date }) => date.startsWith('2025-11')));
      expect(november.length).toBeGreaterThan(20);
      for (const name of ['from_date', 'to_date', 'from_created_at', 'to_updated_at']) {
        const refused = await call('GET', `${path}/transactions?${name}=${wrong}`);
        expect(refused.status).toBe(400);
        expect(refused.body.error.message).toContain(name);
      }
      expect(
        (await list('transactions', `?from_created_at=${write(to)}`)).transactions,
      ).toHaveLength(25);
      const late = `?from_created_at=${write(Date.UTC(2026, 5, 1))}`;
      expect((await list('transactions', late)).transactions).toEqual([]);
      expect((await list('transactions', `?to_updated_at=${write(from)}`)).transactions).toEqual(
        [],
      );
    },
  );

  test('of more than 120 days ago are listed on request', async () => {
    const { list, run, pass, transactions } = await aggregated();
    pass(200 * DAY);
    await run('aggregate');
    const listed = (await list('transactions')).pagination.total_entries;
    expect(listed).toBeLessThan((await transactions()).length);
  });
});

describe('each listed record', () => {
  test.each([V1, V2])('is read by its guid: %o', async (headers) => {
    const { call, list, path, user } = await aggregated({ headers });
    const roots = { accounts: path, transactions: `/users/${user}` };
    for (const [what, root] of Object.entries(roots)) {
      const body = await list(what as keyof typeof roots);
      for (const record of body[what as keyof typeof roots]) {
        const read = await call('GET', `${root}/${what}/${record.guid}`);
        expect(read).toEqual({ status: 200, body: { [what.slice(0, -1)]: record } });
      }
    }
  });

  test('is found under its account, too', async () => {
    const { call, list, path, run, user, transactions } = await aggregated({ headers: V2 });
    await run('verify');
    const all = await transactions();
    for (const account of (await list('accounts')).accounts) {
      const under = `/users/${user}/accounts/${account.guid}`;
      expect((await call('GET', under)).body.account).toEqual(account);
      const own = all.filter((one) => one.account_guid === account.guid);
      for (const root of [under, `${path}/accounts/${account.guid}`]) {
        const listed = await call('GET', `${root}/transactions?records_per_page=1000`);
        expect(listed.body.transactions).toEqual(own);
      }
      const numbers = (await call('GET', `${under}/account_numbers`)).body.account_numbers;
      expect(numbers.length).toBe(['CHECKING', 'SAVINGS'].includes(account.type) ? 1 : 0);
      const [first] = own;
      const read = `${path}/accounts/${account.guid}/transactions/${first?.guid}`;
      expect((await call('GET', read)).body.transaction).toEqual(first);
    }
  });

  test('is listed together with the records of all other members of the user', async () => {
    const bank = simulated({ duplicates: 'allowed' });
    const user = await bank.createUser();
    const guids: string[] = [];
    for (const use_cases of [['PFM'], ['MONEY_MOVEMENT']])
      guids.push((await bank.createMember(user, 'correct', { use_cases })).body.member.guid);
    bank.pass(5_000);
    const read = async (query: string) => (await bank.call('GET', `/users/${user}/${query}`)).body;
    expect((await read('accounts')).accounts).toHaveLength(6);
    expect((await read('accounts?use_case=PFM')).accounts).toHaveLength(3);
    for (const none of ['is_manual=true', 'member_is_managed_by_user=false'])
      expect((await read(`accounts?${none}`)).pagination.total_entries).toBe(0);
    const { transactions } = await read('transactions?records_per_page=1000');
    expect(new Set(transactions.map(({ member_guid: guid }) => guid))).toEqual(new Set(guids));
  });
});

describe('nobody reads', () => {
  test('records of another user or another member', async () => {
    const { call, createUser, createMember, list, pass, path, user } = await aggregated({
      headers: V2,
      duplicates: 'allowed',
    });
    const stranger = await createUser();
    const sibling = (await createMember(user, 'correct')).body.member.guid;
    pass(5_000);
    const other = `/users/${user}/members/${sibling}`;
    const [account] = (await list('accounts')).accounts;
    const [transaction] = (await list('transactions')).transactions;
    for (const wrong of [
      `/users/${stranger}/accounts/${account?.guid}`,
      `/users/${stranger}/transactions/${transaction?.guid}`,
      `/users/${stranger}/members/${path.split('/').at(-1)}/accounts`,
      `${other}/accounts/${account?.guid}`,
      `${other}/accounts/${account?.guid}/transactions`,
    ]) {
      const { status, body } = await call('GET', wrong);
      expect([wrong, status]).toEqual([wrong, 404]);
      expect(body.error.message).toMatch(/^The \w+ does not exist\.$/);
    }
  });

  test('records of a deleted member', async () => {
    const { call, list, path, user } = await aggregated();
    const [account] = (await list('accounts')).accounts;
    await call('DELETE', path);
    for (const what of LISTS) expect((await call('GET', `${path}/${what}`)).status).toBe(404);
    expect((await call('GET', `/users/${user}/accounts/${account?.guid}`)).status).toBe(404);
    expect((await call('GET', `/users/${user}/accounts`)).body.accounts).toEqual([]);
  });
});
