import { createRelay } from '@mx-member/adapters/relay';
import { createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LoginMemory } from '../../packages/http/src/logins/keeper.ts';
import { type LoginLimits, Logins } from '../../packages/http/src/logins/logins.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { AT, MEMBER } from './support/served-host.ts';

/** How many logins at banks one user may cause, and how many at one member. */

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const loginsWith = (limits?: LoginLimits) => new Logins(new LoginMemory(), limits);

/** Tries a login. @returns `null`, or how long the user has to wait, in ms. */
async function wait(
  logins: Logins,
  user: string,
  memberGuid: string | null = null,
): Promise<number | null> {
  try {
    await logins.take(user, { memberGuid });
    return null;
  } catch (thrown) {
    const { reason, problem } = Object(thrown);
    expect(reason).toBe('too-many-logins');
    return problem.retryAfter;
  }
}

/** Tries logins one after the other. @returns How many were allowed. */
async function allowed(logins: Logins, user: string, tries: number): Promise<number> {
  let count = 0;
  for (let at = 0; at < tries; at++) if ((await wait(logins, user)) === null) count += 1;
  return count;
}

test('a user has 10 logins in any hour and 30 in any 24 hours, and other users have their own', async () => {
  const logins = loginsWith();
  expect(await allowed(logins, 'ada', 12)).toBe(10);
  expect(await wait(logins, 'ada')).toBe(HOUR);
  vi.advanceTimersByTime(HOUR);
  expect(await allowed(logins, 'ada', 12)).toBe(10);
  vi.advanceTimersByTime(HOUR);
  expect(await allowed(logins, 'ada', 12)).toBe(10);
  for (let hour = 3; hour < 24; hour++) {
    vi.advanceTimersByTime(HOUR);
    expect(await wait(logins, 'ada')).toBe((24 - hour) * HOUR);
    expect(await wait(logins, 'bob')).toBeNull();
  }
  vi.advanceTimersByTime(HOUR);
  expect(await allowed(logins, 'ada', 12)).toBe(10);
});

test('a member has 10 logins in any 24 hours, and the login that created it is one of them', async () => {
  const logins = loginsWith();
  const settle = await logins.take('ada', { memberGuid: null });
  await settle('MBR-1');
  for (let count = 2; count <= 10; count++) expect(await wait(logins, 'ada', 'MBR-1')).toBeNull();
  vi.advanceTimersByTime(HOUR);
  expect(await wait(logins, 'ada', 'MBR-1')).toBe(23 * HOUR);
  await expect(logins.check({ userGuid: 'ada', memberGuid: 'MBR-1' })).rejects.toMatchObject({
    reason: 'too-many-logins',
  });
  expect(await wait(logins, 'ada', 'MBR-2')).toBeNull();
  vi.advanceTimersByTime(23 * HOUR);
  expect(await wait(logins, 'ada', 'MBR-1')).toBeNull();
});

test('a start after an act is not limited by the login of that act, but by every other one', async () => {
  const logins = loginsWith({ perMember: 2 });
  const member = { userGuid: 'ada', memberGuid: 'MBR-1' };
  await logins.take('ada', member);
  await logins.check(member);
  await logins.take('ada', member);
  await expect(logins.check(member)).rejects.toMatchObject({ reason: 'too-many-logins' });
  await logins.check(member, { isAfterAct: true });
  await expect(logins.take('ada', member)).rejects.toMatchObject({ reason: 'too-many-logins' });
  const tight = loginsWith({ perMember: 1, perHour: 2 });
  await tight.take('ada', member);
  await tight.take('ada', { memberGuid: 'MBR-2' });
  await expect(
    tight.check({ userGuid: 'ada', memberGuid: 'MBR-3' }, { isAfterAct: true }),
  ).rejects.toMatchObject({
    reason: 'too-many-logins',
  });
});

test('a refused login does not count, and no limit is Infinity', async () => {
  const logins = loginsWith({ perHour: 1, perDay: Number.POSITIVE_INFINITY });
  for (let hour = 0; hour < 48; hour++) {
    expect(await allowed(logins, 'ada', 3)).toBe(1);
    vi.advanceTimersByTime(HOUR);
  }
});

test.each([0, -1, 1.5, 201, Number.NaN])('a limit of %s is refused', (perHour) => {
  expect(() => loginsWith({ perHour })).toThrow('whole numbers');
});

test('a login that was not made is given back, once', async () => {
  const logins = loginsWith({ perHour: 2 });
  const settle = await logins.take('ada', { memberGuid: null });
  vi.advanceTimersByTime(1_000);
  await logins.take('ada', { memberGuid: null });
  await settle(null);
  await settle(null);
  expect(await wait(logins, 'ada')).toBeNull();
  expect(await wait(logins, 'ada')).toBe(HOUR);
});

test('a clock that was set back makes nobody wait longer than the span of a limit', async () => {
  const logins = loginsWith({ perHour: 1 });
  expect(await wait(logins, 'ada')).toBeNull();
  vi.setSystemTime(Date.now() - 5 * HOUR);
  expect(await wait(logins, 'ada')).toBe(HOUR);
});

/** Sends requests to a server that counts. @returns The statuses. */
const statuses = async (times: number, send: () => Promise<Response>) => {
  const found: number[] = [];
  for (let at = 0; at < times; at++) found.push((await send()).status);
  return found;
};

test('a relay counts the starts that MX has accepted: one too many for a member within a day is refused', async () => {
  const bank = new Bank({ rounds: 0 });
  const relay = createRelay(bank, { authorize: () => true, logins: { perMember: 2 } });
  const start = () =>
    relay(
      new Request('https://app.test/users/USR-1/members/MBR-1/job', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ job: 'aggregate' }),
      }),
    );
  bank.fault = new MxError('badRequest');
  expect(await statuses(6, start)).not.toContain(429);
  bank.fault = null;
  expect(await statuses(4, start)).toEqual([200, 200, 429, 429]);
  expect(bank.startsOf(memberOf(1))).toBe(2);
});

test('a host refuses a start that would be one login too many, and still shows what runs', async () => {
  stopTime();
  const bank = new Bank({ rounds: 0, hasTimes: true });
  const host = await createHost({ port: bank });
  const handler = createHostHandler(host, { authorize: () => true, logins: { perMember: 4 } });
  const start = async (body: object) => {
    const request = new Request(`https://app.test${AT}/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await handler(request)).status;
  };
  let after: object = {};
  for (let count = 1; count <= 4; count++) {
    expect(await start({ job: 'aggregate', ...after })).toBe(200);
    // A reload while the lifecycle runs.
    await pass(500);
    expect(await start({ job: 'aggregate', ...after })).toBe(200);
    await pass(60_000);
    after = { after: (await host.view(MEMBER)).revision };
  }
  expect(bank.startsOf(MEMBER)).toBe(4);
  expect(await start({ job: 'aggregate', ...after })).toBe(429);
  const act = { type: 'checked', before: null, reply: null, at: Date.now() };
  expect(await start({ job: 'aggregate', act, ...after })).toBe(429);
  // The outcome is shown, and a job of MX's own is followed.
  expect(await start({ job: 'aggregate' })).toBe(200);
  expect(await start({ job: null, ...after })).toBe(200);
  await pass(60_000);
  expect(bank.startsOf(MEMBER)).toBe(4);
  await host.close();
  releaseTime();
});

test('a misspelled limit is refused', () => {
  const limits = { perhour: 1 } as LoginLimits;
  expect(() => loginsWith(limits)).toThrow('Did you mean `perHour`?');
});
