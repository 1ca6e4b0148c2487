import { createRelay } from '@mx-member/adapters/relay';
import { createHostHandler } from '@mx-member/host/http';
import type { MemberAccess, MemberHost } from '@mx-member/machine/hosting';
import type { Job, Reading } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Limits } from '../../packages/http/src/limits/limiter.ts';
import type { ServerOptions } from '../../packages/http/src/server.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { view as firstView } from '../support/first-view.ts';
import { answered, READING, refused, requestOf } from '../support/relay.ts';

/** What the relay and the host over HTTP have in common before anything reaches MX or a host. */

beforeEach(stopTime);
afterEach(releaseTime);

const never = () => new Promise<never>(() => undefined);
const HERE = 'https://app.example';

/** A slow MX or host, which records what reaches it. */
interface Behind {
  readonly read: (userGuid: string) => Promise<unknown>;
  readonly update: () => Promise<{ readonly reading: Reading }>;
}

interface Options {
  readonly callerLimits?: Limits;
  readonly jobs?: ServerOptions['jobs'];
  readonly authorize?: ServerOptions['authorize'];
  readonly onError?: (thrown: unknown, where: string) => void;
}

/** One of the two servers, and its requests: a read, new credentials for a member, and a command with a body. */
interface Server {
  readonly open: (behind: Behind, options: Options) => (request: Request) => Promise<Response>;
  readonly read: (user: string) => Request;
  readonly update: (member: string) => Request;
  readonly command: (body: ReadableStream<Uint8Array>) => Request;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (path: string, body: object | ReadableStream, headers = {}, method = 'POST') =>
  new Request(`${HERE}${path}`, {
    method,
    headers: { ...JSON_TYPE, ...headers },
    body: body instanceof ReadableStream ? body : JSON.stringify(body),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);

const accessTo = ({ update }: Behind): MemberAccess => ({
  oauthWindowUri: never,
  institutionCredentials: never,
  updateCredentials: update,
});

const CREDENTIALS = { credentials: [{ guid: 'CRD-1', value: 'SECRET-password' }] };

const RELAY: Server = {
  open: (behind, { authorize = () => true, ...options }) =>
    createRelay(
      {
        startJob: async () => READING,
        submitAnswers: async () => READING,
        readStatus: async ({ member }) => {
          await behind.read(member.userGuid);
          return READING;
        },
      },
      { authorize, ...options, access: accessTo(behind) },
    ),
  read: (user) => {
    const member = { userGuid: user, memberGuid: 'MBR-1' };
    const { path } = requestOf({ call: 'readStatus', member });
    return post(path, {}, { 'x-user': user });
  },
  update: (memberGuid) => {
    const member = { userGuid: 'USR-1', memberGuid };
    const { path, method } = requestOf({ call: 'updateCredentials', member });
    return new Request(post(path, CREDENTIALS), { method });
  },
  command: (body) => post('/users/USR-1/members/MBR-1/job', body),
};

const HOST: Server = {
  open: (behind, { authorize = () => true, ...options }) => {
    const view = async ({ userGuid }: { userGuid: string }) => {
      await behind.read(userGuid);
      return firstView();
    };
    const start = async () => firstView();
    const host = { view, start } as Partial<MemberHost> as MemberHost;
    return createHostHandler(host, { authorize, ...options, access: accessTo(behind) });
  },
  read: (user) =>
    new Request(`${HERE}/users/${user}/members/MBR-1`, { headers: { 'x-user': user } }),
  update: (member) => post(`/users/USR-1/members/${member}/credentials`, CREDENTIALS, {}, 'PUT'),
  command: (body) => post('/users/USR-1/members/MBR-1/start', body),
};

/** How many calls of one caller run at the same time. */
const AT_ONCE = 4;

const byHeader: ServerOptions['authorize'] = ({ headers }) => ({
  userGuid: headers.get('x-user') ?? '',
});

describe.each([
  ['the relay', RELAY],
  ['the host over HTTP', HOST],
])('%s', (_, server) => {
  const setUp = (options: Options = {}, behind: Partial<Behind> = {}) => {
    const calls = {
      read: vi.fn(behind.read ?? (async () => undefined)),
      update: vi.fn(behind.update ?? (async () => ({ reading: READING }))),
    };
    return { ...calls, handle: server.open(calls, options) };
  };

  test('400 requests of one user do not delay another user', async () => {
    const reads: string[] = [];
    const read = async (user: string) => {
      reads.push(user);
      return user === 'USR-1' ? never() : undefined;
    };
    const { handle } = setUp({ authorize: byHeader }, { read });
    const many = Array.from({ length: 400 }, () => handle(server.read('USR-1')));
    expect((await handle(server.read('USR-2'))).status).toBe(200);
    expect(reads).toEqual([...Array(AT_ONCE).fill('USR-1'), 'USR-2']);
    const last = await answered((await many.at(-1)) as Response);
    expect(last).toMatchObject(refused(429, 'rate-limited'));
    // Nothing waits forever.
    const waiting = many[AT_ONCE + 1] as Promise<Response>;
    let status = 0;
    void waiting.then((response) => {
      status = response.status;
    });
    await pass(10_001);
    await settle();
    expect(status).toBe(429);
  });

  test('of 30 updates of credentials for one member at the same time, one reaches MX', async () => {
    let finish = (_: { readonly reading: Reading }) => {};
    const update = () =>
      new Promise<{ readonly reading: Reading }>((resolve) => {
        finish = resolve;
      });
    const callerLimits = { maxConcurrent: 50, requestsPerSecond: 100 };
    const relay = setUp({ callerLimits }, { update });
    const all = Array.from({ length: 30 }, () => relay.handle(server.update('MBR-1')));
    const losers = await Promise.all(all.slice(1).map(async (one) => answered(await one)));
    expect(losers).toEqual(
      Array(29).fill({ ...refused(429, 'command-running'), retryAfter: 1_000 }),
    );
    void relay.handle(server.update('MBR-2'));
    await settle();
    expect(relay.update).toHaveBeenCalledTimes(2);
    finish({ reading: READING });
    await settle();
    void relay.handle(server.update('MBR-2'));
    await settle();
    expect(relay.update).toHaveBeenCalledTimes(3);
  });

  /** A body that records whether it was read. */
  const body = () => {
    const pull = vi.fn();
    return { pull, stream: new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 }) };
  };

  test.each([
    ['signedOut', 401, 'signed-out'],
    [false, 403, 'forbidden'],
  ] as const)(
    'the body of a caller who is refused with %j is not read',
    async (answer, status, problem) => {
      const { handle } = setUp({ authorize: () => answer });
      const { pull, stream } = body();
      const response = await handle(server.command(stream));
      expect(await answered(response)).toMatchObject(refused(status, problem));
      // The rest of the body may arrive slowly, or never.
      expect(response.headers.get('connection')).toBe('close');
      expect(pull).not.toHaveBeenCalled();
    },
  );

  test('an `authorize` that fails is reported, and the caller may try again', async () => {
    const onError = vi.fn();
    const error = new Error('SECRET');
    const { handle } = setUp({ authorize: () => Promise.reject(error), onError });
    const { pull, stream } = body();
    const response = await handle(server.command(stream));
    expect(await answered(response)).toMatchObject(refused(503, 'unavailable'));
    expect(onError.mock.calls).toEqual([[error, 'authorize']]);
    expect(pull).not.toHaveBeenCalled();
  });

  test('a caller starts only jobs that both `authorize` and the server allow', async () => {
    const start = (job: string) =>
      server.command(new Response(JSON.stringify({ job })).body as ReadableStream<Uint8Array>);
    const { handle } = setUp({
      jobs: ['verify', 'identify'],
      authorize: () => ({ userGuid: 'USR-1', jobs: ['aggregate', 'verify'] }),
    });
    for (const job of ['aggregate', 'identify'])
      expect(await answered(await handle(start(job)))).toMatchObject(
        refused(403, 'job-not-served'),
      );
    expect((await handle(start('verify'))).status).toBe(200);
  });

  test.each([
    ['the server', { jobs: [] }],
    ['`authorize`', { authorize: () => ({ userGuid: 'USR-1', jobs: [] }) }],
  ])('a caller who may start no job, by %s, sends no new credentials', async (_, options) => {
    const { handle, update } = setUp(options);
    expect(await answered(await handle(server.update('MBR-1')))).toMatchObject(
      refused(403, 'job-not-served'),
    );
    expect(update).not.toHaveBeenCalled();
  });

  test.each([
    ['null', null],
    ['a text', 'verify'],
    ['an object that includes everything', { includes: () => true }],
    ['a list with an unknown job', ['verify', 'everything']],
  ])('%s in place of a list of jobs allows nothing', async (_, jobs) => {
    const given = jobs as unknown as readonly Job[];
    expect(() => setUp({ jobs: given })).toThrow('must be a list of jobs');
    const onError = vi.fn();
    const { handle, update } = setUp({
      authorize: () => ({ userGuid: 'USR-1', jobs: given }),
      onError,
    });
    expect(await answered(await handle(server.update('MBR-1')))).toMatchObject(
      refused(503, 'unavailable'),
    );
    expect(update).not.toHaveBeenCalled();
    expect(onError.mock.calls).toEqual([
      [expect.objectContaining({ message: expect.stringContaining('list of jobs') }), 'authorize'],
    ]);
  });

  test('a caller who has left does not keep a place', async () => {
    let isHanging = true;
    const { handle, update } = setUp(
      {},
      {
        read: () => (isHanging ? never() : Promise.resolve()),
        update: never,
      },
    );
    const caller = new AbortController();
    const { signal } = caller;
    const left = [
      ...['MBR-1', 'MBR-2', 'MBR-3'].map((member) => server.update(member)),
      ...[1, 2, 3].map(() => server.read('USR-1')),
    ].map((request) => handle(new Request(request, { signal })));
    await settle();
    caller.abort();
    isHanging = false;
    expect((await handle(server.read('USR-1'))).status).toBe(200);
    await Promise.all(left);
    // A command that has reached MX continues, so another one for its member has to wait.
    expect(update).toHaveBeenCalledTimes(3);
    expect(await answered(await handle(server.update('MBR-1')))).toMatchObject(
      refused(429, 'command-running'),
    );
  });
});

