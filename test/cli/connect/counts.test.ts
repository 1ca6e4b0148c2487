import { describe, expect, test } from 'vitest';
import { countData } from '../../../packages/cli/src/connect/counts.ts';
import { createJsonScreen, createTextScreen } from '../../../packages/cli/src/connect/screens.ts';
import { fakeMx, json, MEMBER } from '../../support/fake-mx.ts';
import { CONNECTED, DENIED } from '../support/views.ts';

const page = (name: string, total: number) =>
  json({ [name]: [], pagination: { current_page: 1, total_pages: 1, total_entries: total } });
const never = new AbortController().signal;

describe('what a member has to read', () => {
  test('is counted by two requests', async () => {
    const { mx, calls } = fakeMx([page('accounts', 3), page('transactions', 120)]);
    expect(await countData(mx, MEMBER, never)).toEqual({ accounts: 3, transactions: 120 });
    expect(calls()).toEqual([
      'GET /users/USR-1/members/MBR-1/accounts',
      'GET /users/USR-1/members/MBR-1/transactions',
    ]);
  });

  test('is not known when MX does not say, or nobody waits for it any more', async () => {
    const down = fakeMx([json({}, 503)]);
    expect(await countData(down.mx, MEMBER, never)).toBeNull();
    expect(down.sent).toHaveLength(2);
    const { mx } = fakeMx([page('accounts', 3)]);
    expect(await countData(mx, MEMBER, AbortSignal.abort())).toBeNull();
  });
});

describe('the end', () => {
  const printed = (
    create: typeof createTextScreen,
    ...end: Parameters<ReturnType<typeof createTextScreen>['end']>
  ) => {
    const out: string[] = [];
    create((text) => out.push(text)).end(...end);
    return out.join('');
  };

  test('says in words how much there is', () => {
    const text = (accounts: number, transactions: number) =>
      printed(createTextScreen, CONNECTED, { accounts, transactions });
    expect(text(3, 120)).toMatch(/^Connected\. .+\n3 accounts, 120 transactions\./);
    expect(text(1, 1)).toContain('\n1 account, 1 transaction.');
    expect(text(0, 0)).toContain('\n0 accounts, 0 transactions.');
  });

  test('names the next step when that is not known', () => {
    expect(printed(createTextScreen, CONNECTED, null)).toContain(
      '\nNext: read accounts and transactions.',
    );
  });

  test('says it in JSON on a line of its own, before the outcome', () => {
    const lines = printed(createJsonScreen, CONNECTED, { accounts: 3, transactions: 120 });
    const [counts, outcome, ...rest] = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(counts).toEqual({ accounts: 3, transactions: 120 });
    expect(outcome).toMatchObject({ outcome: 'connected' });
    expect(rest).toEqual([]);
    expect(printed(createJsonScreen, DENIED, null).trim().split('\n')).toHaveLength(1);
  });
});
