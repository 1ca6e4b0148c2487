import { createHost } from '@mx-member/host';
import {
  connectCreations,
  connectHost,
  createMembersHandler,
  type MembersHandlerOptions,
} from '@mx-member/host/http';
import { JOBS, type Job } from '@mx-member/machine/step';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** One handler serves pages of many users. Each reaches only members of their own user. */

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Session {
  readonly mxUser: string;
}

async function serve(options: Partial<MembersHandlerOptions<Session | undefined>> = {}) {
  const simulator = createMxSimulator();
  const mx = mxOver(simulator.fetch);
  const onEnded = vi.fn();
  const host = await createHost({ port: mx, directory: mx, onEnded });
  open.push(() => host.close());
  const [ada, bob] = [await mx.createUser({ id: 'ada' }), await mx.createUser({ id: 'bob' })];
  const userOf = vi.fn<MembersHandlerOptions<Session | undefined>['userOf']>(
    (_request, { context }) => (context ? { userGuid: context.mxUser } : 'signedOut'),
  );
  const handler = createMembersHandler<Session | undefined>({
    host,
    mx,
    userOf,
    basePath: '/api/mx',
    ...options,
  });
  const send = async (who: string | undefined, method: string, path: string, body?: object) => {
    const request = new Request(`https://app.test/api/mx${path}`, {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const response = await handler(request, who === undefined ? undefined : { mxUser: who });
    return response.status;
  };
  const clientsOf = (mxUser: string) => {
    const to = {
      url: 'https://app.test/api/mx',
      fetch: (request: Request) => handler(request, { mxUser }),
    };
    return { host: connectHost(to), creations: connectCreations(to) };
  };
  /** Creates a member, and returns it with its path. */
  const createMember = async (mxUser: string, job: Job = 'aggregate') => {
    const created = await clientsOf(mxUser).creations.create({
      id: 'mine',
      institutionCode: 'mxbank',
      credentials: credentials('challenge', mxUser),
      job,
    });
    if (created.state !== 'following') throw new Error(created.state);
    const { member } = created;
    return { member, path: `/users/${member.userGuid}/members/${member.memberGuid}` };
  };
  return {
    simulator,
    mx,
    host,
    userOf,
    send,
    clientsOf,
    createMember,
    onEnded,
    ada: ada.userGuid,
    bob: bob.userGuid,
  };
}

const START = { job: 'aggregate' };

test('a user creates a member, sees it, and reads the result again', async () => {
  const { clientsOf, createMember, ada, send } = await serve();
  const { member, path } = await createMember(ada);
  expect(member.userGuid).toBe(ada);
  expect(await clientsOf(ada).host.view(member)).toMatchObject({ outcome: null });
  expect(await send(ada, 'GET', '/creations/mine')).toBe(200);
  expect(await send(ada, 'GET', `/users/${ada}/creations/mine`)).toBe(200);
  expect(await send(ada, 'GET', '/institutions/mxbank/credentials')).toBe(200);
  expect(await send(ada, 'POST', `${path}/start`, START)).toBe(200);
});

test('nobody reaches the member of another user, with the guids of either user', async () => {
  const { createMember, ada, bob, send, onEnded } = await serve();
  const { member, path } = await createMember(ada);
  const mixed = `/users/${bob}/members/${member.memberGuid}`;
  for (const at of [path, mixed]) expect(await send(bob, 'POST', `${at}/start`, START)).toBe(403);
  for (const [method, rest] of [
    ['GET', ''],
    ['POST', '/hint'],
    ['POST', '/cancel'],
    ['POST', '/oauth-window'],
  ] as const)
    expect(await send(bob, method, `${path}${rest}`, method === 'POST' ? {} : undefined)).toBe(403);
  expect(await send(bob, 'GET', `/users/${ada}/creations/mine`)).toBe(403);
  expect(await send(bob, 'GET', '/creations/mine')).toBe(404);
  expect(onEnded).not.toHaveBeenCalled();
});

test('a start of an invented member is refused before anything is kept', async () => {
  const { ada, send, onEnded, host } = await serve();
  expect(await send(ada, 'POST', `/users/${ada}/members/MBR-invented/start`, START)).toBe(403);
  await expect(host.view({ userGuid: ada, memberGuid: 'MBR-invented' })).rejects.toMatchObject({
    code: 'notFound',
  });
  expect(onEnded).not.toHaveBeenCalled();
});

test('a member that MX lists can be started, though the host does not know it', async () => {
  const { mx, ada, send } = await serve();
  const { member } = await mx.createMember({
    userGuid: ada,
    id: 'elsewhere',
    institutionCode: 'mxbank',
    credentials: credentials('challenge', 'x'),
  });
  const path = `/users/${ada}/members/${member.memberGuid}/start`;
  expect(await send(ada, 'POST', path, START)).toBe(200);
});

test.each([
  // MX aggregates a new member by itself, so a start of `aggregate` shows the lifecycle of that job.
  [undefined, { aggregate: 200, identify: 403 }],
  [['identify'] as const, { aggregate: 403, identify: 200 }],
])('with the jobs %j a page starts no other job', async (jobs, statuses) => {
  const { createMember, ada, send } = await serve(jobs && { jobs });
  const { path } = await createMember(ada, jobs?.[0]);
  for (const [job, status] of Object.entries(statuses))
    expect(await send(ada, 'POST', `${path}/start`, { job })).toBe(status);
});

test.each([
  [undefined, { aggregate: 200, verify: 403, extend_history: 403, fetch_statements: 403 }],
  [['verify'] as const, { aggregate: 403, verify: 200 }],
])('with the jobs %j a new member gets no other job', async (jobs, statuses) => {
  const { ada, send, simulator } = await serve(jobs && { jobs });
  for (const [job, status] of Object.entries(statuses)) {
    const id = job.replace('_', '-');
    const login = { institutionCode: 'mxbank', credentials: credentials('challenge', id) };
    expect(await send(ada, 'PUT', `/creations/${id}`, { ...login, job })).toBe(status);
  }
  const members = [...simulator.bank.members(simulator.bank.user(ada)).values()];
  expect(members).toHaveLength(Object.values(statuses).filter((status) => status === 200).length);
});

test('userOf can limit the jobs of one caller further', async () => {
  const { createMember, ada, send } = await serve({
    jobs: ['aggregate', 'identify', 'verify'],
    userOf: (_, { context }) =>
      context ? { userGuid: context.mxUser, jobs: ['aggregate', 'verify'] } : 'signedOut',
  });
  const { path } = await createMember(ada, 'verify');
  expect(await send(ada, 'POST', `${path}/start`, { job: 'identify' })).toBe(403);
  expect(await send(ada, 'POST', `${path}/start`, { job: 'verify' })).toBe(200);
});

test('a new member gets only the products whose jobs are allowed', async () => {
  const { ada, send, simulator } = await serve({ jobs: ['aggregate', 'verify'] });
  const create = (id: string, products: readonly string[]) =>
    send(ada, 'PUT', `/creations/${id}`, {
      institutionCode: 'mxbank',
      credentials: credentials('challenge', id),
      dataRequest: { products },
    });
  expect(await create('one', ['transactions', 'account_verification'])).toBe(200);
  expect(await create('two', ['transactions', 'identity_verification'])).toBe(403);
  expect(await create('three', ['unknown'])).toBe(403);
  expect(simulator.bank.members(simulator.bank.user(ada)).size).toBe(1);
});

test.each([
  [undefined, { metadata: 403, PFM: 200, other: 403 }],
  [
    { metadata: true, useCases: [] },
    { metadata: 200, PFM: 403, other: 403 },
  ],
  // MX itself refuses a use case that it does not know.
  [{ useCases: 'any' }, { metadata: 403, PFM: 200, other: 400 }],
] as const)(
  'with newMembers %j a page sets only what it allows of a new member',
  async (newMembers, statuses) => {
    const { ada, send } = await serve({ ...(newMembers && { newMembers }) });
    for (const [id, wish] of Object.entries({
      metadata: { metadata: 'theirs' },
      PFM: { useCases: ['PFM'] },
      other: { useCases: ['PFM', 'OTHER'] },
    })) {
      const login = { institutionCode: 'mxbank', credentials: credentials('challenge', id) };
      const status = await send(ada, 'PUT', `/creations/${id}`, { ...login, ...wish });
      expect([id, status]).toEqual([id, Object(statuses)[id]]);
    }
  },
);

test.each([{ usecases: [] }, { useCases: 'PFM' }, { metadata: 'yes' }])(
  'newMembers of %j is refused when the handler is made',
  async (newMembers) => {
    await expect(serve({ newMembers: newMembers as object })).rejects.toThrow('newMembers');
  },
);

test('a page sends nobody to an address that returnTo does not list', async () => {
  const returnTo = ['https://app.test/back', 'myapp:'];
  const { ada, send, clientsOf, simulator } = await serve({ returnTo });
  const create = (id: string, oauth: object) =>
    send(ada, 'PUT', `/creations/${id}`, { institutionCode: 'mx_bank_oauth', oauth });
  for (const oauth of [
    { clientRedirectUrl: 'https://evil.example' },
    { clientRedirectUrl: 'http://10.0.0.1/' },
    { clientRedirectUrl: 'https://app.test/back/../elsewhere' },
    { uiMessageWebviewUrlScheme: 'evil' },
    { clientRedirectUrl: 'https://app.test/back', uiMessageWebviewUrlScheme: 'evil' },
  ])
    for (const id of ['wrong', 'worse', 'worst']) expect(await create(id, oauth)).toBe(403);
  // A refused request is not a login, so the user still has all of them.
  expect(simulator.bank.members(simulator.bank.user(ada)).size).toBe(0);
  const [clientRedirectUrl] = returnTo;
  const oauth = { clientRedirectUrl, uiMessageWebviewUrlScheme: 'myapp' };
  expect(await create('right', oauth)).toBe(200);
  const [{ guid: memberGuid } = { guid: '' }] = simulator.bank
    .members(simulator.bank.user(ada))
    .values();
  const again = (way: object) =>
    clientsOf(ada).host.oauthWindowUri({ ...way, member: { userGuid: ada, memberGuid } });
  await expect(again({ clientRedirectUrl: 'https://evil.example' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const { oauthWindowUri } = await again({ ...oauth, referralSource: 'APP' });
  const body = new URLSearchParams({ decision: 'authorize' });
  const back = await simulator.fetch(oauthWindowUri, { method: 'POST', body });
  expect(back.headers.get('location')).toMatch(/^https:\/\/app\.test\/back\?status=success&/);
});

test('a user causes at most ten logins in an hour, by new members and new credentials together', async () => {
  const { ada, bob, send, simulator, clientsOf, createMember } = await serve();
  const { path } = await createMember(ada);
  const create = (who: string, id: string) =>
    send(who, 'PUT', `/creations/${id}`, {
      institutionCode: 'mxbank',
      credentials: credentials('challenge', id),
    });
  const logins = () => [...simulator.bank.members(simulator.bank.user(ada)).values()].length;
  const statuses = [];
  for (let index = 0; index < 8; index += 1) statuses.push(await create(ada, `new-${index}`));
  expect(new Set(statuses)).toEqual(new Set([200]));
  const login = { credentials: credentials('challenge', 'again') };
  await send(ada, 'PUT', `${path}/credentials`, login);
  const before = logins();
  expect(await create(ada, 'too-much')).toBe(429);
  expect(await send(ada, 'PUT', `${path}/credentials`, login)).toBe(429);
  const again = { id: 'too-much', institutionCode: 'mxbank', ...login };
  await expect(clientsOf(ada).creations.create(again)).rejects.toMatchObject({
    name: 'MxError',
    code: 'rateLimited',
    retryAfter: expect.any(Number),
  });
  expect(logins()).toBe(before);
  expect(await create(bob, 'of-bob')).toBe(200);
});

test('a view that somebody waited for is not shown after the session has ended', async () => {
  let isSignedOut = false;
  const { ada, createMember, send, host } = await serve({
    userOf: (_, { context }) =>
      context && !isSignedOut ? { userGuid: context.mxUser } : 'signedOut',
  });
  const { member, path } = await createMember(ada);
  const { revision } = await host.view(member);
  const waiting = send(ada, 'GET', `${path}/next?revision=${revision}`);
  isSignedOut = true;
  await host.cancel(member);
  expect(await waiting).toBe(401);
});

test('a page erases nobody', async () => {
  const { ada, send } = await serve();
  expect(await send(ada, 'DELETE', `/users/${ada}`)).toBe(403);
});

test.each([
  ['signedOut', 401],
  [false, 403],
  [undefined, 401],
  [null, 401],
  ['', 401],
  [true, 401],
  [{}, 401],
  [{ userGuid: '' }, 401],
] as const)('userOf that returns %j leads to %i everywhere', async (said, status) => {
  const { ada, send } = await serve({ userOf: () => said as 'signedOut' });
  for (const path of [
    `/users/${ada}/members/MBR-1`,
    '/institutions/mxbank/credentials',
    '/creations/mine',
  ])
    expect(await send(ada, 'GET', path)).toBe(status);
});

test.each([
  [true, 'true'],
  ['ada-7391', 'a string'],
  [[{ userGuid: 'USR-7391' }], 'a list'],
  [{ userGuid: 7391 }, 'an object whose userGuid is a number'],
  [{ userGuid: 'USR\n7391' }, 'an object whose userGuid is not a guid'],
])('userOf that returns %j is a line in the log, without the value', async (said, kind) => {
  const log = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => void log.mockRestore());
  const { ada, send } = await serve({ userOf: () => said as 'signedOut' });
  expect(await send(ada, 'GET', '/creations/mine')).toBe(401);
  expect(log.mock.calls).toEqual([
    [
      `mx-member createMembersHandler: authorize (userOf must return { userGuid }, false or 'signedOut'. It returned ${kind}.): WrongResultError `,
    ],
  ]);
});

test.each(['signedOut', false, undefined, null, {}, { userGuid: undefined }] as const)(
  'userOf that returns %j for a person without a session adds nothing to the log',
  async (said) => {
    const onError = vi.fn();
    const { ada, send } = await serve({ userOf: () => said as 'signedOut', onError });
    await send(ada, 'GET', '/creations/mine');
    expect(onError).not.toHaveBeenCalled();
  },
);

test.each([
  ['verify', 'a string'],
  [['sleep'], 'a list with something else'],
])('userOf with the jobs %j is a line in the log', async (jobs, kind) => {
  const onError = vi.fn();
  const { ada, send } = await serve({
    userOf: () => ({ userGuid: ada, jobs: jobs as unknown as Job[] }),
    onError,
  });
  expect(await send(ada, 'GET', '/creations/mine')).toBe(503);
  expect(onError.mock.calls).toEqual([
    [
      expect.objectContaining({
        name: 'WrongResultError',
        message: `userOf must return \`jobs\` as a list of jobs: ${JOBS.join(', ')}. It returned ${kind}.`,
      }),
      'authorize',
    ],
  ]);
});

test('userOf is asked once for each request, and 503 says that it failed', async () => {
  const { ada, send, userOf } = await serve();
  await send(ada, 'POST', `/users/${ada}/members/MBR-1/start`, START);
  expect(userOf).toHaveBeenCalledTimes(1);
  userOf.mockRejectedValue(new Error('database'));
  expect(await send(ada, 'GET', '/creations/mine')).toBe(503);
});

test.each([
  [{ userOf: undefined }, /userOf/],
  [{ jobs: ['sleep'] }, /jobs/],
  [{ allowedOrigins: ['*'] }, /allowedOrigins/],
])('refuses %j', async (wrong, message) => {
  await expect(serve(wrong as object)).rejects.toThrow(message);
});
