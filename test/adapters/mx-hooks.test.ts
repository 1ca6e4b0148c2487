import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { MxOptions, MxRequestEvent } from '@mx-member/adapters/mx';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAttempts } from '../../packages/adapters/src/mx/port/attempts.ts';
import { VERSION } from '../../packages/adapters/src/version.ts';
import { code, fakeMx, hanging, json, MEMBER, member, offline } from '../support/fake-mx.ts';
import { refusal } from '../support/refusal.ts';

const RUNNING = member({ connection_status: 'CREATED', is_being_aggregated: true });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** The events that the hooks of a client received. */
function watched(
  answers: Parameters<typeof fakeMx>[0],
  options: Parameters<typeof fakeMx>[1] = {},
) {
  const requests: MxRequestEvent[] = [];
  const responses: Parameters<NonNullable<MxOptions['onResponse']>>[0][] = [];
  const fake = fakeMx(answers, {
    onRequest: (event) => requests.push(event),
    onResponse: (event) => responses.push(event),
    ...options,
  });
  return { ...fake, requests, responses };
}

const settled = async (call: Promise<unknown>) => {
  const ended = call.then(
    () => undefined,
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  return ended;
};

describe('hooks', () => {
  test('get each attempt, with the fields for a log or a metric', async () => {
    const late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 250));
      return Response.json({ member: {} }, { status: 503, headers: { 'x-request-id': 'req-1' } });
    };
    const { mx, requests, responses } = watched([late, RUNNING]);
    await settled(mx.readMember({ member: MEMBER }));
    const path = '/users/{user_guid}/members/{member_guid}';
    const about = { method: 'GET', path, member: MEMBER, waited: 0 };
    expect(requests).toEqual([
      { ...about, attempt: 1 },
      { ...about, attempt: 2 },
    ]);
    expect(responses).toEqual([
      {
        ...about,
        attempt: 1,
        status: 503,
        duration: 250,
        requestId: 'req-1',
        code: 'unreachable',
        errorCode: null,
      },
      {
        ...about,
        attempt: 2,
        status: 200,
        duration: 0,
        requestId: null,
        code: null,
        errorCode: null,
      },
    ]);
  });

  test.each([
    ['the network fails', offline, {}, { status: null, code: 'unreachable' }],
    ['MX does not answer', hanging, {}, { status: null, code: 'unreachable', duration: 10_000 }],
    [
      'MX refuses',
      json({ error: { error_code: 1002, error_message: 'SECRET' } }, 422),
      {},
      { status: 422, errorCode: 1002 },
    ],
    [
      'the caller aborts',
      hanging,
      { signal: 'left' },
      { status: null, code: 'aborted', duration: 70 },
    ],
  ] as const)(
    'get the end of the request if %s',
    async (_, answer, { signal: reason }: { signal?: string }, end) => {
      const { mx, responses } = watched([answer]);
      const controller = new AbortController();
      if (reason) setTimeout(() => controller.abort(reason), 70);
      const { signal } = controller;
      await settled(mx.startJob({ member: MEMBER, job: 'verify' }, { signal }));
      expect(responses).toMatchObject([
        { method: 'POST', path: '/users/{user_guid}/members/{member_guid}/verify', ...end },
      ]);
    },
  );

  test('get paths without guids, and no member if the request is not about one', async () => {
    const { mx, requests } = watched([json({})]);
    for (const call of [
      () => mx.createUser({ id: 'mine' }),
      () => mx.readUser({ userGuid: 'users' }),
      () => mx.listMembers({ userGuid: 'members' }),
      () => mx.institutionCredentials({ institutionCode: 'mxbank' }),
    ])
      await settled(call());
    expect(requests.map(({ method, path, member }) => [method, path, member])).toEqual([
      ['POST', '/users', null],
      ['GET', '/users/{user_guid}', null],
      ['GET', '/users/{user_guid}/members', null],
      ['GET', '/institutions/{institution_code}/credentials', null],
    ]);
  });

  test('get paths of other resources without guids too', async () => {
    const paths: string[] = [];
    const attempt = createAttempts({
      send: async () => Response.json({}),
      limiter: { acquire: async () => () => {} },
      hooks: { onRequest: ({ path }) => paths.push(path), onResponse: undefined },
    });
    const path = ['users', 'USR-1', 'members', 'MBR-1', 'accounts', 'ACT-1', 'transactions'];
    await attempt({ method: 'get', path })(new Request('https://mx.example'));
    expect(paths).toEqual([
      '/users/{user_guid}/members/{member_guid}/accounts/{guid}/transactions',
    ]);
  });

  test('get the time that a request waited for its turn', async () => {
    const { mx, requests } = watched([RUNNING], { requestsPerSecond: 1 });
    await settled(Promise.all([1, 2].map(() => mx.readStatus({ member: MEMBER }))));
    expect(requests.map(({ waited }) => waited)).toEqual([0, 1_000]);
  });

  test('cannot stop or break a call', async () => {
    const broken = () => {
      throw new Error('broken');
    };
    const late = async () => {
      throw new Error('broken');
    };
    for (const hook of [broken, late, () => new Promise(() => undefined)]) {
      const { mx } = fakeMx([RUNNING], { onRequest: hook, onResponse: hook });
      expect(await mx.readStatus({ member: MEMBER })).toMatchObject({
        connectionStatus: 'CREATED',
      });
    }
  });

  test('get no secret', async () => {
    const { mx, requests, responses } = watched([code(400), RUNNING], {
      apiKey: 'SECRET',
      open: () => 'SECRET',
    });
    const answers = [{ guid: 'CRD-1', sealed: 'SECRET' }];
    await settled(mx.submitAnswers({ member: MEMBER, answers }));
    const credentials = [{ guid: 'CRD-1', value: 'SECRET' }];
    await settled(mx.updateCredentials({ member: MEMBER, credentials }));
    await settled(mx.listUsers({ email: 'SECRET' }));
    const shown = inspect([requests, responses], { depth: Number.POSITIVE_INFINITY });
    expect(responses).toHaveLength(3);
    expect(shown).not.toMatch(/SECRET/);
    expect(shown).not.toContain(btoa('client:SECRET'));
  });
});

