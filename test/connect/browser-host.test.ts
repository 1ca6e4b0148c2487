import { createMemberConnection } from '@mx-member/connect';
import { type BrowserHostOptions, createBrowserHost } from '@mx-member/connect/browser-host';
import type { BareView, MemberAccess, MemberHost } from '@mx-member/machine/hosting';
import { type MemberPort, recordView } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { type FakeBrowser, FakeStorage, fakeBrowser } from './support/browser.ts';
import { connectInPage } from './support/in-page.ts';

/** Behaviour of a host in a page, beyond the contract of every `MemberHost` (`test/host/contract/browser.test.ts`). */

const member = memberOf(1);
const input = { member, job: 'aggregate' } as const;
const nobody = { onTabs() {}, onAsked() {} };

let browser: FakeBrowser;
beforeEach(() => {
  stopTime();
  browser = fakeBrowser();
});
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

/** Lets time pass until the view fulfils the condition. */
async function until(host: MemberHost, isSo: (view: BareView) => boolean): Promise<BareView> {
  let view = await host.view(member);
  const follow = (async () => {
    while (!isSo(view)) view = await host.next(member, { revision: view.revision });
  })();
  await pass(60_000, () => isSo(view));
  await follow;
  return view;
}

test('a start that cannot be stored is sent once, after the host has stopped using the storage', async () => {
  const bank = new Bank();
  const storage = new FakeStorage();
  storage.isFull = true;
  const host = createBrowserHost({ port: bank, storage });
  await host.start(input);
  await until(host, ({ needs }) => needs === 'answers');
  expect(bank.startsOf(member)).toBe(1);
});

test('another job while one runs is refused as busy, even after a reload', async () => {
  const bank = new Bank();
  const storage = new FakeStorage();
  connectInPage(bank, { storage, input }).subscribe(() => {});
  await settle();
  const host = browser.open().run(() => createBrowserHost({ port: bank, storage, name: 'other' }));
  await expect(host.start({ ...input, job: 'verify' })).rejects.toMatchObject({ code: 'busy' });
});

test('hosts with different names do not share members', async () => {
  const [first, second] = [new Bank(), new Bank()];
  const open = (port: MemberPort, name: string) =>
    browser.open().run(() => createBrowserHost({ port, name }));
  await Promise.all([open(first, 'a').start(input), open(second, 'b').start(input)]);
  expect([first.startsOf(member), second.startsOf(member)]).toEqual([1, 1]);
});

test('the host has the calls straight to MX if the port has them', async () => {
  const bank = new Bank();
  expect('oauthWindowUri' in createBrowserHost({ port: bank })).toBe(false);
  const access: MemberAccess = {
    oauthWindowUri: async () => ({ oauthWindowUri: 'https://bank.example' }),
    institutionCredentials: async () => [],
    updateCredentials: async () => 'updated',
  };
  const port = {
    ...access,
    startJob: bank.startJob.bind(bank),
    readStatus: bank.readStatus.bind(bank),
    submitAnswers: bank.submitAnswers.bind(bank),
  };
  const host = createBrowserHost({ port });
  expect(await host.oauthWindowUri({ member })).toEqual({ oauthWindowUri: 'https://bank.example' });
  expect(await host.institutionCredentials({ institutionCode: 'mxbank' })).toEqual([]);
  expect(await host.updateCredentials({ member, credentials: [] })).toBe('updated');
});

test('a view has the sentences of the machine only if recordView makes it', async () => {
  const endOf = async (options: Pick<BrowserHostOptions, 'name' | 'viewOf'>) => {
    const host = createBrowserHost({ port: new Bank({ rounds: 0 }), ...options });
    await host.start(input);
    return until(host, ({ outcome }) => outcome !== null);
  };
  const bare = await endOf({ name: 'bare' });
  expect(bare.outcome).toMatchObject({ outcome: 'connected', fresh: true });
  expect(JSON.stringify(bare)).not.toMatch(/"(meaning|advice)"/);
  const worded = await endOf({ name: 'worded', viewOf: recordView });
  expect(worded).toMatchObject({ outcome: { message: 'The account is connected.', advice: null } });
});

