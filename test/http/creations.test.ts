import { createHost } from '@mx-member/host';
import { connectCreations, createHostHandler, type Permission } from '@mx-member/host/http';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { LoginLimits } from '../../packages/http/src/logins/logins.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** Members are created over HTTP: for the user whom `authorize` names. */

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const LOGIN = { institutionCode: 'mxbank', credentials: credentials('canary-7391') };

/** What `authorize` gets. */
const CALL = { member: null, userGuid: null };

async function serve(authorization?: (userGuid: string) => Permission, logins?: LoginLimits) {
  const simulator = createMxSimulator();
  /** While it is set, no connection to MX is made. */
  const network: { fault?: string } = {};
  const mx = mxOver(async (request) => {
    if (network.fault)
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error(), { code: network.fault }),
      });
    return simulator.fetch(request);
  });
  const host = await createHost({ port: mx, directory: mx });
  open.push(() => host.close());
  const { userGuid } = await mx.createUser({ id: 'one' });
  const authorize = vi.fn((_request: Request, _call: object) => {
    return authorization ? authorization(userGuid) : { userGuid };
  });
  const onError = vi.fn();
  const handler = createHostHandler(host, {
    creator: mx,
    authorize,
    onError,
    basePath: '/api',
    logins,
    callerLimits: { requestsPerSecond: 1_000 },
  });
  const client = connectCreations({ url: 'https://app.test/api', fetch: handler });
  const send = (path: string, method: string, body?: unknown, type = 'application/json') =>
    handler(
      new Request(`https://app.test${path}`, {
        method,
        headers: { 'content-type': type },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const members = () => [...simulator.bank.members(simulator.bank.user(userGuid)).values()];
  return { simulator, network, client, send, authorize, onError, members, userGuid };
}

function stopTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** What a call comes to, without its waits. */
async function settled<Value>(call: Promise<Value>): Promise<Value> {
  let isSettled = false;
  const note = () => {
    isSettled = true;
  };
  call.then(note, note);
  while (!isSettled) await vi.advanceTimersByTimeAsync(1_000);
  return call;
}

test('a member is created once for each id, for the user that authorize returns', async () => {
  const { client, authorize, members, userGuid } = await serve();
  const created = await client.create({ id: 'mine', ...LOGIN });
  expect(created).toMatchObject({ state: 'following', member: { userGuid } });
  expect(await client.create({ id: 'mine', ...LOGIN })).toMatchObject({ state: 'following' });
  expect(await client.read({ id: 'mine' })).toMatchObject({ state: 'following' });
  expect(members()).toMatchObject([{ id: 'mine', received: { starts: [{ result: 'started' }] } }]);
  expect(authorize.mock.calls.map(([, call]) => call)).toEqual([
    { ...CALL, action: 'create' },
    { ...CALL, action: 'create' },
    { ...CALL, action: 'readCreation' },
  ]);
});

test('what was asked for reaches MX', async () => {
  const { client, members } = await serve();
  const dataRequest = { products: ['account_verification'] };
  const wish = { job: 'verify', dataRequest, metadata: 'ours', useCases: ['PFM'] } as const;
  expect(await client.create({ id: 'mine', ...LOGIN, ...wish })).toMatchObject({
    state: 'following',
  });
  expect(members()).toMatchObject([{ metadata: 'ours', useCases: ['PFM'] }]);
  const other = client.create({ id: 'mine', ...LOGIN, ...wish, job: 'identify' });
  await expect(other).rejects.toMatchObject({ code: 'invalid' });
});

test('a user in the body is refused, and so is an unknown caller', async () => {
  const mine = await serve();
  expect((await mine.send('/api/creations/a', 'PUT', { ...LOGIN, userGuid: 'USR-2' })).status).toBe(
    400,
  );
  for (const [answer, status] of [
    ['signedOut', 401],
    [false, 403],
    [true, 403],
    [{ userGuid: '' }, 403],
    [{}, 403],
  ] as const) {
    const { send, members } = await serve(() => answer as Permission);
    expect((await send('/api/creations/a', 'PUT', LOGIN)).status).toBe(status);
    expect(members()).toEqual([]);
  }
});

test('a path can name the user, and authorize decides', async () => {
  const { send, authorize, members, userGuid } = await serve();
  const mine = `/api/users/${userGuid}/creations/mine`;
  expect((await send(mine, 'PUT', LOGIN)).status).toBe(200);
  expect(await (await send(mine, 'GET')).json()).toMatchObject({ state: 'following' });
  expect(authorize.mock.calls[0]?.[1]).toEqual({
    ...CALL,
    action: 'create',
    userGuid,
  });
  expect((await send('/api/users/USR-2/creations/other', 'PUT', LOGIN)).status).toBe(403);
  for (const [user, status] of [
    ['%E0%A4%A', 400],
    ['%00', 400],
    ['a/b', 404],
  ] as const)
    expect((await send(`/api/users/${user}/creations/other`, 'PUT', LOGIN)).status).toBe(status);
  expect(members()).toHaveLength(1);
});

test('only a request that can lead to a login counts as a login', async () => {
  const { client, members } = await serve(undefined, { perHour: 1 });
  const wrong = client.create({ id: 'none', ...LOGIN, institutionCode: 'no_bank' });
  await expect(wrong).rejects.toMatchObject({ code: 'notFound' });
  expect(await client.create({ id: 'mine', ...LOGIN })).toMatchObject({ state: 'following' });
  expect(await client.create({ id: 'mine', ...LOGIN })).toMatchObject({ state: 'following' });
  const other = client.create({ id: 'other', ...LOGIN, institutionCode: 'mx_bank_oauth' });
  await expect(other).rejects.toMatchObject({ code: 'rateLimited' });
  await expect(client.read({ id: 'other' })).rejects.toMatchObject({ code: 'notFound' });
  expect(await client.create({ id: 'mine', ...LOGIN })).toMatchObject({ state: 'following' });
  expect(members()).toHaveLength(1);
});

test('a request that MX certainly did not carry out counts as no login', async () => {
  const { client, simulator, network, members } = await serve(undefined, { perHour: 1 });
  for (network.fault of [
    'ECONNREFUSED',
    'ENOTFOUND',
    'CERT_HAS_EXPIRED',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])
    await expect(client.create({ id: 'unsent', ...LOGIN })).rejects.toMatchObject({
      code: 'unreachable',
    });
  delete network.fault;
  simulator.faults.add({ on: 'createMember', fault: { kind: 'status', status: 503 }, times: 1 });
  stopTimers();
  expect(await settled(client.create({ id: 'mine', ...LOGIN }))).toEqual({
    state: 'needsCredentials',
  });
  expect(await settled(client.create({ id: 'mine', ...LOGIN }))).toMatchObject({
    state: 'following',
  });
  expect(members()).toHaveLength(1);
  const second = settled(client.create({ id: 'second', ...LOGIN }));
  await expect(second).rejects.toMatchObject({ code: 'rateLimited' });
});

test('a lost route can follow the request, so it counts as a login', async () => {
  const { client, network } = await serve(undefined, { perHour: 1 });
  network.fault = 'EHOSTUNREACH';
  stopTimers();
  await expect(settled(client.create({ id: 'mine', ...LOGIN }))).rejects.toMatchObject({
    code: 'unreachable',
  });
  await expect(settled(client.create({ id: 'second', ...LOGIN }))).rejects.toMatchObject({
    code: 'rateLimited',
  });
});

test('invalid requests are refused, and no response quotes a credential', async () => {
  const { send, onError, members, simulator } = await serve();
  const responses = [
    [400, await send('/api/creations/', 'PUT', LOGIN)],
    [400, await send('/api/creations/a%2Fb', 'PUT', LOGIN)],
    [404, await send('/api/creations/unknown', 'GET')],
    [405, await send('/api/creations/a', 'POST', LOGIN)],
    [415, await send('/api/creations/a', 'PUT', LOGIN, 'text/plain')],
    [400, await send('/api/creations/a', 'PUT', { institutionCode: 'mxbank' })],
    [400, await send('/api/creations/a', 'PUT', { ...LOGIN, credentials: 'canary-7391' })],
    [400, await send('/api/creations/a', 'PUT', { ...LOGIN, job: 'canary-7391' })],
    [404, await send('/api/creations/a', 'PUT', { ...LOGIN, institutionCode: 'no_bank' })],
  ] as const;
  for (const [status, response] of responses) {
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('canary');
  }
  simulator.faults.add({ on: 'createMember', fault: { kind: 'status', status: 429 } });
  expect((await send('/api/creations/a', 'PUT', LOGIN)).status).toBe(429);
  expect(onError).not.toHaveBeenCalled();
  expect(members()).toEqual([]);
});

test.each([
  [{ institutionCode: 5 }, 'body.institutionCode must be a text.'],
  [{ ...LOGIN, credentials: [{ guid: 'one' }] }, 'body.credentials[0].value is missing.'],
  [
    { ...LOGIN, credentials: [{ guid: 'one', value: '', canary: 1 }] },
    'body.credentials[0] has a field that is not known. Its fields are guid, value.',
  ],
  [{ ...LOGIN, dataRequest: { products: 'canary' } }, 'body.dataRequest.products must be a list.'],
  [
    { institutionCode: 'mxbank', oauth: { canary: 1 } },
    'body.oauth has a field that is not known. Its fields are clientRedirectUrl, referralSource, enableApp2app, uiMessageWebviewUrlScheme.',
  ],
])('a refusal says what was expected and where: %j', async (body, detail) => {
  const { send } = await serve();
  expect(await (await send('/api/creations/a', 'PUT', body)).json()).toMatchObject({ detail });
});

test('a 404 says what is not known', async () => {
  const { send, userGuid } = await serve((userGuid) => ({ userGuid }));
  const title = 'The host or MX does not know what this address names';
  const detailOf = async (path: string, method: string, body?: object) => {
    const problem = await (await send(path, method, body)).json();
    expect(problem).toMatchObject({ status: 404, title });
    return problem.detail;
  };
  expect(await detailOf('/api/creations/unknown', 'GET')).toMatch(
    /^The host does not know a creation of this user with this id\./,
  );
  expect(
    await detailOf('/api/creations/a', 'PUT', { ...LOGIN, institutionCode: 'no_bank' }),
  ).toMatch(/^MX does not know this user, or this institution\./);
  expect(await detailOf(`/api/users/${userGuid}/members/MBR-none`, 'GET')).toBe(
    'This host does not know the member. Start it first.',
  );
});

test.each([
  ['/api/creations/a', 'begin it with /users/{userGuid}'],
  ['/api/users/USR-one/creations/a', '`authorize` must return the user'],
])('true does not name the user that a creation needs: %s', async (path, what) => {
  const { send } = await serve(() => true);
  expect(await (await send(path, 'GET')).json()).toMatchObject({
    status: 403,
    detail: expect.stringContaining(what),
  });
});

test('the client rejects with the errors of the server', async () => {
  const { client } = await serve();
  await expect(client.read({ id: 'unknown' })).rejects.toMatchObject({ code: 'notFound' });
  await expect(
    client.create({ id: 'a', institutionCode: 'no_bank', credentials: LOGIN.credentials }),
  ).rejects.toMatchObject({ name: 'MxError', code: 'notFound' });
  const lost = connectCreations({
    url: 'https://app.test',
    fetch: async () => {
      throw new TypeError('fetch failed');
    },
  });
  await expect(lost.read({ id: 'a' })).rejects.toMatchObject({ code: 'unreachable' });
});
