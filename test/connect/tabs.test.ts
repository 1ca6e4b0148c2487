import { connectView, plain } from '@mx-member/connect';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { type FakeBrowser, FakePopup, fakeBrowser } from './support/browser.ts';
import { connectInPage, type PageOptions } from './support/in-page.ts';

const member = memberOf(1);

let browser: FakeBrowser;
beforeEach(() => {
  stopTime();
  browser = fakeBrowser();
});
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

/** A tab with a page that shows the member. */
function open(bank: Bank, options: PageOptions = {}) {
  const tab = browser.open();
  const connection = tab.run(() =>
    connectInPage(bank, { input: { member, job: 'aggregate' }, ...options }),
  );
  const leave = tab.run(() => connection.subscribe(() => {}));
  return { tab, connection, leave };
}
type Page = ReturnType<typeof open>;

const viewOf = ({ connection }: Page) => connection.getView();
const needs = (page: Page) => viewOf(page).member?.needs ?? null;
const outcome = (page: Page) => viewOf(page).member?.outcome?.outcome ?? null;
const asked = (page: Page) => pass(60_000, () => needs(page) === 'answers');
const ended = (page: Page) => pass(60_000, () => outcome(page) !== null);
function answer({ tab, connection }: Page, value = 'correct') {
  const { challenges = [], prompt = 0 } = connection.getView().member ?? {};
  const answers = challenges.map(({ guid }) => ({ guid, value }));
  return tab.run(() => connection.answer({ answers, prompt }));
}

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
  const look = () => forms.add(connectView(b.connection, plain).key);
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
  expect(bank.startsOf(member)).toBe(2);
});

describe('an owner that the browser has frozen', () => {
  const isSilent = (page: Page) => viewOf(page).isOwnerSilent;
  const said = ({ connection }: Page) => connectView(connection, plain).details.join(' ');

  test('is reported in the tab with an answer, which is sent once after the owner is back', async () => {
    const bank = new Bank({ rounds: 1 });
    const [a, b] = [open(bank), open(bank)];
    await asked(a);
    await settle();
    a.tab.freeze();
    const given = answer(b, 'first');
    expect(viewOf(b).isSending).toBe(true);
    await pass(11_000);
    expect((await given).map(({ code }) => code)).toEqual(['notYet']);
    expect(said(b)).toContain('another tab that is not responding');
    expect([isSilent(b), viewOf(b).isSending, bank.received]).toEqual([true, false, []]);
    a.tab.thaw();
    await pass(1_000);
    expect([isSilent(b), viewOf(b).isElsewhere, said(b)]).toEqual([false, false, '']);
    void answer(b, 'second');
    await ended(b);
    expect([outcome(a), outcome(b)]).toEqual(['connected', 'connected']);
    expect(bank.received.map(({ value }) => value)).toEqual(['second']);
  });

  test.each(['cancel', 'retry', 'openBank'] as const)(
    'is reported after `%s`, and when it has closed another tab goes on',
    async (command) => {
      browser.popup = new FakePopup();
      const bank = new Bank({ rounds: 0, end: 'DENIED' });
      const access = {
        institutionCredentials: async () => [],
        updateCredentials: () => Promise.reject(new MxError('notFound')),
        oauthWindowUri: async () => ({ oauthWindowUri: 'https://bank.example' }),
      };
      const input = { member, job: 'aggregate', oauth: true } as const;
      const [a, b] = [open(bank, { access, input }), open(bank, { access, input })];
      await ended(a);
      a.tab.freeze();
      b.tab.run(() => b.connection[command]());
      await pass(11_000);
      expect([isSilent(b), bank.startsOf(member)]).toEqual([true, 1]);
      expect(said(b)).toContain('another tab that is not responding');
      a.tab.crash();
      await pass(1_000);
      expect([isSilent(b), viewOf(b).isElsewhere]).toEqual([false, false]);
    },
  );

  test('is reported in a new tab, and in a tab that comes to the front', async () => {
    const bank = new Bank({ rounds: 1 });
    const [a, b] = [open(bank), open(bank)];
    await asked(a);
    a.tab.freeze();
    const c = open(bank);
    b.tab.run(() => b.connection.hint());
    await pass(11_000);
    expect([isSilent(b), isSilent(c)]).toEqual([true, true]);
    a.tab.thaw();
    await pass(5_000);
    expect([b, c].map((page) => [isSilent(page), needs(page)])).toEqual([
      [false, 'answers'],
      [false, 'answers'],
    ]);
  });
});

test('an owner that responds is not reported, even if it has ended and released the member', async () => {
  const bank = new Bank({ rounds: 0 });
  const [a, b] = [open(bank), open(bank)];
  await ended(a);
  b.tab.run(() => b.connection.cancel());
  a.tab.run(() => a.connection.hint());
  await pass(30_000);
  expect([a, b].map((page) => [viewOf(page).isElsewhere, viewOf(page).isOwnerSilent])).toEqual([
    [true, false],
    [false, false],
  ]);
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
