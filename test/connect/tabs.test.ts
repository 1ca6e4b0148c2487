import { MxError } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { Bank } from '../support/bank.ts';
import { pass, settle } from '../support/fake-timers.ts';
import { shown } from './support/shown.ts';
import {
  answer,
  asked,
  eachWithTabs,
  ended,
  member,
  needs,
  open,
  outcome,
  type Page,
  viewOf,
} from './support/tabs.ts';

eachWithTabs();

test('one tab polls, both show the question, and the tab with the answer sends it once', async () => {
  const bank = new Bank({ rounds: 1 });
  const a = open(bank);
  await asked(a);
  const b = open(bank);
  await settle();
  expect([needs(b), viewOf(b).isElsewhere]).toEqual(['answers', true]);
  void answer(b);
  await ended(a);
  expect([outcome(a), outcome(b)]).toEqual(['connected', 'connected']);
  expect([bank.startsOf(member), bank.received.length]).toEqual([1, 1]);
  expect(viewOf(a).isElsewhere).toBe(true);
});

test('messages between tabs never contain an answer', async () => {
  const bank = new Bank({ rounds: 1 });
  const post = vi.spyOn(BroadcastChannel.prototype, 'postMessage');
  const [a, b] = [open(bank), open(bank)];
  await asked(a);
  void answer(b, 'my secret');
  await ended(a);
  expect(post.mock.calls.length).toBeGreaterThan(5);
  expect(JSON.stringify(post.mock.calls)).not.toContain('my secret');
});

test('when the polling tab closes, the other tab goes on from the last record', async () => {
  const bank = new Bank({ rounds: 1 });
  const [a, b] = [open(bank), open(bank)];
  await asked(a);
  a.tab.crash();
  a.connection.dispose();
  await pass(1_000);
  expect(viewOf(b).isElsewhere).toBe(false);
  await asked(b);
  void answer(b);
  await ended(b);
  expect([outcome(b), bank.startsOf(member), bank.received.length]).toEqual(['connected', 1, 1]);
});

test('typed text stays in a tab while it takes over, and an answer given meanwhile is sent', async () => {
  const bank = new Bank({ rounds: 1, latency: 1_000 });
  const [a, b] = [open(bank), open(bank)];
  await asked(a);
  await settle();
  const forms = new Set<string>();
  const look = () => forms.add(String(shown(b.connection).key));
  look();
  b.connection.subscribe(look);
  a.tab.crash();
  a.connection.dispose();
  await pass(500);
  expect([viewOf(b).isElsewhere, forms.size]).toEqual([false, 1]);
  const given = answer(b);
  await ended(b);
  expect([await given, outcome(b), bank.received.length]).toEqual([[], 'connected', 1]);
});

test('of two answers in both tabs at once, one arrives', async () => {
  const bank = new Bank({ rounds: 1, latency: 1_000 });
  const [a, b] = [open(bank), open(bank)];
  await asked(a);
  await settle();
  const given = [answer(a, 'in a'), answer(b, 'in b')];
  await ended(a);
  await pass(20_000);
  expect((await Promise.all(given)).map((problems) => problems.length)).toEqual([0, 1]);
  expect(bank.received.map(({ value }) => value)).toEqual(['in a']);
});

test('a page without subscribers releases the member to a new tab at once', async () => {
  const bank = new Bank({ rounds: 1 });
  const a = open(bank);
  await asked(a);
  a.leave();
  const b = open(bank);
  await pass(100);
  expect(viewOf(b)).toMatchObject({ isElsewhere: false, member: { needs: 'answers' } });
  expect(bank.startsOf(member)).toBe(1);
});

test('an answer in a page without subscribers is accepted while other pages still show the member', async () => {
  const bank = new Bank({ rounds: 1 });
  const [a, b] = [open(bank), open(bank)];
  await asked(a);
  b.leave();
  const given = answer(b);
  await ended(a);
  expect(await given).toEqual([]);
  expect([outcome(a), bank.received.length]).toEqual(['connected', 1]);
});

