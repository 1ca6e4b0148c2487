import { createMemberConnection, screenOf } from '@mx-member/connect';
import { createHost } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberPort } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { FakeStorage, fakeBrowser } from './support/browser.ts';
import { hostOf, type PageOptions } from './support/in-page.ts';
import { answer, asked, ended, needs, outcome } from './support/person.ts';
import { shown } from './support/shown.ts';

const member = memberOf(1);
const input = { member, job: 'aggregate' } as const;

beforeEach(stopTime);
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

/** A connection with a subscriber, in a browser. */
function connect({
  source,
  storage,
  ...options
}: PageOptions & { readonly source: MemberPort | MemberHost }) {
  const connection = createMemberConnection({
    host: hostOf(source, storage && { storage }),
    input,
    institution: { name: 'MX Bank' },
    ...options,
  });
  return { connection, leave: connection.subscribe(() => {}) };
}

const sources: readonly (readonly [string, (bank: Bank) => Promise<MemberPort | MemberHost>])[] = [
  ['a port', async (bank) => bank],
  ['a host', async (bank): Promise<MemberHost> => createHost({ port: bank })],
];

describe.each(sources)('with %s', (_, sourceOf) => {
  test('two rounds are answered once each, and the member is connected', async () => {
    fakeBrowser({ hasLocks: false });
    const bank = new Bank({ rounds: 2, latency: 200 });
    const { connection } = connect({ source: await sourceOf(bank) });
    await asked(connection);
    const first = answer(connection);
    // A double click.
    void answer(connection, 'again');
    await pass(1_000);
    expect(await first).toEqual([]);
    await asked(connection);
    void answer(connection);
    await ended(connection);
    expect(outcome(connection)).toBe('connected');
    expect(bank.received.map(({ value }) => value)).toEqual(['correct', 'correct']);
    expect(bank.startsOf(member)).toBe(1);
  });

  test('an empty answer stays on the page, which says what is missing', async () => {
    fakeBrowser({ hasLocks: false });
    const bank = new Bank({ rounds: 1 });
    const host = hostOf(await sourceOf(bank));
    const send = vi.spyOn(host, 'answer');
    const connection = createMemberConnection({ host, input });
    connection.subscribe(() => {});
    await asked(connection);
    const { prompt = 0 } = connection.getView().member ?? {};
    expect(await answer(connection, ' ')).toMatchObject([{ code: 'empty' }]);
    expect(shown(connection).problems).toEqual(['Please enter an answer.']);
    expect(await connection.answer({ answers: [], prompt })).toMatchObject([{ code: 'missing' }]);
    expect(shown(connection).problems).toEqual(['Please answer this question.']);
    expect([connection.getView().isSending, send.mock.calls]).toEqual([false, []]);
    await answer(connection);
    await ended(connection);
    expect(bank.received.map(({ value }) => value)).toEqual(['correct']);
  });

  test('nothing begins before the first subscriber, and a server never begins anything', async () => {
    const bank = new Bank();
    const connection = createMemberConnection({ host: hostOf(await sourceOf(bank)), input });
    screenOf(connection);
    connection.subscribe(() => {});
    await pass(10_000);
    expect(bank.calls).toEqual([]);
    expect(connection.getView()).toBe(connection.getServerView());
  });

  test('a component that is unmounted and mounted again does not start or send anything twice', async () => {
    fakeBrowser({ hasLocks: false });
    const bank = new Bank({ rounds: 1, latency: 2_000 });
    const { connection, leave } = connect({ source: await sourceOf(bank) });
    leave();
    const second = connection.subscribe(() => {});
    await asked(connection);
    void answer(connection);
    second();
    await pass(500);
    connection.subscribe(() => {});
    await ended(connection);
    expect(outcome(connection)).toBe('connected');
    expect([bank.startsOf(member), bank.received.length]).toEqual([1, 1]);
  });

  test('polling ends five minutes after the last subscriber has left, and goes on with the next', async () => {
    fakeBrowser({ hasLocks: false });
    const bank = new Bank();
    const source = await sourceOf(bank);
    const { connection, leave } = connect({ source });
    await asked(connection);
    leave();
    await pass(310_000);
    const next = 'next' in source ? vi.spyOn(source, 'next') : vi.spyOn(source, 'readStatus');
    await pass(600_000);
    expect(next).not.toHaveBeenCalled();
    connection.subscribe(() => {});
    await pass(30_000);
    expect(next).toHaveBeenCalled();
    expect(needs(connection)).toBe('answers');
  });

  test.each([
    ['a question is open', {}, 100_000],
    ['a job runs', { step: 600_000 }, 20_000],
  ])('the view is the same object while %s and nothing has changed', async (_, bank, ms) => {
    fakeBrowser({ hasLocks: false });
    const { connection } = connect({ source: await sourceOf(new Bank(bank)) });
    await pass(20_000);
    const view = connection.getView();
    const listener = vi.fn();
    connection.subscribe(listener);
    await pass(ms);
    expect(connection.getView()).toBe(view);
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('the storage', () => {
  test('lets a reload go on without a new start or question, and has no answer in it', async () => {
    fakeBrowser({ hasLocks: false });
    const storage = new FakeStorage();
    const bank = new Bank({ rounds: 1, latency: 2_000 });
    const before = connect({ source: bank, storage });
    await asked(before.connection);
    void answer(before.connection, 'my secret');
    await pass(100);
    expect(String([...storage.items.values()])).toContain('resumed.submitting');
    expect(String([...storage.items.values()])).not.toContain('my secret');
    before.connection.dispose();
    const { connection } = connect({ source: bank, storage });
    await ended(connection);
    expect(outcome(connection)).toBe('connected');
    expect([bank.startsOf(member), bank.received.length]).toEqual([1, 1]);
  });

  test.each(['{', '{}', '{"record":{},"asked":[]}'])(
    'with an unreadable record (%s) stops the connection, and retry begins with a poll',
    async (text) => {
      fakeBrowser({ hasLocks: false });
      const storage = new FakeStorage();
      const source = new Bank();
      storage.setItem('mx-member:["USR-1","MBR-1"]', text);
      const { connection } = connect({ source, storage });
      await pass(10_000);
      expect(connection.getView().stopped).toBe('unreadable');
      expect(source.calls).toEqual([]);
      connection.retry();
      await asked(connection);
      expect(source.calls.slice(0, 2).map(({ call }) => call)).toEqual(['readStatus', 'startJob']);
      expect(source.startsOf(member)).toBe(1);
      expect(storage.getItem('mx-member aside:["USR-1","MBR-1"]')).toBe(JSON.stringify(text));
    },
  );

  test('with a stored null lets the member start', async () => {
    fakeBrowser({ hasLocks: false });
    const storage = new FakeStorage();
    const source = new Bank();
    storage.setItem('mx-member:["USR-1","MBR-1"]', 'null');
    const { connection } = connect({ source, storage });
    await asked(connection);
    expect(source.startsOf(member)).toBe(1);
  });

  test('that is full holds back an answer until the user gives it again', async () => {
    fakeBrowser({ hasLocks: false });
    const storage = new FakeStorage();
    const source = new Bank({ rounds: 1 });
    const { connection } = connect({ source, storage });
    await asked(connection);
    storage.isFull = true;
    expect(await answer(connection, 'first')).toMatchObject([{ code: 'notYet' }]);
    await pass(60_000, () => needs(connection) === 'answers');
    expect(source.received).toEqual([]);
    expect(shown(connection).details).toEqual([
      'We could not send your answer. Please enter it again.',
    ]);
    void answer(connection, 'second');
    await ended(connection);
    expect(source.received.map(({ value }) => value)).toEqual(['second']);
  });
});
