import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import {
  createMemberActors,
  FAULTS,
  type MemberPort,
  MxError,
  memberMachine,
  type Reading,
} from '@mx-member/machine';
import type { MemberAccess } from '@mx-member/machine/hosting';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createActor } from 'xstate';
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

const URL = 'https://app.example';
const answers = [{ guid: 'CRD-1', value: 'SECRET-answer' }];
const reading = (connectionStatus: string, isBeingAggregated: boolean, asked: string[] = []) => ({
  connectionStatus,
  isBeingAggregated,
  challenges: asked.map((guid) => ({ guid, type: 'TEXT' as const, label: 'Colour?', options: [] })),
});

afterEach(() => {
  vi.useRealTimers();
});

test('errors keep their code and their wait', async () => {
  const failing = (error: MxError): MemberPort => {
    const fail = () => Promise.reject(error);
    const port = { startJob: fail, readStatus: fail, submitAnswers: fail };
    return connectRelay({ url: URL, fetch: createRelay(port, { authorize: () => true }) });
  };
  for (const code of ['unauthorized', 'notAllowed', 'conflict', 'badRequest', 'malformed'] as const)
    await expect(
      failing(new MxError(code)).submitAnswers({ member: MEMBER, answers }),
    ).rejects.toEqual(new MxError(code, { message: FAULTS[code].message }));
  const error = new MxError('rateLimited', { status: 429, retryAfter: 1500 });
  await expect(failing(error).readStatus({ member: MEMBER })).rejects.toMatchObject({
    code: 'rateLimited',
    retryAfter: 1500,
  });
});

const HTML = { headers: { 'content-type': 'text/html' } };
test.each<[string, () => Response | Error, string]>([
  ['a proxy fails', () => new Response('<html>', { status: 502, ...HTML }), 'unreachable'],
  ['a session has ended', () => new Response('', { status: 401 }), 'signedOut'],
  ['a page comes back', () => new Response('<html>', HTML), 'malformed'],
  ['a reading is invalid', () => Response.json({ connectionStatus: 6 }), 'malformed'],
  [
    'an error is invalid',
    () => Response.json({ error: { code: 'odd' } }, { status: 500 }),
    'unreachable',
  ],
  ['the network fails', () => new TypeError('SECRET words'), 'unreachable'],
  ['it is redirected', () => Response.redirect('https://elsewhere.example/', 307), 'malformed'],
  ['a browser hides a redirect', () => Response.error(), 'malformed'],
])(
  'answers are sent once when %s, and the error does not contain them',
  async (_, answer, code) => {
    const sent: Request[] = [];
    const port = connectRelay({
      url: URL,
      fetch: async (request) => {
        sent.push(request);
        const response = answer();
        if (response instanceof Error) throw response;
        return response;
      },
    });
    const error = await port
      .submitAnswers({ member: MEMBER, answers })
      .catch((one: unknown) => one);
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toMatch(
      /SECRET/,
    );
    expect(sent.map(({ redirect }) => redirect)).toEqual(['manual']);
  },
);

