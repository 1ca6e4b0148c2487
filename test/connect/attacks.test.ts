import { createMemberConnection, findPart, screenOf } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { createHost } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberPort, Reading } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { created } from '../support/acts.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { challenged, idle, running } from '../support/fake-member.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { FakeStorage, fakeBrowser } from './support/browser.ts';
import { hostOf, type PageOptions } from './support/in-page.ts';
import { answer, asked, ended, needs, outcome } from './support/person.ts';
import { asking, TEXT, viewWith } from './support/still-screen.ts';

const HOUR = 3_600_000;
const member = memberOf(1);
const input = { member, job: 'aggregate' } as const;

beforeEach(stopTime);
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

function connect({
  source,
  storage,
  ...options
}: PageOptions & { readonly source: MemberPort | MemberHost }) {
  const kept = storage && { storage };
  const host = hostOf(source, kept);
  const connection = createMemberConnection({ input, host, ...kept, ...options });
  return { connection, leave: connection.subscribe(() => {}) };
}

test.each([Number.POSITIVE_INFINITY, 2 ** 40])(
  'with a `gcTime` of %d ms, polling goes on while nobody looks',
  async (gcTime) => {
    fakeBrowser({ hasLocks: false });
    const source = new Bank();
    const { connection, leave } = connect({ source, gcTime });
    leave();
    await asked(connection);
    expect(needs(connection)).toBe('answers');
  },
);

test('a clock that is set back during a call does not stop polling', async () => {
  fakeBrowser({ hasLocks: false });
  const replies = [challenged('Q1'), running('RESUMED'), idle('CONNECTED'), idle('CONNECTED')];
  const reply = async (reading: Reading) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return reading;
  };
  const source: MemberPort = {
    startJob: () => reply(running('CREATED')),
    readStatus: () => reply(replies.shift() ?? idle('CONNECTED')),
    submitAnswers: () => reply(running('RESUMED')),
  };
  const { connection } = connect({ source });
  for (let times = 0; times < 4; times++) {
    await pass(60_000, () => needs(connection) === 'answers' || outcome(connection) !== null);
    void answer(connection);
    await pass(500);
    vi.setSystemTime(Date.now() - HOUR);
  }
  expect(outcome(connection)).toBe('connected');
});

test('a clock that is set back during a call to the host does not stop the calls', async () => {
  fakeBrowser({ hasLocks: false });
  const source = await createHost({ port: new Bank({ rounds: 1 }) });
  const { connection } = connect({ source });
  await asked(connection);
  await pass(600_000);
  const next = vi.spyOn(source, 'next');
  connection.hint();
  await settle();
  vi.setSystemTime(Date.now() - 300_000);
  await pass(200_000);
  expect(next.mock.calls.length).toBeGreaterThan(5);
});

test('coming to the front polls at once, even after the clock was set back', async () => {
  const browser = fakeBrowser({ hasLocks: false });
  const bank = new Bank({ rounds: 1 });
  const { connection } = connect({ source: bank });
  await asked(connection);
  await pass(5_000);
  browser.focus();
  await pass(100);
  vi.setSystemTime(Date.now() - HOUR);
  await pass(30_000);
  const before = bank.calls.length;
  browser.focus();
  await pass(100);
  expect(bank.calls.length).toBe(before + 1);
});

test('a reload without storage shows the latest attempt at the host', async () => {
  fakeBrowser({ hasLocks: false });
  const bank = new Bank({ rounds: 1, end: 'REJECTED' });
  const source = await createHost({ port: bank });
  const attached = { member, job: null } as const;
  bank.begin(member);
  const first = connect({ source, input: attached }).connection;
  await asked(first);
  void answer(first);
  await ended(first);
  first.retry();
  await asked(first);
  expect(needs(first)).toBe('answers');
  first.dispose();
  const { connection } = connect({ source, input: attached });
  await settle();
  expect(connection.getView()).toMatchObject({ stopped: null, member: { needs: 'answers' } });
  expect(bank.startsOf(member)).toBe(1);
});

test('coming back online polls at once, even just after the page came to the front', async () => {
  const browser = fakeBrowser({ hasLocks: false });
  const bank = new Bank({ rounds: 0, step: 300_000 });
  const { connection } = connect({ source: bank });
  await pass(30_000);
  browser.network(false);
  bank.fault = new TypeError('offline');
  await pass(120_000);
  expect(connection.getView().warning).not.toBeNull();
  browser.focus();
  await pass(1_000);
  bank.fault = null;
  browser.network(true);
  await pass(1_000);
  expect(connection.getView().warning).toBeNull();
});

