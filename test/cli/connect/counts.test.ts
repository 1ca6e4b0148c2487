import { describe, expect, test } from 'vitest';
import { countData } from '../../../packages/cli/src/connect/counts.ts';
import { fakeMx, json, MEMBER } from '../../support/fake-mx.ts';

const page = (name: string, total: number) =>
  json({ [name]: [], pagination: { current_page: 1, total_pages: 1, total_entries: total } });
const never = new AbortController().signal;

describe('the data of a member', () => {
  test('is counted with two requests', async () => {
    const { mx, calls } = fakeMx([page('accounts', 3), page('transactions', 120)]);
    expect(await countData(mx, MEMBER, never)).toEqual({ accounts: 3, transactions: 120 });
    expect(calls()).toEqual([
      'GET /users/USR-1/members/MBR-1/accounts',
      'GET /users/USR-1/members/MBR-1/transactions',
    ]);
  });

  test('has no count if MX does not tell, or if the wait ends', async () => {
    const down = fakeMx([json({}, 503)]);
    expect(await countData(down.mx, MEMBER, never)).toBeNull();
    expect(down.sent).toHaveLength(2);
    const { mx } = fakeMx([page('accounts', 3)]);
    expect(await countData(mx, MEMBER, AbortSignal.abort())).toBeNull();
  });
});
