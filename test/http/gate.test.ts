import { inspect } from 'node:util';
import { createRelay } from '@mx-member/adapters/relay';
import { createHostHandler } from '@mx-member/host/http';
import type { MemberAccess, MemberHost } from '@mx-member/machine/hosting';
import type { Job, Reading } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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
  readonly start: () => Promise<unknown>;
}

/** The second argument of a handler. */
interface Session {
  readonly name: string;
}

type Options = Omit<Partial<ServerOptions<Session>>, 'onError'> & {
  readonly onError?: (thrown: unknown, where: string) => void;
};

/** One of the two servers, and its requests: a read, new credentials for a member, and a command with a body. */
interface Server {
  readonly open: (
    behind: Behind,
    options: Options,
  ) => (request: Request, context: Session) => Promise<Response>;
  readonly read: (user: string) => Request;
  readonly update: (member: string) => Request;
  readonly command: (body: ReadableStream<Uint8Array> | object) => Request;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (path: string, body: object, headers = {}, method = 'POST') =>
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
    createRelay<Session>(
      {
        startJob: async () => {
          await behind.start();
          return READING;
        },
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
    const start = async () => {
      await behind.start();
      return firstView();
    };
    const host = { view, start } as Partial<MemberHost> as MemberHost;
    return createHostHandler<Session>(host, { authorize, ...options, access: accessTo(behind) });
  },
  read: (user) =>
    new Request(`${HERE}/users/${user}/members/MBR-1`, { headers: { 'x-user': user } }),
  update: (member) => post(`/users/USR-1/members/${member}/credentials`, CREDENTIALS, {}, 'PUT'),
  command: (body) => post('/users/USR-1/members/MBR-1/start', body),
};

/** How many calls of one caller run at the same time. */
const AT_ONCE = 4;

const byHeader: ServerOptions<Session>['authorize'] = ({ headers }) => ({
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
      start: vi.fn(behind.start ?? (async () => undefined)),
    };
    const open = server.open(calls, options);
    const handle = (request: Request, context = { name: 'ada' }) => open(request, context);
    const isUntouched = () => Object.values(calls).every(({ mock }) => mock.calls.length === 0);
    return { ...calls, handle, isUntouched };
  };
  const start = (job: string) => server.command({ job });
  /** A request with other headers, or another method. */
  const read = (headers: Record<string, string> = {}, method?: string) => {
    const request = server.read('USR-1');
    const changed = method ? new Request(request.url, { method }) : request;
    for (const [name, value] of Object.entries(headers)) changed.headers.set(name, value);
    return changed;
  };

  test('`authorize` is required', () => {
    for (const authorize of [null, true])
      expect(() => setUp({ authorize } as object)).toThrow(/`authorize` (is required|must be)/);
  });

  test('`authorize` gets the request, the call and the second argument of the handler', async () => {
    const authorize = vi.fn<ServerOptions<Session>['authorize']>(() => true);
    const { handle } = setUp({ authorize });
    await handle(read({ cookie: 'session=1' }));
    await handle(start('aggregate'), { name: 'eve' });
    const [first, second] = authorize.mock.calls;
    expect(first?.[0].headers.get('cookie')).toBe('session=1');
    const call = { member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, userGuid: 'USR-1' };
    expect(first?.[1]).toEqual({ ...call, action: expect.stringMatching(/^(readStatus|view)$/) });
    expect(first?.[2]).toEqual({ signal: expect.any(AbortSignal), context: { name: 'ada' } });
    expect(second?.[1]).toEqual({ ...call, action: expect.stringMatching(/^start/) });
    expect(second?.[2].context).toEqual({ name: 'eve' });
  });

  test.each([false, undefined, null, 1, 'yes'])('%j is a no', async (answer) => {
    const { handle, isUntouched } = setUp({ authorize: async () => answer as boolean });
    expect(await answered(await handle(read()))).toEqual(refused(403, 'forbidden'));
    expect(isUntouched()).toBe(true);
  });