/** A server on this machine: its address, and the requests that it got. */
async function serve(listener: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test.each([302, 303, 307, 308])(
  'answers and headers do not follow a redirect (%i)',
  async (status) => {
    const elsewhere = await serve((_, response) =>
      response.end(JSON.stringify(reading('CONNECTED', false))),
    );
    const { asked, url } = await serve((_, response) =>
      response.writeHead(status, { location: `${elsewhere.url}/stolen` }).end(),
    );
    const port = connectRelay({ url, headers: { authorization: 'Bearer me' } });
    await expect(port.submitAnswers({ member: MEMBER, answers })).rejects.toEqual(
      new MxError('malformed', { status }),
    );
    expect(asked).toEqual(['POST /users/USR-1/members/MBR-1/answers']);
    expect(elsewhere.asked).toEqual([]);
  },
);

test('a call that takes too long is unreachable', async () => {
  vi.useFakeTimers();
  const port = connectRelay({ url: URL, timeout: 5000, fetch: () => new Promise(() => undefined) });
  const ended = expect(port.readStatus({ member: MEMBER })).rejects.toMatchObject({
    code: 'unreachable',
  });
  await vi.advanceTimersByTimeAsync(5000);
  await ended;
});

test('an aborted call rejects with the reason of its signal', async () => {
  const controller = new AbortController();
  const port = connectRelay({
    url: URL,
    fetch: () => {
      controller.abort('left');
      return new Promise(() => undefined);
    },
  });
  const { signal } = controller;
  await expect(port.readStatus({ member: MEMBER }, { signal })).rejects.toBe('left');
});

test.each([
  ['an address with a password', { url: 'http://u:SECRET@127.0.0.1:1' }],
  ['an invalid TCP port', { url: 'http://u:SECRET@127.0.0.1:999999' }],
  ['an address without a scheme that has a password', { url: '//u:SECRET@127.0.0.1' }],
  ['an address with a backslash', { url: '/\\u:SECRET@127.0.0.1' }],
])('connectRelay refuses %s without quoting it', (_, options) => {
  expect(() => connectRelay(options)).toThrow(/^connectRelay: url must be/);
  expect(() => connectRelay(options)).not.toThrow('SECRET');
});

test('a relative address is accepted on a server that only renders the page', () => {
  expect(connectRelay({ url: '/mx' })).toMatchObject({ oauthWindowUri: expect.any(Function) });
});

const WRONG_HEADERS = [
  ['two lines', { 'x-token': 'SECRET\nx' }, 'The header x-token has a value that cannot be sent'],
  [
    'a Greek letter',
    { 'x-token': 'SECRETα' },
    'The header x-token has a value that cannot be sent',
  ],
  ['a name of two words', { 'x SECRET': 'x' }, 'A header has an invalid name'],
] as const;

test.each(WRONG_HEADERS)(
  'connectRelay names a header with %s without quoting it',
  (_, headers, message) => {
    expect(() => connectRelay({ url: URL, headers })).toThrow(`connectRelay: ${message}`);
    expect(() => connectRelay({ url: URL, headers })).not.toThrow('SECRET');
  },
);

/** Runs a lifecycle on a port. @returns Its outcome, and what its log got. */
async function lifecycleOn(port: MemberPort) {
  vi.useFakeTimers();
  const logged: unknown[] = [];
  const actors = createMemberActors(port, { onError: (thrown) => logged.push(thrown) });
  const actor = createActor(memberMachine.provide({ actors }), {
    input: { member: MEMBER, job: 'aggregate' },
  }).start();
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  return { end: actor.getSnapshot().output, logged };
}

test.each(WRONG_HEADERS)(
  'a header that changes to one with %s fails a lifecycle as misconfigured, and the log names it',
  async (_, headers, message) => {
    const changing: Record<string, string> = {};
    const fetch = vi.fn(async () => new Response());
    const port = connectRelay({ url: URL, headers: changing, fetch });
    Object.assign(changing, headers);
    const { end, logged } = await lifecycleOn(port);
    expect(end).toMatchObject({ outcome: 'failed', reason: 'misconfigured' });
    expect(logged).toHaveLength(3);
    expect(String(logged[0])).toContain(message);
    expect(inspect(logged, { showHidden: true })).not.toContain('SECRET');
    expect(fetch).not.toHaveBeenCalled();
  },
);

test('a fetch of your own that sets an invalid header fails a lifecycle as misconfigured', async () => {
  const fetch = async (request: Request) => {
    request.headers.set('authorization', 'SECRET\nx');
    return new Response();
  };
  const { end, logged } = await lifecycleOn(connectRelay({ url: URL, fetch }));
  expect(end).toMatchObject({ outcome: 'failed', reason: 'misconfigured' });
  expect(String(logged[0])).toMatch(/fetch .* a header/);
  expect(inspect(logged, { showHidden: true })).not.toContain('SECRET');
});

describe('the relay', () => {
  const signal = expect.any(AbortSignal);

  test('calls the port with its arguments, and returns the reading', async () => {
    const { calls, send } = relaySetUp({ jobs: ['aggregate', 'verify'] });
    expect(await (await send()).json()).toEqual(READING);
    expect(calls.readStatus).toHaveBeenCalledWith({ member: MEMBER, expects: 'any' }, { signal });
    await send({ ...READ, expects: 'end' });
    expect(calls.readStatus).toHaveBeenLastCalledWith(
      { member: MEMBER, expects: 'end' },
      { signal },
    );
    await send(SUBMIT);
    const { answers: sent } = SUBMIT;
    expect(calls.submitAnswers).toHaveBeenCalledWith({ member: MEMBER, answers: sent }, { signal });
    await send({ ...START, job: 'verify' });
    expect(calls.startJob).toHaveBeenCalledWith({ member: MEMBER, job: 'verify' }, { signal });
  });

  const answer = { guid: 'CRD-1', value: 'x' };
  test.each([
    ['no JSON', '{"call"'],
    ['null', 'null'],
    ['a guid that is too long', { ...READ, member: { ...MEMBER, userGuid: 'U'.repeat(257) } }],
    ['a guid with a line break', { ...READ, member: { ...MEMBER, userGuid: 'U\nadmin' } }],
    ['a guid that reverses letters', { ...READ, member: { ...MEMBER, userGuid: 'U\u202e1' } }],
    ['an unknown field', { ...READ, extra: 1 }],
    ['an unknown job', { ...START, job: '../resume' }],
    ['malformed answers', { ...SUBMIT, answers: [{ guid: 'CRD-1' }] }],
    [
      'an answer that is too long',
      { ...SUBMIT, answers: [{ ...answer, value: 'x'.repeat(4097) }] },
    ],
  ])('refuses %s without a call of the port', async (_, body) => {
    const relay = relaySetUp();
    expect(await answered(await relay.send(body as RelayCall))).toEqual(refused(400, 'invalid'));
    nothingCalled(relay);
  });

  test('names the wrong field, and quotes nothing of it', async () => {
    const sent = [answer, { guid: 'CRD-2', value: ['SECRET'] }];
    const response = await relaySetUp().send({ ...SUBMIT, answers: sent });
    expect(await response.json()).toEqual({
      type: expect.stringMatching(/^https:.*#invalid$/),
      title: 'The request is not valid',
      status: 400,
      detail: 'body.answers[1].value must be a text.',
      code: 'invalid',
      sent: false,
    });
  });

  const fail = async (thrown: unknown) => {
    const response = await relaySetUp({}, { readStatus: () => Promise.reject(thrown) }).send();
    expect(await response.clone().text()).not.toMatch(/SECRET/);
    return { answer: await answered(response), retryAfter: response.headers.get('retry-after') };
  };

  test.each([
    ['unauthorized', 502, 'mx'],
    ['forbidden', 502, 'mx'],
    ['badRequest', 400, 'invalid'],
    ['notFound', 404, 'not-found'],
    ['conflict', 409, 'busy'],
    ['unreachable', 503, 'unavailable'],
    ['malformed', 502, 'mx'],
    ['institutionMaintenance', 422, 'institution-blocked'],
    ['institutionPreventVerification', 422, 'institution-blocked'],
  ] as const)('reveals only the code of an error: %s', async (fault, status, problem) => {
    expect(await fail(new MxError(fault, { status: 418 }))).toEqual({
      answer: { status, problem, fault },
      retryAfter: null,
    });
  });

  test('passes on the wait that MX asks for in ms, and as a header in seconds', async () => {
    expect(await fail(new MxError('rateLimited', { retryAfter: 1500 }))).toEqual({
      answer: { status: 429, problem: 'rate-limited', fault: 'rateLimited', retryAfter: 1500 },
      retryAfter: '2',
    });
  });

  test.each([[new Error('SECRET')], ['SECRET'], [{ code: 'SECRET' }], [null]])(
    'shows nothing of an unexpected error: %o',
    async (thrown) => {
      expect((await fail(thrown)).answer).toEqual({
        status: 500,
        problem: 'failed',
        fault: 'unexpected',
      });
    },
  );

  test.each([[null], [{}], [{ ...READING, connectionStatus: 7 }]])(
    'refuses an invalid result of the port: %o',
    async (returned) => {
      const port = { readStatus: async () => returned as unknown as typeof READING };
      expect(await answered(await relaySetUp({}, port).send())).toEqual({
        status: 500,
        problem: 'failed',
        fault: 'badReturn',
      });
    },
  );

  test('keeps other fields of the port', async () => {
    const leaky = { ...READING, raw: 'SECRET' };
    const response = await relaySetUp({}, { readStatus: async () => leaky }).send();
    expect(await response.json()).toEqual(READING);
  });

  test('logs only unexpected errors of the port, and a log that fails changes nothing', async () => {
    const onError = vi.fn();
    const failing = (thrown: unknown): Partial<MemberPort> => ({
      startJob: () => Promise.reject(thrown),
    });
    const thrown = new Error('a mistake');
    await relaySetUp({ onError }, failing(thrown)).send(START);
    await relaySetUp({ onError }, failing(new MxError('unreachable'))).send(START);
    expect(onError.mock.calls).toEqual([[thrown, 'startJob']]);
    onError.mockImplementation(() => {
      throw new Error('the log fails');
    });
    expect((await relaySetUp({ onError }, failing(thrown)).send(START)).status).toBe(500);
  });

  test.each([
    [READ, 'readStatus', 'unreachable'],
    [START, 'startJob', 'unreachable'],
    [SUBMIT, 'submitAnswers', 'lost'],
  ] as const)('cuts off a port that hangs: $call', async (body, call, fault) => {
    vi.useFakeTimers();
    const hanging = { [call]: () => new Promise<never>(() => undefined) };
    const response = relaySetUp({}, hanging).send(body);
    await vi.advanceTimersByTimeAsync(60_001);
    expect(await answered(await response)).toEqual({ status: 503, problem: 'unavailable', fault });
  });

  test.each([
    [READ, true],
    [SUBMIT, false],
  ])('aborts a reading of a caller who leaves, and no command: $call', async (body, isAborted) => {
    const caller = new AbortController();
    let given: AbortSignal | undefined;
    const call = async (_: unknown, options?: { signal?: AbortSignal }) => {
      caller.abort();
      given = options?.signal;
      return READING;
    };
    const onError = vi.fn();
    const relay = relaySetUp({ onError }, { readStatus: call, submitAnswers: call });
    await relay.send(body, {}, { signal: caller.signal });
    expect(given?.aborted).toBe(isAborted);
    expect(onError).not.toHaveBeenCalled();
  });

  test('calls nothing for a caller who leaves during `authorize`', async () => {
    const caller = new AbortController();
    const onRefused = vi.fn();
    const authorize = () => {
      caller.abort();
      return true;
    };
    const relay = relaySetUp({ onRefused, authorize });
    await relay.send(SUBMIT, {}, { signal: caller.signal });
    nothingCalled(relay);
    expect(onRefused).not.toHaveBeenCalled();
  });

  test('carries out one command for a member at a time, and polls meanwhile', async () => {
    let finish = (_: Reading) => {};
    const startJob = vi.fn(
      () =>
        new Promise<Reading>((resolve) => {
          finish = resolve;
        }),
    );
    const relay = relaySetUp({}, { startJob });
    const first = relay.send(START);
    await vi.waitFor(() => expect(startJob).toHaveBeenCalledOnce());
    for (const command of [START, SUBMIT]) {
      const response = await relay.send(command);
      expect(response.headers.get('retry-after')).toBe('1');
      const busy = { ...refused(429, 'command-running'), retryAfter: 1000 };
      expect(await answered(response)).toEqual(busy);
    }
    expect(startJob).toHaveBeenCalledOnce();
    expect(relay.calls.submitAnswers).not.toHaveBeenCalled();
    expect((await relay.send()).status).toBe(200);
    const member = { ...MEMBER, memberGuid: 'MBR-2' };
    expect((await relay.send({ ...SUBMIT, member })).status).toBe(200);
    finish(READING);
    expect((await first).status).toBe(200);
    expect((await relay.send(SUBMIT)).status).toBe(200);
  });

  test('without `jobs` starts only aggregate, and else exactly these', async () => {
    const relay = relaySetUp({ jobs: undefined });
    for (const job of ['verify', 'identify', 'extend_history', 'fetch_statements'])
      expect(await answered(await relay.send({ ...START, job }))).toEqual(
        refused(403, 'job-not-served'),
      );
    nothingCalled(relay);
    expect((await relay.send(START)).status).toBe(200);
    const { send } = relaySetUp({ jobs: ['verify'] });
    expect((await send(START)).status).toBe(403);
    expect((await send({ ...START, job: 'verify' })).status).toBe(200);
    for (const jobs of ['verify', ['verfy'], null])
      expect(() => relaySetUp({ jobs: jobs as ['verify'] })).toThrow(/createRelay: `jobs` must be/);
  });
});

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

  test('are refused without `access`', async () => {
    const onRefused = vi.fn();
    const { send } = relaySetUp({ onRefused });
    for (const call of Object.values(CALLS))
      expect(await answered(await send(call))).toEqual(refused(403, 'not-served'));
    expect(onRefused).toHaveBeenCalledWith(expect.objectContaining({ reason: 'not-served' }));
  });

  test('are served with it, without other fields of MX', async () => {
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
});
