import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregated, LISTS, sumOf } from '../support/aggregated.ts';
import { V1, V2 } from '../support/simulated.ts';
import type { WireTransaction } from '../support/wire.ts';

const DAY = 86_400_000;
const cents = (dollars: number | null | undefined) => Math.round(100 * Number(dollars));
const isPosted = ({ status }: WireTransaction) => status === 'POSTED';
const moments = fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2080, 0) });

type Data = Awaited<ReturnType<typeof aggregated>>;

/** The balance of each account, in cents, and the sum of its transactions. */
async function compare({ list, transactions }: Data) {
  const { accounts } = await list('accounts');
  const all = await transactions();
  return accounts.map((account) => {
    const own = all.filter((one) => one.account_guid === account.guid);
    const sign = account.type === 'CREDIT_CARD' ? -1 : 1;
    return { account, booked: sign * sumOf(own.filter(isPosted)), all: sign * sumOf(own) };
  });
}

describe('the books of a member', () => {
  test('transactions add up to balances, whenever the member was created', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (at) => {
        const data = await aggregated({ at });
        await data.run('extend_history');
        await data.run('aggregate');
        for (const { account, booked, all } of await compare(data)) {
          expect(cents(account.balance)).toBe(booked);
          expect(booked).toBeGreaterThanOrEqual(0);
          if (account.available_balance !== null)
            expect(cents(account.available_balance)).toBe(all);
          if (account.credit_limit !== null)
            expect(cents(account.credit_limit) - all).toBe(cents(account.available_credit));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a balance changes by the booked transactions, and pending payments are booked later', async () => {
    const data = await aggregated({ at: Date.UTC(2026, 2, 8) });
    const before = await compare(data);
    const pending = (await data.transactions()).filter((one) => !isPosted(one));
    data.pass(10 * DAY);
    await data.run('aggregate');
    const after = await compare(data);
    for (const [index, { account, booked }] of after.entries()) {
      const first = before[index];
      expect(cents(account.balance) - cents(first?.account.balance)).toBe(
        booked - Number(first?.booked),
      );
    }
    expect(pending.length).toBeGreaterThan(0);
    const now = new Map((await data.transactions()).map((one) => [one.guid, one]));
    for (const { guid } of pending) expect(now.get(guid)?.status).toBe('POSTED');
  });

  test('check_balance reads balances and no transactions', async () => {
    const { list, pass, run, transactions } = await aggregated();
    const [before, known] = [(await list('accounts')).accounts, await transactions()];
    pass(10 * DAY);
    expect((await list('accounts')).accounts).toEqual(before);
    await run('check_balance');
    const after = (await list('accounts')).accounts;
    expect(after.map(({ balance }) => balance)).not.toEqual(before.map(({ balance }) => balance));
    expect(await transactions()).toEqual(known);
  });

  test('dates are not in the future, and records are not known before they happened', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (at) => {
        const { transactions, simulator } = await aggregated({ at });
        for (const one of await transactions()) {
          const [happened, created, updated] = [
            one.transacted_at,
            one.created_at,
            one.updated_at,
          ].map((text) => Date.parse(text));
          expect(happened).toBeLessThanOrEqual(Number(created));
          expect(created).toBeLessThanOrEqual(Number(updated));
          expect(updated).toBeLessThanOrEqual(simulator.bank.now);
          expect(one.transacted_at.slice(0, 10)).toBe(one.date);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('a member has the same data in both versions, however it is read', async () => {
    const read = async (headers: Record<string, string>) => {
      const data = await aggregated({ headers });
      for (const job of ['verify', 'identify']) await data.run(job);
      return {
        first: await data.transactions(),
        again: await data.transactions(),
        pages: (await data.list('transactions', '?records_per_page=10&page=3')).transactions,
        guids: await Promise.all(
          LISTS.map(async (what) => (await data.list(what))[what].map(({ guid }) => guid)),
        ),
      };
    };
    const [old, recent] = [await read(V1), await read(V2)];
    expect(old).toEqual(recent);
    expect(old.again).toEqual(old.first);
    expect(old.pages).toEqual(old.first.slice(20, 30));
    for (const guids of old.guids) expect(new Set(guids).size).toBe(guids.length);
  });

  test('a member does not grow when its data is read', async () => {
    const { counts, guid, run, simulator } = await aggregated();
    for (const job of ['verify', 'identify', 'extend_history']) await run(job);
    const size = () => JSON.stringify(simulator.bank.member(guid)).length;
    const before = size();
    expect(Object.values(await counts()).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(
      120,
    );
    expect(size()).toBe(before);
    expect(before).toBeLessThan(4_000);
  });

  test('no two members are alike', async () => {
    const { call, createUser, createMember, pass } = await aggregated();
    const read = async () => {
      const user = await createUser();
      const { guid } = (await createMember(user, 'correct')).body.member;
      pass(5_000);
      return (await call('GET', `/users/${user}/members/${guid}/transactions`)).body.transactions;
    };
    const [one, other] = [await read(), await read()];
    expect(one.map(({ guid }) => guid)).not.toEqual(other.map(({ guid }) => guid));
    expect(one.map(({ amount }) => amount)).not.toEqual(other.map(({ amount }) => amount));
  });
});