test('a call that waits for another view does not use up a turn of its caller', async () => {
  const waiting = vi.fn(never);
  const host = {
    next: waiting,
    view: async () => firstView(),
  } as Partial<MemberHost> as MemberHost;
  const handle = createHostHandler(host, {
    authorize: () => true,
    callerLimits: { requestsPerSecond: 1_000 },
  });
  const at = `${HERE}/users/USR-1/members/MBR-1`;
  const next: Promise<Response>[] = [];
  for (let count = 0; count < 70; count += 1) {
    next.push(handle(new Request(`${at}/next?revision=1`)));
    await settle();
  }
  expect((await handle(new Request(at))).status).toBe(200);
  expect((await next.at(-1))?.status).toBe(429);
  expect(waiting).toHaveBeenCalledTimes(64);
});

test('a start is refused while new credentials are being sent to MX', async () => {
  const start = vi.fn(never);
  const host = { start, view: never } as Partial<MemberHost> as MemberHost;
  const access = accessTo({ read: never, update: never });
  const handle = createHostHandler(host, { authorize: () => true, access });
  void handle(HOST.update('MBR-1'));
  await settle();
  const response = await handle(post('/users/USR-1/members/MBR-1/start', { job: 'aggregate' }));
  expect(await answered(response)).toMatchObject(refused(429, 'command-running'));
  expect(start).not.toHaveBeenCalled();
});
