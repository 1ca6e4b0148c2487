import { type ConnectionOptions, createMemberConnection } from '@mx-member/connect';
import { createHost } from '@mx-member/host';
import { HostError, type HostErrorCode, type MemberHost } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { type FakeBrowser, FakeStorage, fakeBrowser } from './support/browser.ts';
import { answer, asked, ended } from './support/person.ts';
import { shown } from './support/shown.ts';

const member = memberOf(1);
const input = { member, job: 'aggregate' } as const;

let browser: FakeBrowser;
let bank: Bank;
let host: MemberHost;
beforeEach(async () => {
  stopTime();
  browser = fakeBrowser();
  bank = new Bank({ rounds: 1 });
  host = await createHost({ port: bank });
});
afterEach(async () => {
  await host.close();
  vi.unstubAllGlobals();
  releaseTime();
});

/** A connection to the host, over a network that the test can break. */
function connect(storage?: FakeStorage, options: Partial<ConnectionOptions> = {}) {
  const network = {
    fault: null as HostErrorCode | 'rateLimited' | null,
    open: 0,
    most: 0,
    calls: [] as string[],
  };
  const over =
    <Args extends readonly unknown[], Result>(
      name: string,
      call: (...args: Args) => Promise<Result>,
    ) =>
    async (...args: Args): Promise<Result> => {
      network.calls.push(name);
      network.most = Math.max(network.most, ++network.open);
      try {
        if (network.fault === 'rateLimited')
          throw new MxError('rateLimited', { retryAfter: 3_600_000 });
        if (network.fault) throw new HostError(network.fault, 'broken');
        return await call(...args);
      } finally {
        network.open -= 1;
      }
    };
  const overNetwork: MemberHost = {
    start: over('start', (...args) => host.start(...args)),
    answer: over('answer', (...args) => host.answer(...args)),
    hint: over('hint', (...args) => host.hint(...args)),
    cancel: over('cancel', (...args) => host.cancel(...args)),
    view: over('view', (...args) => host.view(...args)),
    next: over('next', (...args) => host.next(...args)),
    close: over('close', () => host.close()),
  };
  const connection = createMemberConnection({
    host: overNetwork,
    input,
    ...(storage && { storage }),
    ...options,
  });
  const leave = connection.subscribe(() => {});
  const view = () => connection.getView();
  return { connection, network, leave, view };
}

describe('a host that cannot be reached', () => {
  test.each([
    ['unreachable', 'The connection was interrupted. We will keep trying.'],
    ['signedOut', 'You are signed out. Sign in again to continue.'],
  ] as const)(
    '(%s) is called less and less often, and the screen says so',
    async (code, sentence) => {
      const page = connect();
      page.network.fault = code;
      await settle();
      await pass(600_000);
      expect(page.network.calls.length).toBeLessThan(20);
      const { title, details, buttons, press } = shown(page.connection);
      expect([title, ...details]).toEqual(['Waiting for your bank', sentence]);
      expect(buttons.retry).toBe(code === 'unreachable' ? 'Try now' : undefined);
      page.network.fault = null;
      if (buttons.retry) press('retry');
      else page.connection.hint();
      await settle();
      expect(page.view().warning).toBe(null);
      await asked(page.connection);
    },
  );

  test('MX, after an outage, is polled when the person presses "Try now": one request', async () => {
    const page = connect();
    await pass(500);
    const read = vi.spyOn(bank, 'readStatus').mockRejectedValue(new MxError('unreachable'));
    await pass(60_000);
    expect(shown(page.connection)).toMatchObject({
      details: ['The connection was interrupted. We will keep trying.'],
      buttons: { retry: 'Try now', cancel: 'Cancel' },
    });
    read.mockRestore();
    const before = bank.calls.length;
    shown(page.connection).press('retry');
    await pass(1_000);
    expect([bank.calls.length - before, page.view().warning]).toEqual([1, null]);
  });

  test('while an answer is sent accepts it once if it is pressed again, and the fields stay', async () => {
    const page = connect();
    await asked(page.connection);
    const { key } = shown(page.connection);
    page.network.fault = 'unreachable';
    expect(await answer(page.connection)).toMatchObject([{ code: 'notYet' }]);
    expect(shown(page.connection).key).toBe(key);
    page.network.fault = null;
    expect(await answer(page.connection)).toEqual([]);
    await ended(page.connection);
    expect(bank.received).toHaveLength(1);
  });
});

