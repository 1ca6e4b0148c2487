import { createHost, createMemoryStore, type HostOptions } from '@mx-member/host';
import { type MemberId, MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

/** A key that MX refuses while members run, as after a rotation that went wrong. */

const MEMBERS = [1, 2, 3, 4, 5].map(memberOf);
const MINUTE = 60_000;

let bank: Bank;
let errors: unknown[];

beforeEach(() => {
  stopTime();
  bank = new Bank({ step: 20 * MINUTE });
  errors = [];
});
afterEach(releaseTime);

const open = (options: Partial<HostOptions> = {}) =>
  createHost({ port: bank, onError: (thrown) => errors.push(thrown), ...options });

const start = (host: Awaited<ReturnType<typeof open>>, member: MemberId) =>
  host.start({ member, job: 'aggregate' });

async function opened(store = createMemoryStore()) {
  const host = await open({ store });
  for (const member of MEMBERS) await start(host, member);
  await pass(30_000);
  return host;
}

test('after a 401 the host makes one poll now and then, and goes on when the key works', async () => {
  const host = await opened();
  bank.fault = new MxError('unauthorized', { status: 401 });
  const { length } = bank.calls;
  await pass(10 * MINUTE);
  expect(bank.calls.length - length).toBeLessThan(25);
  expect(host.stats()).toMatchObject({ isPaused: true, isOpen: true, isStoreFailing: false });
  expect(errors).toMatchObject([{ code: 'unauthorized' }]);
  for (const member of MEMBERS) expect((await host.view(member)).outcome).toBeNull();
  await expect(start(host, memberOf(9))).rejects.toMatchObject({
    code: 'unreachable',
    sent: false,
  });
  bank.fault = null;
  await pass(2 * MINUTE, () => !host.stats().isPaused);
  expect(host.stats().isPaused).toBe(false);
  await pass(10 * MINUTE);
  for (const member of MEMBERS) {
    expect((await host.view(member)).needs).toBe('answers');
    expect(bank.startsOf(member)).toBe(1);
  }
  await start(host, memberOf(9));
  await host.close();
});

test('a restart with a wrong key loses nobody', async () => {
  const store = createMemoryStore();
  const first = await opened(store);
  await first.close();
  bank.fault = new MxError('unauthorized', { status: 401 });
  const wrong = await open({ store });
  await pass(5 * MINUTE);
  await wrong.close();
  bank.fault = null;
  const right = await open({ store });
  await pass(30 * MINUTE);
  for (const member of MEMBERS) expect((await right.view(member)).needs).toBe('answers');
  await right.close();
});

test('a key that is refused for good ends each lifecycle at its limit', async () => {
  const host = await opened();
  bank.fault = new MxError('unauthorized', { status: 401 });
  await pass(150 * MINUTE);
  for (const member of MEMBERS)
    expect((await host.view(member)).outcome).toMatchObject({ reason: 'unreachable' });
  await host.close();
});

test('403 to polls of several members pauses the calls, and 403 to one member ends only that one', async () => {
  const host = await opened();
  const [first] = MEMBERS as [MemberId];
  const readStatus = bank.readStatus.bind(bank);
  bank.readStatus = (request, options) =>
    request.member.memberGuid === first.memberGuid
      ? Promise.reject(new MxError('forbidden', { status: 403 }))
      : readStatus(request, options);
  await pass(5 * MINUTE);
  expect((await host.view(first)).outcome).toMatchObject({ reason: 'forbidden' });
  expect(host.stats().isPaused).toBe(false);
  bank.fault = new MxError('forbidden', { status: 403 });
  await pass(5 * MINUTE);
  expect(host.stats().isPaused).toBe(true);
  for (const member of MEMBERS.slice(1)) expect((await host.view(member)).outcome).toBeNull();
  await host.close();
});

test('a first start with a wrong key ends at once', async () => {
  bank.fault = new MxError('unauthorized', { status: 401 });
  const host = await open();
  await start(host, memberOf(1));
  await pass(1_000);
  expect((await host.view(memberOf(1))).outcome).toMatchObject({ reason: 'unauthorized' });
  expect(host.stats().isPaused).toBe(false);
  await host.close();
});
