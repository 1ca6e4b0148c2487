import { inspect } from 'node:util';
import type { RelayOptions } from '@mx-member/adapters/relay';
import type { MemberAccess } from '@mx-member/machine/hosting';
import { describe, expect, test, vi } from 'vitest';
import { MEMBER } from '../support/fake-mx.ts';
import {
  answered,
  nothingCalled,
  READ,
  READING,
  type RelayCall,
  refused,
  relaySetUp,
  START,
  SUBMIT,
} from '../support/relay.ts';

test('`authorize` is required', () => {
  expect(() => relaySetUp({ authorize: undefined } as object)).toThrow(
    /createRelay: `authorize` is required/,
  );
  expect(() => relaySetUp({ authorize: true } as object)).toThrow(/`authorize` must be a function/);
});

describe('`authorize` decides who may access which member', () => {
  test('it gets the request, the member and the call', async () => {
    const authorize = vi.fn(async () => true);
    const { send } = relaySetUp({ authorize });
    await send(READ, { cookie: 'session=1' });
    await send(START);
    const [first, second] = authorize.mock.calls as unknown as [Request, object, object][];
    expect(first?.[0].headers.get('cookie')).toBe('session=1');
    expect(first?.slice(1)).toEqual([
      { ...CALL, action: 'readStatus' },
      { signal: expect.any(AbortSignal) },
    ]);
    expect(second?.[1]).toMatchObject({ action: 'startJob' });
  });

  test.each([false, undefined, null, 1, 'yes', 'signedIn'])('%j is a no', async (answer) => {
    const relay = relaySetUp({ authorize: async () => answer as boolean });
    expect(await answered(await relay.send())).toEqual(refused(403, 'forbidden'));
    nothingCalled(relay);
  });

  test('an expired session is reported as signedOut, not as forbidden', async () => {
    const relay = relaySetUp({ authorize: () => 'signedOut' });
    expect(await answered(await relay.send())).toEqual(refused(401, 'signed-out'));
    nothingCalled(relay);
  });

  test('if it fails, the caller may retry, and only the log of the host has the reason', async () => {
    const thrown = new Error('SECRET database');
    const onError = vi.fn();
    const relay = relaySetUp({ onError, authorize: () => Promise.reject(thrown) });
    expect(await answered(await relay.send())).toEqual(refused(503, 'unavailable'));
    expect(onError.mock.calls).toEqual([[thrown, 'authorize']]);
    nothingCalled(relay);
  });
});

describe('only the listed jobs can be started', () => {
  test('without `jobs` only aggregate, whatever `authorize` returns', async () => {
    const relay = relaySetUp({ jobs: undefined });
    for (const job of ['verify', 'identify', 'extend_history', 'fetch_statements'])
      expect(await answered(await relay.send({ ...START, job }))).toEqual(
        refused(403, 'job-not-served'),
      );
    nothingCalled(relay);
    expect((await relay.send(START)).status).toBe(200);
  });

  test('with `jobs` exactly those, and aggregate only if it is listed', async () => {
    const relay = relaySetUp({ jobs: ['verify'] });
    expect((await relay.send(START)).status).toBe(403);
    expect((await relay.send({ ...START, job: 'verify' })).status).toBe(200);
  });

  test.each(['verify', ['verfy'], null])('createRelay refuses `jobs: %j`', (jobs) => {
    expect(() => relaySetUp({ jobs: jobs as ['verify'] })).toThrow(/createRelay: `jobs` must be/);
  });
});

/** What `authorize` gets. */
const CALL = { member: MEMBER, userGuid: MEMBER.userGuid };