test('a person who is signed out while an answer is sent is asked to sign in, not to check the answer', async () => {
  const page = connect();
  await asked(page.connection);
  page.network.fault = 'signedOut';
  await answer(page.connection);
  expect(shown(page.connection).details).toEqual([
    'You are signed out. Sign in again to continue.',
    'We could not take your answer. Please try again.',
  ]);
});

test.each(['forbidden', 'notFound', 'invalid', 'busy', 'closed', 'rateLimited'] as const)(
  'a host that answers %s is not called again until the person tries again',
  async (code) => {
    const page = connect();
    page.network.fault = code;
    await pass(600_000);
    expect(page.network.calls).toEqual(['start']);
    expect(page.view().stopped).toBe(code);
    page.network.fault = null;
    page.connection.retry();
    await asked(page.connection);
    expect(page.view().stopped).toBe(null);
    expect(bank.startsOf(member)).toBe(1);
  },
);

test('a person who has caused too many logins is told so, and may try again', async () => {
  const page = connect();
  page.network.fault = 'rateLimited';
  await pass(1_000);
  const { details, buttons } = shown(page.connection);
  expect(details).toEqual(['You have tried to log in many times. Please try again later.']);
  expect(buttons).toMatchObject({ retry: 'Try again' });
});

test('only one call runs at a time, whatever the person does', async () => {
  const page = connect();
  await asked(page.connection);
  page.connection.hint();
  const answered = answer(page.connection);
  page.connection.hint();
  await pass(500);
  await answered;
  await ended(page.connection);
  // A command ends the open long poll first, which may end a moment later at the host.
  expect(page.network.most).toBeLessThanOrEqual(2);
});

test('another member is followed at once, and nothing of the previous member is shown', async () => {
  const page = connect(undefined, { followMember: true });
  await asked(page.connection);
  const other = memberOf(2);
  const next = vi.spyOn(host, 'next');
  page.connection.returned({ status: 'success', member_guid: other.memberGuid });
  await settle();
  await pass(1_000);
  expect(page.network.calls.at(-1)).toBe('next');
  expect(next.mock.calls.at(-1)?.[0]).toMatchObject({ memberGuid: other.memberGuid });
  expect(page.view().member?.challenges).toEqual([]);
});

test('a person who switches between windows causes one hint in a few seconds', async () => {
  const page = connect();
  await asked(page.connection);
  await pass(5_000);
  for (let times = 0; times < 5; times += 1) browser.focus();
  await settle();
  expect(page.network.calls.filter((call) => call === 'hint')).toHaveLength(1);
  await pass(10_000);
  browser.focus();
  await settle();
  expect(page.network.calls.filter((call) => call === 'hint')).toHaveLength(2);
});

test('an answer that is pressed twice is sent once and accepted', async () => {
  const page = connect();
  await asked(page.connection);
  const given = [answer(page.connection), answer(page.connection)];
  await ended(page.connection);
  expect(await Promise.all(given)).toEqual([[], []]);
  expect(page.network.calls.filter((call) => call === 'answer')).toHaveLength(1);
});

test('a host whose long poll returns at once is not called in a tight loop', async () => {
  const page = connect();
  await asked(page.connection);
  const now = page.view().member;
  vi.spyOn(host, 'next').mockImplementation(async () => structuredClone(now) as never);
  page.connection.hint();
  const before = page.network.calls.length;
  await pass(60_000);
  expect(page.network.calls.length - before).toBeLessThan(65);
});

test('a reload shows the end and starts nothing; `retry` begins one attempt, even if its request is lost', async () => {
  const storage = new FakeStorage();
  const first = connect(storage);
  await asked(first.connection);
  first.connection.cancel();
  await ended(first.connection);
  first.connection.dispose();
  const second = connect(storage);
  await ended(second.connection);
  expect(second.view().member?.outcome).toMatchObject({ reason: 'cancelled' });
  expect(bank.startsOf(member)).toBe(1);
  second.network.fault = 'unreachable';
  second.connection.retry();
  await settle();
  second.connection.dispose();
  const third = connect(storage);
  // MX still asks, so its job goes on without a second login.
  await asked(third.connection);
  expect(third.view().attempt).toBe(1);
  expect(bank.startsOf(member)).toBe(1);
  third.connection.dispose();
  const fourth = connect(storage);
  await asked(fourth.connection);
  expect(bank.startsOf(member)).toBe(1);
});

test('cancel ends the attempt, and the screen says that the person cancelled', async () => {
  const page = connect();
  await asked(page.connection);
  page.connection.cancel();
  await ended(page.connection);
  expect(shown(page.connection).details).toEqual([
    'Your bank is not connected. You can start again.',
  ]);
});