describe('an error has', () => {
  const errorOf = async (body: unknown, headers: HeadersInit = {}, status = 400) => {
    const answer = () =>
      new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
    const { mx } = fakeMx([answer]);
    return mx.startJob({ member: MEMBER, job: 'verify' }).catch((error: unknown) => error);
  };

  test("MX's request id and error number, and nothing else of the body", async () => {
    const body = { error: { error_code: 1002, error_message: 'SECRET', user_message: 'SECRET' } };
    const error = await errorOf(body, { 'x-request-id': 'a1-b2' });
    expect(error).toEqual(
      refusal('badRequest', { status: 400, requestId: 'a1-b2', errorCode: 1002 }),
    );
    expect(error).toMatchObject({ requestId: 'a1-b2', errorCode: 1002 });
    expect(inspect(error, { showHidden: true })).not.toMatch(/SECRET/);
  });

  test.each([
    ['no JSON', '<html>1002</html>'],
    ['a text', '"SECRET"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a code that is a text', { error: { error_code: 'SECRET' } }],
    ['an error that is a text', { error: 'SECRET' }],
  ])('no error number if the body is %s', async (_, body) => {
    const error = await errorOf(body, { 'x-request-id': 'SECRET SECRET' });
    expect(error).toMatchObject({ status: 400 });
    expect(error).not.toHaveProperty('errorCode');
    expect(error).not.toHaveProperty('requestId');
    expect(inspect(error, { showHidden: true })).not.toMatch(/SECRET/);
  });

  test('the request id even if a success cannot be parsed', async () => {
    const error = await errorOf('{', { 'x-request-id': 'a1-b2' }, 200);
    expect(error).toMatchObject({ code: 'malformed', requestId: 'a1-b2' });
  });
});

describe('User-Agent', () => {
  const agentOf = async (userAgent?: string) => {
    const { mx, sent } = fakeMx([RUNNING], { ...(userAgent !== undefined && { userAgent }) });
    await mx.readStatus({ member: MEMBER });
    return sent[0]?.headers.get('user-agent');
  };

  test('names this package with its version, after the program that uses it', async () => {
    const file = join(import.meta.dirname, '../../packages/adapters/package.json');
    expect(VERSION).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
    expect(await agentOf()).toBe(`mx-member/${VERSION}`);
    expect(await agentOf('acme-budget/1.2 (web)')).toBe(
      `acme-budget/1.2 (web) mx-member/${VERSION}`,
    );
  });

  test.each(['', ' a', 'a\nb', 'ü', 'a'.repeat(257)])('is not %j', (userAgent) => {
    expect(() => fakeMx([], { userAgent })).toThrow(/userAgent must be/);
  });
});