describe('calls to MX outside of the lifecycle', () => {
  const FIELD = { guid: 'CRD-9', fieldName: 'LOGIN', label: 'Username', type: 'TEXT' };
  const access: MemberAccess = {
    oauthWindowUri: async () => ({ oauthWindowUri: 'https://bank.example/login', raw: 'SECRET' }),
    institutionCredentials: async () => [{ ...FIELD, raw: 'SECRET' }],
    updateCredentials: async () => ({ reading: READING, metadata: 'SECRET' }),
  };
  const credentials = [{ guid: 'CRD-9', value: 'SECRET-login' }];
  const CALLS = {
    oauthWindowUri: { call: 'oauthWindowUri', member: MEMBER },
    updateCredentials: { call: 'updateCredentials', member: MEMBER, credentials },
    institutionCredentials: { call: 'institutionCredentials', institutionCode: 'mxbank' },
  } as const;

  test.each(Object.entries(CALLS))('%s is refused without `access`', async (_, call) => {
    expect(await answered(await relaySetUp().send(call))).toEqual(refused(403, 'not-served'));
  });

  test('with it each call is served, without other fields of MX', async () => {
    const updateCredentials = vi.fn(access.updateCredentials);
    const { send } = relaySetUp({ access: { ...access, updateCredentials } });
    const bodyOf = async (call: RelayCall) => (await send(call)).json();
    expect(await bodyOf(CALLS.oauthWindowUri)).toEqual({
      oauthWindowUri: 'https://bank.example/login',
    });
    expect(await bodyOf(CALLS.institutionCredentials)).toEqual([FIELD]);
    expect(await bodyOf(CALLS.updateCredentials)).toEqual({ reading: READING });
    expect(updateCredentials.mock.calls[0]?.[0]).toEqual({ member: MEMBER, credentials });
  });

  test('`authorize` decides about the member', async () => {
    const authorize = vi.fn(() => false);
    const { send } = relaySetUp({ access, authorize });
    expect((await send(CALLS.oauthWindowUri)).status).toBe(403);
    expect((await send(CALLS.updateCredentials)).status).toBe(403);
    expect(authorize.mock.calls.map((call) => (call as unknown[])[1])).toEqual([
      { ...CALL, action: 'oauthWindowUri' },
      { ...CALL, action: 'updateCredentials' },
    ]);
  });

  test('login forms are served only to callers whom `authorize` allows', async () => {
    const { send } = relaySetUp({ authorize: () => 'signedOut', access });
    expect((await send(CALLS.institutionCredentials)).status).toBe(401);
    const refusing = relaySetUp({ access, authorize: (_, { member }) => member !== null });
    expect((await refusing.send(CALLS.institutionCredentials)).status).toBe(403);
  });

  test('an address that is not a web address does not reach the page', async () => {
    const oauthWindowUri = async () => ({ oauthWindowUri: 'javascript:alert(1)' });
    const { send } = relaySetUp({ access: { ...access, oauthWindowUri } });
    expect(await answered(await send(CALLS.oauthWindowUri))).toEqual({
      status: 500,
      problem: 'failed',
      fault: 'badReturn',
    });
  });
});

type Refused = Parameters<NonNullable<RelayOptions['onRefused']>>[0];

describe('`onRefused` is for an audit log', () => {
  const log = () => {
    const all: Refused[] = [];
    return { all, onRefused: (one: Refused) => all.push(one) };
  };

  test('it gets the reason, the user, the call and the member, and no secret', async () => {
    const { all, onRefused } = log();
    const authorize = () => false;
    const headers = { cookie: 'SECRET-session', authorization: 'SECRET-token' };
    await relaySetUp({ onRefused, authorize }).send(SUBMIT, headers);
    expect(all).toEqual([
      {
        reason: 'forbidden',
        status: 403,
        code: 'forbidden',
        userGuid: MEMBER.userGuid,
        action: 'submitAnswers',
        member: MEMBER,
      },
    ]);
    expect(inspect(all, { depth: null, showHidden: true })).not.toMatch(/SECRET/);
  });

  test('every refusal has its own reason', async () => {
    const { all, onRefused } = log();
    const { send } = relaySetUp({ onRefused });
    await send(null, {}, { method: 'GET' });
    await send(READ, { origin: 'https://evil.example' });
    await send(READ, { 'content-type': 'text/plain' });
    await send('{');
    await send(`"${'x'.repeat(2 ** 16)}"`);
    await send({ ...START, job: 'verify' });
    await send({ call: 'oauthWindowUri', member: MEMBER });
    await relaySetUp({ onRefused, authorize: () => 'signedOut' }).send();
    await relaySetUp({ onRefused, authorize: () => Promise.reject(null) }).send();
    expect(all.map(({ reason }) => reason)).toEqual([
      'method-not-allowed',
      'other-site',
      'not-json',
      'invalid',
      'too-large',
      'job-not-served',
      'not-served',
      'signed-out',
      'unavailable',
    ]);
  });

  test('it is not called for served requests, and its failure changes nothing', async () => {
    const { all, onRefused } = log();
    await relaySetUp({ onRefused }).send();
    expect(all).toEqual([]);
    const failing = () => {
      throw new Error('the log fails');
    };
    const response = await relaySetUp({ onRefused: failing, authorize: () => false }).send();
    expect(response.status).toBe(403);
  });
});
