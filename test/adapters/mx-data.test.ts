import type { MxVersion } from '@mx-member/adapters/mx';
import { createMxSimulator } from '@mx-member/simulator';
import { describe, expect, test } from 'vitest';
import { fakeMx, json, MEMBER } from '../support/fake-mx.ts';
import { mxOver } from '../support/simulated-mx.ts';

const VERSIONS = ['v20111101', 'v20250224'] as const;

/** A connected member with all its data, at the simulator. */
async function connected(version: MxVersion) {
  let now = Date.UTC(2026, 2, 8);
  let requests = 0;
  const simulator = createMxSimulator({ now: () => now });
  const count = (request: Request) => {
    requests++;
    return simulator.fetch(request);
  };
  const mx = mxOver(count, { version });
  const { userGuid } = await mx.createUser();
  const fields = await mx.institutionCredentials({ institutionCode: 'mxbank' });
  const credentials = fields.map(({ guid }) => ({ guid, value: 'mxuser' }));
  const { member } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    credentials,
  });
  now += 5_000;
  for (const job of ['verify', 'identify'] as const) {
    await mx.startJob({ member, job });
    now += 5_000;
  }
  requests = 0;
  return { mx, member, requests: () => requests };
}

async function all<Entry>(list: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of list) entries.push(entry);
  return entries;
}

describe.each(VERSIONS)('after CONNECTED, in %s,', (version) => {
  test('accounts are read as one page, or one after the other', async () => {
    const { mx, member } = await connected(version);
    const { accounts, page, pages, total } = await mx.listAccounts({ member });
    expect([page, pages, total]).toEqual([1, 1, 3]);
    expect(await all(mx.listAccounts({ member }))).toEqual(accounts);
    expect(accounts.map(({ type }) => type)).toEqual(['CHECKING', 'SAVINGS', 'CREDIT_CARD']);
    expect(accounts[0]).toEqual({
      accountGuid: expect.stringMatching(/^ACT-/),
      memberGuid: member.memberGuid,
      name: 'MX Bank Checking',
      type: 'CHECKING',
      subtype: null,
      accountNumber: expect.stringMatching(/^\d{4}$/),
      balance: expect.any(Number),
      availableBalance: expect.any(Number),
      availableCredit: null,
      creditLimit: null,
      currencyCode: 'USD',
      isClosed: false,
      updatedAt: expect.stringMatching(/^2026-03-08T/),
    });
  });

  test('for await reads transactions page by page, and stops after the last page', async () => {
    const { mx, member, requests } = await connected(version);
    const first = await mx.listTransactions({ member, recordsPerPage: 40 });
    expect(first.transactions).toHaveLength(40);
    expect(requests()).toBe(1);
    const every = await all(mx.listTransactions({ member, recordsPerPage: 40 }));
    expect(every).toHaveLength(first.total);
    expect(every.slice(0, 40)).toEqual(first.transactions);
    expect(new Set(every.map(({ transactionGuid }) => transactionGuid)).size).toBe(first.total);
    expect(requests()).toBe(1 + first.pages);
    const iterator = mx.listTransactions({ member, recordsPerPage: 40 })[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: every[0] });
    expect(requests()).toBe(2 + first.pages);
    const rest = await all(mx.listTransactions({ member, recordsPerPage: 40, page: 2 }));
    expect(rest).toEqual(every.slice(40));
  });

  test('transactions are asked for by date', async () => {
    const { mx, member } = await connected(version);
    const february = await all(
      mx.listTransactions({ member, fromDate: '2026-02-01', toDate: '2026-03-01' }),
    );
    expect(february.length).toBeGreaterThan(20);
    for (const { date } of february) expect(date).toMatch(/^2026-02-\d\d$/);
    expect(february[0]).toEqual({
      transactionGuid: expect.stringMatching(/^TRN-/),
      accountGuid: expect.stringMatching(/^ACT-/),
      memberGuid: member.memberGuid,
      amount: expect.any(Number),
      type: expect.toBeOneOf(['CREDIT', 'DEBIT']),
      status: 'POSTED',
      date: expect.any(String),
      postedAt: expect.stringMatching(/^2026-0[23]-/),
      description: expect.any(String),
      originalDescription: expect.any(String),
      category: expect.any(String),
      topLevelCategory: expect.any(String),
      currencyCode: 'USD',
    });
  });

  test('account numbers and owners are read', async () => {
    const { mx, member } = await connected(version);
    const { accounts } = await mx.listAccounts({ member });
    const numbers = await all(mx.listAccountNumbers({ member }));
    expect(numbers.map(({ accountGuid }) => accountGuid)).toEqual(
      accounts.slice(0, 2).map(({ accountGuid }) => accountGuid),
    );
    for (const number of numbers)
      expect(number).toMatchObject({
        accountNumber: expect.stringMatching(/^\d{10}$/),
        routingNumber: expect.stringMatching(/^\d{9}$/),
        transitNumber: null,
      });
    const { accountOwners } = await mx.listAccountOwners({ member });
    expect(accountOwners).toHaveLength(3);
    expect(accountOwners[0]).toMatchObject({
      country: 'US',
      ownerName: expect.any(String),
      email: expect.stringContaining('@'),
    });
  });
});