  test('an `authorize` that hangs is cut off', async () => {
    let given: AbortSignal | undefined;
    const authorize: ServerOptions<Session>['authorize'] = (_, __, { signal }) => {
      given = signal;
      return never();
    };
    const { handle, isUntouched } = setUp({ authorize, timeout: 5_000 });
    const response = handle(start('aggregate'));
    await pass(5_001);
    expect(await answered(await response)).toEqual(refused(503, 'unavailable'));
    expect(given?.aborted).toBe(true);
    expect(isUntouched()).toBe(true);
  });

  test('slow bodies are cut off, even if 200 callers send half a body', async () => {
    const cancel = vi.fn();
    const half = () =>
      new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"job":')),
        cancel,
      });
    const callerLimits = { maxConcurrent: 200, requestsPerSecond: 1_000 };
    const { handle } = setUp({ timeout: 5_000, callerLimits });
    const all = Promise.all(Array.from({ length: 200 }, () => handle(server.command(half()))));
    await pass(5_001);
    const [first, ...others] = await all;
    expect(first?.headers.get('connection')).toBe('close');
    expect(await answered(first as Response)).toEqual(refused(408, 'too-slow'));
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([408]));
    expect(cancel).toHaveBeenCalledTimes(200);
  });

  test('a body that does not end is cut off at its limit', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024)),
    });
    const response = await setUp({ maxBody: 4096 }).handle(server.command(endless));
    expect(response.headers.get('connection')).toBe('close');
    expect(await answered(response)).toEqual(refused(413, 'too-large'));
  });

  test('responses forbid caching and content sniffing', async () => {
    const { handle } = setUp({ authorize: ({ headers }) => !headers.has('x-refused') });
    for (const response of [await handle(read()), await handle(read({ 'x-refused': '1' }))])
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-type': expect.stringMatching(/^application\/(problem\+)?json$/),
      });
  });

  test('a page of another site is refused before `authorize`', async () => {
    const authorize = vi.fn(() => true);
    const { handle } = setUp({ authorize });
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ])
      expect(await answered(await handle(read(headers as Record<string, string>)))).toEqual(
        refused(403, 'other-site'),
      );
    expect(authorize).not.toHaveBeenCalled();
    await handle(read({ origin: HERE, 'sec-fetch-site': 'same-origin' }));
    await handle(read({ origin: 'https://proxy.example', 'sec-fetch-site': 'same-origin' }));
    expect(authorize).toHaveBeenCalledTimes(2);
  });

  test('only a request that reads can come from the address bar', async () => {
    const response = await setUp().handle(read({ 'sec-fetch-site': 'none' }));
    expect(response.status).toBe(read().method === 'GET' ? 200 : 403);
  });

  test('pages of an allowed origin call and read', async () => {
    const { handle } = setUp({ allowedOrigins: ['https://shop.example'] });
    const headers = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' };
    const preflight = await handle(read(headers, 'OPTIONS'));
    expect(preflight.status).toBe(204);
    const response = await handle(read(headers));
    expect(response.status).toBe(200);
    for (const { headers: replied } of [preflight, response])
      expect(replied.get('access-control-allow-origin')).toBe('https://shop.example');
  });

  test('`publicUrl` is the address behind a proxy', async () => {
    const { handle } = setUp({ publicUrl: 'https://public.example' });
    expect((await handle(read({ origin: 'https://public.example' }))).status).toBe(200);
    expect((await handle(read({ origin: HERE }))).status).toBe(403);
    expect(() => setUp({ publicUrl: 'public.example' })).toThrow(/: `publicUrl` must be/);
  });

  /** What `onRefused` gets. */
  const audit = () => {
    const all: unknown[] = [];
    return { all, onRefused: (one: unknown) => void all.push(one) };
  };

  test('`onRefused` gets the reason, the user, the call and the member, and no secret', async () => {
    const { all, onRefused } = audit();
    const { handle } = setUp({ onRefused, authorize: () => false });
    await handle(read({ cookie: 'SECRET-session', authorization: 'SECRET-token' }));
    expect(all).toEqual([
      {
        reason: 'forbidden',
        status: 403,
        code: 'forbidden',
        userGuid: 'USR-1',
        action: expect.stringMatching(/^(readStatus|view)$/),
        member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
      },
    ]);
    expect(inspect(all, { depth: null, showHidden: true })).not.toMatch(/SECRET/);
  });

  test('each refusal has its own reason', async () => {
    const { all, onRefused } = audit();
    const { handle } = setUp({ onRefused, jobs: ['aggregate'] });
    await handle(read({}, 'DELETE'));
    await handle(read({ origin: 'https://evil.example' }));
    const form = start('aggregate');
    form.headers.set('content-type', 'text/plain');
    await handle(form);
    await handle(server.command(new Response('{').body as ReadableStream));
    await handle(start('x'.repeat(2 ** 16)));
    await handle(start('verify'));
    await setUp({ onRefused, authorize: () => 'signedOut' }).handle(read());
    await setUp({ onRefused, authorize: () => Promise.reject(null) }).handle(read());
    expect(all.map((one) => Object(one).reason)).toEqual([
      'method-not-allowed',
      'other-site',
      'not-json',
      'invalid',
      'too-large',
      'job-not-served',
      'signed-out',
      'unavailable',
    ]);
  });

  test('`onRefused` is not called for served requests, and its failure changes nothing', async () => {
    const { all, onRefused } = audit();
    await setUp({ onRefused }).handle(read());
    expect(all).toEqual([]);
    const failing = () => {
      throw new Error('the log fails');
    };
    const { handle } = setUp({ onRefused: failing, authorize: () => false });
    expect((await handle(read())).status).toBe(403);
  });

  test('the default is twenty calls a second, and each limit can be set', async () => {
    const statuses = async (options: Options) => {
      const { handle } = setUp(options);
      const sent = Array.from({ length: 24 }, () => handle(read()).then(({ status }) => status));
      await pass(900);
      return (await Promise.race([Promise.all(sent), settle()])) ?? 'some wait';
    };
    expect(await statuses({})).toBe('some wait');
    expect(await statuses({ callerLimits: { requestsPerSecond: 40 } })).toHaveLength(24);
    expect(() => setUp({ callerLimits: { maxConcurrent: 0 } })).toThrow(TypeError);
  });

  test('a wait that the caller aborts makes room in the queue', async () => {
    const reads = setUp({ callerLimits: { maxConcurrent: 1, maxQueue: 1 } }, { read: never });
    void reads.handle(read());
    await settle();
    const caller = new AbortController();
    const waiting = reads.handle(new Request(read(), { signal: caller.signal }));
    await settle();
    expect((await reads.handle(read())).status).toBe(429);
    caller.abort();
    await waiting;
    void reads.handle(read());
    await settle();
    expect(reads.read).toHaveBeenCalledOnce();
  });

  test('a command that has failed makes room for the next', async () => {
    const { handle, update } = setUp({}, { update: () => Promise.reject(new Error('a mistake')) });
    await handle(server.update('MBR-1'));
    await handle(server.update('MBR-1'));
    expect(update).toHaveBeenCalledTimes(2);
  });

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
    let isHanging = false;
    const { handle, update } = setUp(
      {},
      {
        read: () => (isHanging ? never() : Promise.resolve()),
        update: never,
      },
    );
    const caller = new AbortController();
    const { signal } = caller;
    const send = (request: Request) => handle(new Request(request, { signal }));
    const left = ['MBR-1', 'MBR-2', 'MBR-3'].map((member) => send(server.update(member)));
    await settle();
    isHanging = true;
    left.push(...[1, 2, 3].map(() => send(server.read('USR-1'))));
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
  const access = accessTo({ read: never, update: never, start: never });
  const handle = createHostHandler(host, { authorize: () => true, access });
  void handle(HOST.update('MBR-1'));
  await settle();
  const response = await handle(post('/users/USR-1/members/MBR-1/start', { job: 'aggregate' }));
  expect(await answered(response)).toMatchObject(refused(429, 'command-running'));
  expect(start).not.toHaveBeenCalled();
});
