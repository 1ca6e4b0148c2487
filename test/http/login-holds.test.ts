import type { Mx } from '@mx-member/adapters/mx';
import {
  createHost,
  createMemoryStore,
  type HostStore,
  loginsText,
  metricsText,
} from '@mx-member/host';
import { connectCreations, connectHost, createHostHandler } from '@mx-member/host/http';
import { loginHoldOf } from '@mx-member/machine/hosting';
import { type MemberId, MxError } from '@mx-member/machine/step';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LoginLimits } from '../../packages/http/src/logins/logins.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** When new credentials wait for a yes of the person, over a whole host and a simulated MX. */

beforeEach(stopTime);
afterEach(releaseTime);

interface Site {
  /** The first password of the member. */
  readonly first?: string;
  readonly logins?: LoginLimits;
}

/** A member whose first login has ended, at a host over HTTP. */
async function opened({ first = 'wrong-0', logins }: Site = {}) {
  const simulator = createMxSimulator();
  let fault: MxError | null = null;
  const real = mxOver(simulator.fetch);
  const mx: typeof real = {
    ...real,
    async updateCredentials(request, options) {
      if (fault) throw fault;
      return real.updateCredentials(request, options);
    },
  };
  const { userGuid } = await mx.createUser();
  const store = createMemoryStore();
  const at = await serve(store, mx, { userGuid, logins });
  const created = await at.creations.create({
    id: 'creation-1',
    institutionCode: 'mxbank',
    credentials: loginOf(first),
  });
  if (created.state !== 'following') throw new Error('The member was not created.');
  await pass(90_000);
  const breakMx = (broken: MxError | null) => {
    fault = broken;
  };
  return { ...at, simulator, mx, member: created.member, store, breakMx };
}

/** The bank knows one user name, and accepts any password with it. */
const loginOf = (login: string) =>
  login.startsWith('wrong') ? credentials('any', login) : credentials(login);

async function serve(
  store: HostStore,
  mx: Mx,
  { userGuid, logins }: { readonly userGuid: string; readonly logins?: LoginLimits | undefined },
) {
  const host = await createHost({ port: mx, store });
  const options = { authorize: () => ({ userGuid }), access: mx, creator: mx, logins };
  const clientOf = () => ({ url: 'https://app.test', fetch: createHostHandler(host, options) });
  const servers = [connectHost(clientOf()), connectHost(clientOf())];
  /** Sends a login, which nothing follows. @returns The hold, or `null` if it was sent. */
  async function send(member: MemberId, login: string, confirmed?: string, server = 0) {
    const sent = { member, credentials: loginOf(login), ...(confirmed && { confirmed }) };
    try {
      await servers[server]?.updateCredentials(sent);
    } catch (thrown) {
      const hold = loginHoldOf(thrown);
      if (!hold) throw thrown;
      expect(thrown).toMatchObject({ sent: false });
      return hold;
    }
    return null;
  }
  /** Sends a login. @returns The hold, or `null` if it was sent and has ended. */
  async function enter(member: MemberId, login: string, confirmed?: string, server = 0) {
    const hold = await send(member, login, confirmed, server);
    if (hold) return hold;
    const { revision } = await host.view(member);
    await host.start({ member, job: null }, { after: revision });
    await pass(90_000);
    return null;
  }
  return { host, creations: connectCreations(clientOf()), enter, send };
}

test('the third login in a row waits for a yes, which is for one login', async () => {
  const { member, enter, host } = await opened();
  expect(await enter(member, 'wrong-1')).toBeNull();
  const hold = await enter(member, 'wrong-2');
  expect(hold).toMatchObject({ why: 'refusedTwice' });
  expect(await enter(member, 'wrong-2', 'another-yes')).toEqual(hold);
  expect(await enter(member, 'wrong-2', hold?.confirm)).toBeNull();
  const next = await enter(member, 'wrong-3', hold?.confirm);
  expect(next).toMatchObject({ why: 'prevented' });
  expect(await enter(member, 'right-1', next?.confirm)).toBeNull();
  expect((await host.view(member)).outcome).toMatchObject({ outcome: 'connected' });
  await host.close();
});

test('a success clears the row: the next wrong login is the first one', async () => {
  const { member, enter, host } = await opened();
  await enter(member, 'right-1');
  expect(await host.loginsOf(member)).toMatchObject({ refusals: null });
  expect(await enter(member, 'wrong-1')).toBeNull();
  expect(await host.loginsOf(member)).toMatchObject({ refusals: { count: 1 } });
  await host.close();
});

test('a login after which the page was closed was asked for here, and counts when the next one is held back', async () => {
  const { member, enter, send, host } = await opened();
  await enter(member, 'wrong-1');
  const hold = await enter(member, 'wrong-2');
  expect(await send(member, 'wrong-2', hold?.confirm)).toBeNull();
  await pass(90_000);
  expect(await enter(member, 'wrong-3')).toMatchObject({ why: 'prevented' });
  expect(await host.loginsOf(member)).toMatchObject({ refusals: { count: 3, by: 'here' } });
  await host.close();
});

test('what was refused a moment ago is not sent again by accident', async () => {
  const { member, enter, host } = await opened();
  const hold = await enter(member, 'wrong-0');
  expect(hold).toMatchObject({ why: 'sameAgain' });
  expect(await enter(member, 'wrong-0', hold?.confirm)).toBeNull();
  await host.close();
});

test('after a restart, the count holds and the credentials are new', async () => {
  const first = await opened();
  const { member, store, mx } = first;
  await first.host.close();
  const second = await serve(store, mx, member);
  expect(await second.enter(member, 'wrong-0')).toBeNull();
  await second.host.close();
  const third = await serve(store, mx, member);
  expect(await third.enter(member, 'wrong-1')).toMatchObject({ why: 'refusedTwice' });
  await third.host.close();
});

