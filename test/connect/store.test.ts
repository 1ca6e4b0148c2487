import type { ObservedStep } from '@mx-member/connect/browser-host';
import { type MemberPort, MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { created } from '../support/acts.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { FakeStorage, fakeBrowser } from './support/browser.ts';
import { connectInPage, type PageOptions } from './support/in-page.ts';
import { answer, asked, ended } from './support/person.ts';

const member = memberOf(1);
const input = { member, job: 'aggregate' } as const;

beforeEach(() => {
  stopTime();
  fakeBrowser({ hasLocks: false });
});
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

function connect(port: MemberPort, options: PageOptions = {}) {
  const connection = connectInPage(port, { input, ...options });
  const leave = connection.subscribe(() => {});
  const view = () => connection.getView();
  return { connection, leave, view };
}

test('a wrong input throws when the connection is created, and the error names the field', () => {
  const wrong = { member: { userGuid: '', memberGuid: 'MBR-1' }, job: null };
  expect(() => connectInPage(new Bank(), { input: wrong })).toThrow(/userGuid/);
});

test('a listener that throws does not stop other listeners or the lifecycle', async () => {
  const thrown: unknown[] = [];
  const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((call) => {
    try {
      call();
    } catch (error) {
      thrown.push(error);
    }
  });
  const page = connect(new Bank());
  const other = vi.fn();
  page.connection.subscribe(() => {
    throw new Error('in a listener');
  });
  page.connection.subscribe(other);
  await asked(page.connection);
  queue.mockRestore();
  expect(page.view().member?.needs).toBe('answers');
  expect(other).toHaveBeenCalled();
  expect(thrown).toContainEqual(new Error('in a listener'));
});

test('a function that is subscribed twice is called until both subscriptions have ended', async () => {
  const { connection } = connect(new Bank());
  const listener = vi.fn();
  const [first, second] = [connection.subscribe(listener), connection.subscribe(listener)];
  first();
  first();
  await pass(5_000);
  expect(listener).toHaveBeenCalled();
  second();
  listener.mockClear();
  await pass(60_000);
  expect(listener).not.toHaveBeenCalled();
});

test('each step is reported with its event, without an answer', async () => {
  const steps: ObservedStep[] = [];
  const page = connect(new Bank({ rounds: 1 }), { onStep: (step) => steps.push(step) });
  await asked(page.connection);
  await answer(page.connection, 'my secret');
  await ended(page.connection);
  const happened = steps.map(({ event }) => event.type);
  expect(happened.slice(0, 2)).toEqual(['begin', 'done']);
  expect(happened).toContain('challenge.answer');
  expect(steps.at(-1)?.after.state).toBe('connected');
  expect(steps.map(({ before }) => before)).toEqual([
    null,
    ...steps.slice(0, -1).map(({ after }) => after),
  ]);
  expect(JSON.stringify(steps)).not.toContain('my secret');
});

test('an unexpected error of a port goes only to the log of the page', async () => {
  const onError = vi.fn();
  const bank = new Bank();
  bank.fault = new Error('the secret of a port');
  const page = connect(bank, { onError });
  await pass(1_000);
  expect(onError).toHaveBeenCalledWith(bank.fault);
  expect(JSON.stringify(page.view())).not.toContain('secret');
  onError.mockClear();
  bank.fault = new MxError('unreachable');
  await pass(60_000);
  expect(onError).not.toHaveBeenCalled();
});

describe('the clock of a phase', () => {
  test('runs from the beginning of the phase, even while MX is down', async () => {
    const bank = new Bank({ rounds: 1 });
    const page = connect(bank);
    await asked(page.connection);
    const before = Date.now();
    bank.fault = new MxError('unreachable');
    await answer(page.connection);
    await pass(20_000);
    expect(page.view()).toMatchObject({ since: before, warning: expect.any(String) });
  });

  test('continues after a reload', async () => {
    const storage = new FakeStorage();
    const bank = new Bank({ step: 50_000 });
    const first = connect(bank, { storage });
    await pass(30_000);
    const { since } = first.view();
    first.connection.dispose();
    const second = connect(bank, { storage });
    await settle();
    expect(Math.abs((second.view().since ?? 0) - (since ?? 0))).toBeLessThan(12_000);
  });
});

test('a denied storage is not used, and answers are sent without it', async () => {
  const storage = vi.fn((): Storage => {
    throw new DOMException('The request was denied.', 'SecurityError');
  });
  const bank = new Bank({ rounds: 1 });
  const page = connect(bank, { storage });
  await asked(page.connection);
  expect(await answer(page.connection)).toEqual([]);
  await ended(page.connection);
  expect(page.view()).toMatchObject({ member: { outcome: { outcome: 'connected' } } });
  expect(storage).toHaveBeenCalled();
});

test('a storage function is first called when the lifecycle begins', async () => {
  const storage = vi.fn(() => kept);
  const kept = new FakeStorage();
  const connection = connectInPage(new Bank(), { input, storage });
  expect(storage).not.toHaveBeenCalled();
  connection.subscribe(() => {});
  await settle();
  expect(kept.items.size).toBe(1);
});

describe('after a reload, a stored lifecycle', () => {
  async function endedPage(storage: FakeStorage) {
    const bank = new Bank({ rounds: 0 });
    const page = connect(bank, { storage });
    await ended(page.connection);
    page.connection.dispose();
    return bank;
  }

  test('with a question is shown at once, and stays while MX is polled', async () => {
    const storage = new FakeStorage();
    const bank = new Bank({ latency: 1_000 });
    const first = connect(bank, { storage });
    await asked(first.connection);
    first.connection.dispose();
    await pass(5_000);
    const second = connect(bank, { storage });
    const needs = new Set<unknown>();
    const look = () => needs.add(second.view().member?.needs);
    look();
    second.connection.subscribe(look);
    await pass(5_000);
    expect([...needs]).toEqual(['answers']);
    expect(second.view().member?.busy).toBe(false);
  });

  test('that has ended is shown, and nothing starts', async () => {
    const storage = new FakeStorage();
    const bank = await endedPage(storage);
    const page = connect(bank, { storage });
    await settle();
    expect(page.view().member?.outcome?.outcome).toBe('connected');
    await pass(60_000);
    expect(bank.startsOf(member)).toBe(1);
  });

  test('that has ended is the previous attempt if the page asks for something else', async () => {
    const storage = new FakeStorage();
    const bank = await endedPage(storage);
    const before = JSON.parse([...storage.items.values()][0] ?? '').record.context;
    const page = connect(bank, { storage, input: { member, job: 'verify' } });
    await pass(5_000, () => page.view().member?.outcome === null);
    await ended(page.connection);
    expect(bank.startsOf(member)).toBe(2);
    expect(page.view().member?.revision).toBeGreaterThan(before.revision);
  });

  test('that runs goes on if the page has read the member again', async () => {
    const storage = new FakeStorage();
    const bank = new Bank();
    const first = connect(bank, { storage });
    await asked(first.connection);
    first.connection.dispose();
    const act = created({ connectionStatus: 'CHALLENGED' });
    const second = connect(bank, { storage, input: { ...input, act } });
    await asked(second.connection);
    expect(bank.startsOf(member)).toBe(1);
  });

  test('of another member is left alone', async () => {
    const storage = new FakeStorage();
    const bank = await endedPage(storage);
    const other = memberOf(2);
    const page = connect(bank, { storage, input: { member: other, job: 'aggregate' } });
    await ended(page.connection);
    expect(bank.startsOf(other)).toBe(1);
    expect(storage.items.size).toBe(2);
  });
});

test('invalid answers throw, and valid answers can follow', async () => {
  const page = connect(new Bank({ rounds: 1 }));
  await asked(page.connection);
  const { prompt = 0 } = page.view().member ?? {};
  const none = [{ guid: 'CRD-1', value: 7 as never }];
  await page.connection.answer({ answers: none, prompt }).catch(() => {});
  expect(page.view().isSending).toBe(false);
  await answer(page.connection);
  await ended(page.connection);
  expect(page.view().member?.outcome?.outcome).toBe('connected');
});

test('a start that is being sent when the page disposes of the connection is not repeated', async () => {
  const bank = new Bank();
  const source: MemberPort = {
    // Polls can overtake the start.
    startJob: async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      return bank.startJob(request);
    },
    readStatus: (request) => bank.readStatus(request),
    submitAnswers: (request) => bank.submitAnswers(request),
  };
  const page = connect(source);
  await pass(1_000);
  page.connection.dispose();
  await pass(500);
  page.connection.subscribe(() => {});
  await asked(page.connection);
  expect(page.view().member?.needs).toBe('answers');
  expect(bank.startsOf(member)).toBe(1);
});

test('an answer wakes a connection without subscribers for a while, and is accepted', async () => {
  const bank = new Bank({ rounds: 1 });
  const page = connect(bank, { gcTime: 2_000 });
  await asked(page.connection);
  page.leave();
  await pass(5_000);
  const given = answer(page.connection);
  await pass(20_000);
  await given;
  expect(bank.received).toHaveLength(1);
  const before = bank.calls.length;
  await pass(60_000);
  expect(bank.calls.length).toBe(before);
});