describe('the member that MX returned', () => {
  const other = { ...member, memberGuid: memberOf(2).memberGuid };

  test('stays the current member after a reload, with a port', async () => {
    fakeBrowser({ hasLocks: false });
    const storage = new FakeStorage();
    const bank = new Bank({ step: 60_000 });
    const options = { source: bank, storage, followMember: true, input: { ...input, job: null } };
    for (const one of [member, other]) bank.begin(one);
    const first = connect(options).connection;
    await settle();
    first.returned({ status: 'success', member_guid: other.memberGuid });
    await pass(2_000);
    first.dispose();
    const before = bank.calls.length;
    connect(options);
    await pass(10_000);
    const since = new Set(bank.calls.slice(before).map((call) => call.member));
    expect([...since]).toEqual([other.memberGuid]);
  });

  test('stays the current member after a reload, with a host, which does not get the `after` of the previous member', async () => {
    fakeBrowser({ hasLocks: false });
    const storage = new FakeStorage();
    const bank = new Bank({ rounds: 0, end: 'DENIED' });
    const source = await createHost({ port: bank });
    const start = vi.spyOn(source, 'start');
    const options = { source, storage, followMember: true };
    const first = connect(options).connection;
    await ended(first);
    first.retry();
    await pass(1_000);
    first.returned({ status: 'success', member_guid: other.memberGuid });
    await pass(500);
    const ofOther = {
      member: other,
      job: 'aggregate',
      act: expect.objectContaining({ type: 'return' }),
    };
    expect(start.mock.lastCall).toEqual([expect.objectContaining(ofOther), {}]);
    first.dispose();
    start.mockClear();
    connect(options);
    await pass(500);
    expect(start.mock.calls).toEqual([[expect.objectContaining(ofOther), {}]]);
    await source.close();
  });

  test('replaces a member whose cancel is still being sent', async () => {
    fakeBrowser({ hasLocks: false });
    const bank = new Bank({ step: 60_000 });
    for (const one of [member, other]) bank.begin(one);
    const source = await createHost({ port: bank });
    const cancel = source.cancel.bind(source);
    const late = vi.spyOn(source, 'cancel').mockImplementation(async (one) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return cancel(one);
    });
    const input = { member, job: null };
    const { connection } = connect({ source, followMember: true, input });
    await pass(2_000);
    connection.cancel();
    await settle();
    connection.returned({ status: 'success', member_guid: other.memberGuid });
    const ends: unknown[] = [];
    connection.subscribe(() => ends.push(outcome(connection)));
    await pass(5_000);
    expect(late).toHaveBeenCalledTimes(1);
    expect(ends.filter((end) => end !== null)).toEqual([]);
    expect(connection.getView().member?.busy).toBe(true);
    await source.close();
  });
});

test('a tab that was disposed of does not take the member back when another tab asks for it', async () => {
  const browser = fakeBrowser();
  const bank = new Bank({ latency: 2_000, step: 60_000 });
  const open = () => {
    const tab = browser.open();
    return { tab, ...tab.run(() => connect({ source: bank })) };
  };
  const a = open();
  await pass(500);
  a.connection.dispose();
  const b = open();
  await settle();
  b.connection.cancel();
  await settle();
  b.tab.crash();
  await pass(5_000);
  const before = bank.calls.length;
  await pass(60_000);
  expect(bank.calls.length).toBe(before);
});

test('a subscription without a window leaves no timer behind', () => {
  vi.stubGlobal('window', undefined);
  const { leave } = connect({ source: new Bank() });
  leave();
  expect(vi.getTimerCount()).toBe(0);
});

test('an invalid host or port is named when the connection is created', () => {
  for (const none of [undefined, null, 'https://x', {}]) {
    expect(() => createMemberConnection({ input, host: none as never })).toThrow(/`host`/);
    expect(() => createBrowserHost({ port: none as never })).toThrow(/`port`/);
  }
});

test('two tabs that find an old attempt begin one new attempt, even if the first tab closes', async () => {
  const storage = new FakeStorage();
  const bank = new Bank({ rounds: 1, end: 'REJECTED' });
  const browser = fakeBrowser();
  const open = (options: PageOptions = {}) => {
    const tab = browser.open();
    return { tab, ...tab.run(() => connect({ source: bank, storage, ...options })) };
  };
  const old = open();
  await asked(old.connection);
  void old.tab.run(() => answer(old.connection));
  await ended(old.connection);
  old.tab.crash();
  old.connection.dispose();
  const act = created({ connectionStatus: 'REJECTED' });
  const [first, second] = [open({ input: { ...input, act } }), open({ input: { ...input, act } })];
  await asked(second.connection);
  first.tab.crash();
  first.connection.dispose();
  await pass(60_000);
  expect([needs(second.connection), bank.startsOf(member)]).toEqual(['answers', 2]);
});

test('a record of a newer version in another tab is ignored, and the older tab goes on alone', async () => {
  const browser = fakeBrowser();
  const bank = new Bank({ rounds: 1 });
  const open = () => {
    const tab = browser.open();
    return { tab, ...tab.run(() => connect({ source: bank })) };
  };
  const [newer, older] = [open(), open()];
  await asked(older.connection);
  const channel = new BroadcastChannel(`mx-member:${JSON.stringify(['USR-1', 'MBR-1'])}`);
  const context = { member, turn: 9_999 };
  const record = { schema: 99, state: 'consented.waiting', context };
  channel.postMessage({ type: 'kept', kept: { record, asked: [] } });
  await settle();
  expect(needs(older.connection)).toBe('answers');
  newer.tab.crash();
  newer.connection.dispose();
  await pass(1_000);
  await asked(older.connection);
  void older.tab.run(() => answer(older.connection));
  await ended(older.connection);
  expect([outcome(older.connection), bank.startsOf(member)]).toEqual(['connected', 1]);
});

test('text that was typed for one member is not in the fields of the next member on the screen', () => {
  const keys = [memberOf(1), memberOf(2)].map((member) => {
    const { connection } = connect({ source: new Bank(), input: { ...input, member } });
    return findPart(screenOf(connection, { view: viewWith(asking([TEXT])) }), 'form')?.key;
  });
  expect(keys[0]).not.toBe(keys[1]);
});
