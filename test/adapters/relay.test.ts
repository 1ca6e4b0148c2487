import { createRelay, type RelayOptions } from '@mx-member/adapters/relay';
import { type MemberPort, MxError, type Reading } from '@mx-member/machine';
import { describe, expect, test, vi } from 'vitest';
import { MEMBER } from '../support/fake-mx.ts';

const READING: Reading = {
  connectionStatus: 'CHALLENGED',
  isBeingAggregated: true,
  challenges: [{ guid: 'CRD-1', type: 'TEXT', label: 'Colour?', options: [] }],
};
const HERE = 'https://app.example';
const CALL = { call: 'readStatus', member: MEMBER };
const READ = JSON.stringify(CALL);

function setUp(options: Partial<RelayOptions> = {}, port: Partial<MemberPort> = {}) {
  const calls = {
    startJob: vi.fn(async () => READING),
    readStatus: vi.fn(async () => READING),
    submitAnswers: vi.fn(async () => READING),
    ...port,
  };
  const relay = createRelay(calls, { authorize: () => true, ...options });
  const send = (body: BodyInit | null = READ, headers: HeadersInit = {}, method = 'POST') =>
    relay(
      new Request(`${HERE}/mx`, {
        method,
        body,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      }),
    );
  return { calls, send };
}

const nothingCalled = ({ calls }: ReturnType<typeof setUp>) => {
  for (const call of Object.values(calls)) expect(call).not.toHaveBeenCalled();
};

test('without `authorize` nothing is served', () => {
  for (const authorize of [undefined, true])
    expect(() => setUp({ authorize } as object)).toThrow(/createRelay: `authorize` must be/);
});

test('a call reaches the port with what it knows, and its reading comes back', async () => {
  const { calls, send } = setUp();
  const answers = [{ guid: 'CRD-1', value: 'blue' }];
  const response = await send();
  expect(await response.json()).toEqual(READING);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(calls.readStatus).toHaveBeenCalledWith(
    { member: MEMBER, expects: 'any' },
    expect.anything(),
  );
  await send(JSON.stringify({ ...CALL, expects: 'end' }));
  expect(calls.readStatus).toHaveBeenLastCalledWith(
    { member: MEMBER, expects: 'end' },
    expect.anything(),
  );

  await send(JSON.stringify({ ...CALL, call: 'submitAnswers', answers, extra: 1 }));
  expect(calls.submitAnswers).toHaveBeenCalledWith({ member: MEMBER, answers });
  await send(JSON.stringify({ ...CALL, call: 'startJob', job: 'verify' }));
  expect(calls.startJob).toHaveBeenCalledWith({ member: MEMBER, job: 'verify' });
});

describe('`authorize` decides who may touch which member', () => {
  test('it is told who asks what', async () => {
    const authorize = vi.fn(async () => true);
    await setUp({ authorize }).send(READ, { cookie: 'session=1' });
    const [request, asked] = authorize.mock.calls[0] as unknown as [Request, object];
    expect(request.headers.get('cookie')).toBe('session=1');
    expect(asked).toEqual({ member: MEMBER, call: 'readStatus' });
  });

  test.each([false, undefined, null, 1, 'yes'])('%j is a no', async (answer) => {
    const relay = setUp({ authorize: async () => answer as boolean });
    const response = await relay.send();
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ error: { code: 'forbidden' } });
    nothingCalled(relay);
  });

  test('when it fails the caller may ask again, and learns nothing', async () => {
    const relay = setUp({
      authorize: () => {
        throw new Error('SECRET database');
      },
    });
    const response = await relay.send();
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: { code: 'unreachable' } });
    nothingCalled(relay);
  });
});