test('without a storage, an unacknowledged last view is reported again with the next one', async () => {
  const ended = vi.fn(async (_: unknown, view: BareView) => {
    if (ended.mock.calls.length === 1) throw new Error(`not yet: ${view.revision}`);
  });
  const onError = vi.fn();
  const host = createBrowserHost({ port: new Bank({ rounds: 0 }), onEnded: ended, onError });
  await host.start(input);
  const first = await until(host, ({ outcome }) => outcome !== null);
  expect(onError).toHaveBeenCalledTimes(1);
  await host.start(input, { after: first.revision });
  const second = await until(host, ({ outcome }) => outcome !== null);
  await settle();
  expect(ended.mock.calls.map(([, view]) => view.revision)).toEqual([
    first.revision,
    first.revision,
    second.revision,
  ]);
});

test('a call of onEnded that hangs does not delay others, and is not repeated while it hangs', async () => {
  const ended = vi.fn((_: unknown, { revision }: BareView) =>
    ended.mock.calls.length === 1 ? new Promise<never>(() => {}) : revision,
  );
  const host = createBrowserHost({ port: new Bank({ rounds: 0 }), onEnded: ended });
  await host.start(input);
  const first = await until(host, ({ outcome }) => outcome !== null);
  await host.start(input, { after: first.revision });
  const second = await until(host, ({ outcome }) => outcome !== null);
  await settle();
  expect(ended.mock.calls.map(([, view]) => view.revision)).toEqual([
    first.revision,
    second.revision,
  ]);
});

describe('a member with attendants', () => {
  test('is polled until the last attendant has left, and goes on with the next call', async () => {
    const bank = new Bank({ step: 600_000 });
    const host = createBrowserHost({ port: bank });
    const [first, second] = [host.attend(member, nobody), host.attend(member, nobody)];
    await host.start(input);
    first.leave();
    first.leave();
    await pass(60_000);
    const polled = bank.calls.length;
    expect(polled).toBeGreaterThan(2);
    second.leave();
    await pass(300_000);
    expect(bank.calls.length).toBe(polled);
    await host.view(member);
    await pass(60_000);
    expect(bank.calls.length).toBeGreaterThan(polled);
    expect(bank.startsOf(member)).toBe(1);
  });

  test('looks the same in two connections, even if one of them begins again', async () => {
    const bank = new Bank({ rounds: 0 });
    const host = createBrowserHost({ port: bank });
    const [first, second] = [1, 2].map(() => createMemberConnection({ host, input }));
    for (const one of [first, second]) one?.subscribe(() => {});
    const outcome = () => second?.getView().member?.outcome?.outcome;
    await pass(60_000, () => outcome() === 'connected');
    await settle();
    first?.retry();
    await settle();
    expect(outcome()).toBeUndefined();
    await pass(60_000, () => outcome() === 'connected');
    expect([outcome(), bank.startsOf(member)]).toEqual(['connected', 2]);
  });

  test('is not held if the tab that runs it is frozen: the work is not done', async () => {
    const bank = new Bank();
    const [a, b] = [browser.open(), browser.open()];
    const first = a.run(() => createBrowserHost({ port: bank }));
    await a.run(() => first.start(input));
    const seen: boolean[] = [];
    const attendance = b.run(() =>
      createBrowserHost({ port: bank }).attend(member, {
        onTabs: ({ isOwnerSilent }) => seen.push(isOwnerSilent),
        onAsked() {},
      }),
    );
    await settle();
    a.freeze();
    const work = vi.fn(async () => {});
    const held = expect(b.run(() => attendance.hold(work))).rejects.toMatchObject({
      name: 'HostError',
      code: 'unreachable',
    });
    await pass(11_000);
    await held;
    expect(work).not.toHaveBeenCalled();
    expect(seen.at(-1)).toBe(true);
  });
});

test('a host that refuses the input stops the connection, and the page gets its error', async () => {
  const onError = vi.fn();
  const connection = createMemberConnection({
    host: createBrowserHost({ port: new Bank() }),
    input: { ...input, job: 'rob' as never },
    onError,
  });
  connection.subscribe(() => {});
  await settle();
  expect(connection.getView().stopped).toBe('invalid');
  expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: 'invalid' })]]);
  expect(String(onError.mock.calls[0]?.[0])).toContain('job');
});