test('a tab that comes to the front makes the owner poll', async () => {
  const bank = new Bank({ rounds: 1 });
  const [a, b] = [open(bank), open(bank)];
  await asked(a);
  await pass(4_000);
  const before = bank.calls.length;
  b.tab.run(() => b.connection.hint());
  await pass(100);
  expect(bank.calls.length).toBe(before + 1);
});

test('cancel in a tab that only shows the member ends it in both, and so does another attempt begin', async () => {
  const bank = new Bank({ rounds: 1 });
  const [a, b] = [open(bank), open(bank)];
  await asked(a);
  b.tab.run(() => b.connection.cancel());
  await pass(5_000);
  expect([outcome(a), outcome(b)]).toEqual(['failed', 'failed']);
  a.tab.run(() => a.connection.retry());
  await pass(5_000);
  expect([needs(a), needs(b)]).toEqual(['answers', 'answers']);
  // MX still asks, so its job goes on without a second login.
  expect(bank.startsOf(member)).toBe(1);
});

describe('a login that is sent while the person acts in another tab', () => {
  /** Both tabs show the login form. The bank accepts the credentials after three seconds, and then refuses the login again. */
  async function openBoth() {
    const bank = new Bank({ rounds: 0, end: 'DENIED' });
    const access = {
      institutionCredentials: async () => [
        { guid: 'CRD-1', fieldName: 'LOGIN', label: 'Username', type: 'LOGIN' },
      ],
      updateCredentials: vi.fn(async () => {
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        bank.begin(member);
        return { reading: { connectionStatus: 'UPDATED', isBeingAggregated: true } };
      }),
      oauthWindowUri: () => Promise.reject(new MxError('notFound')),
    };
    const options = { access, institution: { code: 'mxbank' } };
    const [a, b] = [open(bank, options), open(bank, options)];
    await pass(60_000, () => viewOf(a).login !== null && viewOf(b).login !== null);
    return { bank, access, a, b };
  }
  const login = ({ tab, connection }: Page) =>
    tab.run(() => void connection.submitCredentials([{ guid: 'CRD-1', value: 'mxuser' }]));

  test('begins one attempt, which goes on in that tab', async () => {
    const { bank, access, a, b } = await openBoth();
    login(a);
    await pass(1_000);
    b.tab.run(() => b.connection.retry({ job: 'aggregate' }));
    await pass(2_500);
    expect([outcome(a), outcome(b)]).toEqual([null, null]);
    expect([viewOf(a).isElsewhere, viewOf(b).isElsewhere]).toEqual([true, false]);
    await ended(b);
    expect(access.updateCredentials).toHaveBeenCalledTimes(1);
    expect(bank.calls.filter(({ call }) => call === 'startJob')).toHaveLength(1);
  });

  test('completes in a page that is left meanwhile, and another tab goes on with the attempt', async () => {
    const { a, b } = await openBoth();
    login(a);
    await pass(1_000);
    a.tab.run(() => a.connection.dispose());
    await pass(1_000);
    expect(viewOf(b).isElsewhere).toBe(true);
    await pass(2_500);
    expect([outcome(b), viewOf(b).isElsewhere]).toEqual([null, false]);
  });
});

describe('without the features that tabs need', () => {
  test('a page that may not use locks polls by itself', async () => {
    vi.stubGlobal('navigator', {
      locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) },
    });
    const page = open(new Bank());
    await asked(page);
    expect(needs(page)).toBe('answers');
  });

  test('messages of another version of the page are ignored', async () => {
    const bank = new Bank();
    const [, b] = [open(bank), open(bank)];
    await settle();
    const channel = new BroadcastChannel('mx-member:["USR-1","MBR-1"]');
    for (const kept of [null, {}, { record: { context: { turn: 9_999 } }, asked: [] }])
      channel.postMessage({ type: 'kept', kept });
    await asked(b);
    expect(needs(b)).toBe('answers');
  });
});