test('two servers that send at the same time do not pass together', async () => {
  const { member, enter, host } = await opened();
  const sent = await Promise.all([
    enter(member, 'wrong-1', undefined, 0),
    enter(member, 'wrong-2', undefined, 1),
  ]);
  expect(sent.map((hold) => hold?.why ?? null)).toEqual([null, 'refusedTwice']);
  await host.close();
});

test('after LOCKED, the person says first that the bank has unlocked the account', async () => {
  const { member, enter, host } = await opened({ first: 'LOCKED' });
  const hold = await enter(member, 'right-1');
  expect(hold).toMatchObject({ why: 'locked' });
  expect(await enter(member, 'right-1', hold?.confirm)).toBeNull();
  expect((await host.view(member)).outcome).toMatchObject({ outcome: 'connected' });
  await host.close();
});

test('a login elsewhere has locked the account: a start is sent, because the person may know it', async () => {
  const { member, host, mx, simulator } = await opened({ first: 'right-1' });
  await mx.updateCredentials({ member, credentials: loginOf('LOCKED') });
  await pass(7_200_000);
  simulator.bank.updateMember(member.memberGuid, {
    credentials: loginOf('right-1'),
    skipAggregation: true,
  });
  await host.start({ member, job: 'aggregate' }, { after: (await host.view(member)).revision });
  await pass(90_000);
  expect((await host.view(member)).outcome).toMatchObject({ outcome: 'connected' });
  await host.close();
});

test('a repair elsewhere stops nobody', async () => {
  const { member, enter, host, mx } = await opened();
  await enter(member, 'wrong-1');
  await mx.updateCredentials({ member, credentials: loginOf('right-1') });
  await pass(60_000);
  expect(await enter(member, 'wrong-2')).toBeNull();
  await host.close();
});

test('what the bank refuses to one of a couple holds nothing back from the other', async () => {
  const { member, enter, host, creations } = await opened();
  await enter(member, 'wrong-1');
  const made = await creations.create({
    id: 'creation-2',
    institutionCode: 'mxbank',
    credentials: loginOf('wrong-other'),
  });
  if (made.state !== 'following') throw new Error('The member was not created.');
  await pass(90_000);
  expect(await enter(made.member, 'wrong-2')).toBeNull();
  expect(await enter(member, 'wrong-3')).toMatchObject({ why: 'refusedTwice' });
  await host.close();
});

test('after two refused logins, a member that is removed and created again waits for a yes', async () => {
  const { member, enter, creations, simulator, host } = await opened();
  expect(await enter(member, 'wrong-1')).toBeNull();
  const again = (id: string, confirmed?: string) =>
    creations
      .create({
        id,
        institutionCode: 'mxbank',
        credentials: loginOf('wrong-2'),
        ...(confirmed && { confirmed }),
      })
      .then(({ state }) => state, loginHoldOf);
  simulator.bank.deleteMember(member.memberGuid);
  const hold = await again('creation-2');
  expect(hold).toMatchObject({ why: 'refusedTwice' });
  expect(await again('creation-3', Object(hold).confirm)).toBe('following');
  await pass(25 * 3_600_000);
  const elsewhere = { institutionCode: 'mxbank', credentials: loginOf('wrong-3') };
  expect(await creations.create({ id: 'creation-4', ...elsewhere })).toMatchObject({
    state: 'following',
  });
  await host.close();
});

test('with two refused logins, a start is not sent, and ends with that reason', async () => {
  const { member, enter, host, simulator } = await opened();
  await enter(member, 'wrong-1');
  const starts = () => simulator.bank.member(member.memberGuid).received.starts.length;
  const before = starts();
  await host.start({ member, job: 'aggregate' }, { after: (await host.view(member)).revision });
  await pass(90_000);
  expect((await host.view(member)).outcome).toMatchObject({ reason: 'credentials' });
  expect(starts()).toBe(before);
  await host.close();
});

test('without holds, everything is sent', async () => {
  const { member, enter, host } = await opened({ logins: { holds: false } });
  for (const password of ['wrong-0', 'wrong-1', 'wrong-1', 'wrong-2'])
    expect(await enter(member, password)).toBeNull();
  await host.close();
});

test.each([
  ['that MX did not take are given back', 'rateLimited', null],
  [
    'whose reply is lost count, because the bank may have refused them',
    'unreachable',
    'refusedTwice',
  ],
] as const)('credentials %s', async (_, code, why) => {
  const { member, enter, host, breakMx } = await opened();
  breakMx(new MxError(code));
  await expect(enter(member, 'right-1')).rejects.toThrow();
  breakMx(null);
  expect((await enter(member, 'right-1'))?.why ?? null).toBe(why);
  await host.close();
});

test('somebody can reset the row, which tells who and why', async () => {
  const { member, enter, host } = await opened();
  await enter(member, 'wrong-1');
  expect(await enter(member, 'wrong-2')).toMatchObject({ why: 'refusedTwice' });
  expect(metricsText(host.stats())).toContain('mx_member_held_logins_total{why="refusedTwice"} 1');
  await expect(host.resetLogins(member, { by: '', reason: 'none' })).rejects.toThrow('1 to 200');
  await host.resetLogins(member, { by: 'agent 12', reason: 'the bank has unlocked the account' });
  expect(loginsText(await host.loginsOf(member))).toContain(
    'by agent 12: the bank has unlocked the account.',
  );
  expect(await enter(member, 'wrong-2')).toBeNull();
  expect(await host.loginsOf(member)).toMatchObject({
    refusals: { status: 'PREVENTED' },
    reset: null,
  });
  await host.close();
});