describe('what MX sends', () => {
  test('needs only the guids, and may have wrong types otherwise', async () => {
    const { mx } = fakeMx([
      json({ accounts: [{ guid: 'ACT-1', balance: 'much', is_closed: 1, name: 7 }] }),
      json({ transactions: [{ guid: 'TRN-1' }] }),
      json({ account_numbers: [{}] }),
      json({ account_owners: [{}] }),
    ]);
    const [account] = await all(mx.listAccounts({ member: MEMBER }));
    expect(account).toMatchObject({ accountGuid: 'ACT-1', balance: null, isClosed: null });
    expect(account).toMatchObject({ name: null, updatedAt: null });
    const [transaction] = await all(mx.listTransactions({ member: MEMBER }));
    expect(transaction).toMatchObject({ transactionGuid: 'TRN-1', amount: null });
    expect(await all(mx.listAccountNumbers({ member: MEMBER }))).toHaveLength(1);
    expect(await all(mx.listAccountOwners({ member: MEMBER }))).toHaveLength(1);
  });

  test('is malformed without a guid', async () => {
    const { mx } = fakeMx([json({ accounts: [{ name: 'x' }] })]);
    await expect(mx.listAccounts({ member: MEMBER })).rejects.toMatchObject({ code: 'malformed' });
    await expect(all(mx.listAccounts({ member: MEMBER }))).rejects.toMatchObject({
      code: 'malformed',
    });
  });
});

describe('what is sent', () => {
  test.each([
    ['v20111101', '2026-01-31'],
    ['v20250224', '1769817600'],
  ] as const)('writes dates as %s wants them', async (version, written) => {
    const { mx, sent, calls } = fakeMx([json({ transactions: [] })], { version });
    const page = { page: 3, recordsPerPage: 100 };
    await mx.listTransactions({ member: MEMBER, fromDate: '2026-01-31', ...page });
    expect(calls()).toEqual(['GET /users/USR-1/members/MBR-1/transactions']);
    expect(sent[0]?.query).toEqual({ from_date: written, page: '3', records_per_page: '100' });
  });

  test('is nothing if a date has another form', async () => {
    const { mx, sent } = fakeMx([json({ transactions: [] })]);
    for (const fromDate of ['31.1.2026', '2026-13-01', '1769817600'])
      await expect(mx.listTransactions({ member: MEMBER, fromDate })).rejects.toThrow(
        new TypeError('listTransactions: fromDate must be a date of the form 2026-01-31.'),
      );
    expect(sent).toEqual([]);
  });
});