describe('another site cannot use the cookies of a user', () => {
  const EVIL = 'https://evil.example';

  test.each([
    ['another origin', { origin: EVIL }],
    ['no origin that it would tell', { origin: 'null' }],
    ['a sibling', { origin: 'https://other.app.example', 'sec-fetch-site': 'same-site' }],
    ['the same host without TLS', { origin: 'http://app.example' }],
    ['a cross-site request without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('%s is refused', async (_, headers) => {
    const relay = setUp();
    const response = await relay.send(READ, headers as HeadersInit);
    expect(response.status).toBe(403);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    nothingCalled(relay);
  });

  test.each([
    ['its own origin', { origin: HERE, 'sec-fetch-site': 'same-origin' }],
    ['its own origin in an old browser', { origin: HERE }],
    ['its own origin behind a proxy', { origin: EVIL, 'sec-fetch-site': 'same-origin' }],
    ['a server, which sends neither', {}],
  ])('%s is served', async (_, headers) => {
    expect((await setUp().send(READ, headers as HeadersInit)).status).toBe(200);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'a form cannot call: content type %j is refused',
    async (type) => {
      const relay = setUp();
      expect((await relay.send(READ, { 'content-type': type })).status).toBe(415);
      nothingCalled(relay);
    },
  );

  test('an origin that is allowed may call, with cookies and headers of its own', async () => {
    const relay = setUp({ allowedOrigins: ['https://shop.example'] });
    const headers = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' };
    const asked = { ...headers, 'access-control-request-headers': 'content-type,authorization' };
    const preflight = await relay.send(null, asked, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type,authorization',
      vary: 'origin',
    });
    nothingCalled(relay);
    const response = await relay.send(READ, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');

    const evil = await relay.send(null, { ...asked, origin: EVIL }, 'OPTIONS');
    expect(evil.headers.has('access-control-allow-origin')).toBe(false);
  });
});

const answer = { guid: 'CRD-1', value: 'x' };
test.each([
  ['no JSON', '{"call"', 400],
  ['null', 'null', 400],
  ['a call that there is not', { ...CALL, call: 'deleteMember' }, 400],
  ['a call from JavaScript', { ...CALL, call: 'constructor' }, 400],
  ['no member', { call: 'readStatus' }, 400],
  ['a member without a guid', { ...CALL, member: { userGuid: 'USR-1', memberGuid: '' } }, 400],
  ['a guid that is a list', { ...CALL, member: { ...MEMBER, userGuid: ['USR-1'] } }, 400],
  ['a guid that is too long', { ...CALL, member: { ...MEMBER, userGuid: 'U'.repeat(257) } }, 400],
  ['a job that there is not', { ...CALL, call: 'startJob', job: '../resume' }, 400],
  ['answers that are none', { ...CALL, call: 'submitAnswers', answers: [{ guid: 'CRD-1' }] }, 400],
  [
    'an answer that is too long',
    { ...CALL, call: 'submitAnswers', answers: [{ ...answer, value: 'x'.repeat(4097) }] },
    400,
  ],
  ['too many answers', { ...CALL, call: 'submitAnswers', answers: Array(101).fill(answer) }, 400],
  ['a body that is too long', `"${'x'.repeat(2 ** 16)}"`, 413],
])('%s is refused, and nothing is called', async (_, body, status) => {
  const relay = setUp();
  const response = await relay.send(typeof body === 'string' ? body : JSON.stringify(body));
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: { code: 'badRequest' } });
  nothingCalled(relay);
});

test('a body without end is cut off', async () => {
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
  });
  expect((await setUp({ maxBody: 4096 }).send(endless)).status).toBe(413);
});

test('only POST is served', async () => {
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect((await setUp().send(method === 'GET' ? null : READ, {}, method)).status).toBe(405);
});

describe('an error says its code and nothing else', () => {
  const fail = async (thrown: unknown) => {
    const response = await setUp({}, { readStatus: () => Promise.reject(thrown) }).send();
    const text = await response.text();
    expect(text).not.toMatch(/SECRET/);
    return { status: response.status, error: JSON.parse(text).error };
  };

  test.each([
    ['unauthorized', 502],
    ['forbidden', 502],
    ['notFound', 404],
    ['conflict', 409],
    ['unreachable', 503],
    ['malformed', 502],
  ] as const)('%s', async (code, status) => {
    expect(await fail(new MxError(code, { status: 418 }))).toEqual({ status, error: { code } });
  });

  test('how long to wait is told', async () => {
    expect(await fail(new MxError('rateLimited', { retryAfter: 1500 }))).toEqual({
      status: 429,
      error: { code: 'rateLimited', retryAfter: 1500 },
    });
  });

  test.each([[new Error('SECRET')], ['SECRET'], [{ code: 'SECRET' }], [null]])(
    'whatever a port throws: %o',
    async (thrown) => {
      expect(await fail(thrown)).toEqual({ status: 500, error: { code: 'unexpected' } });
    },
  );

  test.each([[null], [{}], [{ ...READING, connectionStatus: 7 }]])(
    'a port that returns no reading: %o',
    async (returned) => {
      const port = { readStatus: async () => returned as unknown as typeof READING };
      const response = await setUp({}, port).send();
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ error: { code: 'badReturn' } });
    },
  );

  test('what a port returns besides the reading stays inside', async () => {
    const leaky = { ...READING, raw: 'SECRET' };
    const response = await setUp({}, { readStatus: async () => leaky }).send();
    expect(await response.json()).toEqual(READING);
  });
});

test('a command goes through when the caller leaves, a reading need not', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const note = async (_: unknown, options?: { signal?: AbortSignal }) => {
    signals.push(options?.signal);
    return READING;
  };
  const { send } = setUp({}, { readStatus: note, submitAnswers: note });
  await send();
  await send(JSON.stringify({ ...CALL, call: 'submitAnswers', answers: [answer] }));
  expect(signals).toEqual([expect.any(AbortSignal), undefined]);
});
