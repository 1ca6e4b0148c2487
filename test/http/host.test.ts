import { readFileSync } from 'node:fs';
import { createHost } from '@mx-member/host';
import {
  connectHost,
  createHostHandler,
  type HostCall,
  type HostHandlerOptions,
} from '@mx-member/host/http';
import { HostError, type MemberAccess, type MemberHost } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PROBLEMS } from '../../packages/http/src/problems.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { idle } from '../support/fake-member.ts';

const MEMBER = memberOf(1);
const AT = '/users/USR-1/members/MBR-1';
const SECRET = 'unmistakable-482913';

const opened: MemberHost[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((host) => host.close()));
});

/** A handler of a host at a bank, and a function that sends it requests. */
async function serve(options: Partial<HostHandlerOptions> = {}, bank = new Bank()) {
  const host = await createHost({ port: bank });
  opened.push(host);
  const handler = createHostHandler(host, { authorize: () => true, ...options });
  const send = async (method: string, path: string, body?: unknown, init: RequestInit = {}) => {
    const request = new Request(`http://host.test${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...init,
    });
    const response = await handler(request);
    const text = await response.text();
    return { response, text, json: text === '' ? undefined : JSON.parse(text) };
  };
  return { host, bank, handler, send };
}

describe('authorize', () => {
  test('gets the request, the member, the action and the job', async () => {
    const calls: (HostCall & { readonly token: string | null })[] = [];
    const { send } = await serve({
      authorize: (request, call) => {
        calls.push({ ...call, token: request.headers.get('authorization') });
        return true;
      },
    });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer t' };
    await send('POST', `${AT}/start`, { job: 'verify' }, { headers });
    await send('GET', AT);
    await send('GET', '/institutions/mxbank/credentials');
    const { userGuid } = MEMBER;
    expect(calls).toEqual([
      { action: 'view', member: MEMBER, userGuid, job: null, token: 'Bearer t' },
      { action: 'start', member: MEMBER, userGuid, job: 'verify', token: 'Bearer t' },
      { action: 'view', member: MEMBER, userGuid, job: null, token: null },
      { action: 'institutionCredentials', member: null, userGuid: null, job: null, token: null },
    ]);
  });

  test.each([
    ['signedOut', 401, 'signedOut'],
    [false, 403, 'forbidden'],
    ['yes', 403, 'forbidden'],
  ] as const)('%j leads to %i, and nothing is done', async (said, status, code) => {
    const { send, bank } = await serve({ authorize: () => said as boolean });
    const { response, json } = await send('POST', `${AT}/start`, { job: 'aggregate' });
    expect(response.status).toBe(status);
    expect(json).toMatchObject({ status, code });
    expect(bank.calls).toEqual([]);
  });

  test('that fails is reported, and the caller may try again', async () => {
    const onError = vi.fn();
    const error = new Error(SECRET);
    const { send } = await serve({ authorize: () => Promise.reject(error), onError });
    const { response, text } = await send('GET', AT);
    expect(response.status).toBe(503);
    expect(text).not.toContain(SECRET);
    expect(onError.mock.calls).toEqual([[error, 'authorize']]);
  });

  test('that takes too long is not waited for', async () => {
    const { send } = await serve({ authorize: () => new Promise(() => {}), timeout: 5 });
    expect((await send('GET', AT)).response.status).toBe(503);
  });
});

describe('requests', () => {
  test('every response forbids caching and content sniffing', async () => {
    const { send } = await serve();
    for (const path of [AT, '/nowhere', `${AT}/next`]) {
      const { headers } = (await send('GET', path)).response;
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('another method is refused with the list of allowed methods', async () => {
    const { send } = await serve();
    const { response, json } = await send('DELETE', `${AT}/start`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(json).toMatchObject({
      type: expect.stringMatching(/#method-not-allowed$/),
      status: 405,
    });
  });

  test.each([
    ['no JSON', `${AT}/answer`, SECRET, 400],
    [
      'an answer that is not a text',
      `${AT}/answer`,
      { answers: [{ guid: 'C', value: 482913 }], prompt: 1 },
      400,
    ],
    ['an answer as a field name', `${AT}/answer`, { answers: [], prompt: 1, [SECRET]: 1 }, 400],
    [
      'an answer of several words as a field name',
      `${AT}/cancel`,
      { [`my ${SECRET}, not\n${SECRET} two words`]: 1 },
      400,
    ],
    ['an answer in place of the prompt', `${AT}/answer`, { answers: [], prompt: -482913 }, 400],
    ['an answer as a job', `${AT}/start`, { job: SECRET }, 400],
    ['pacing, which is the server’s', `${AT}/start`, { job: null, pacing: {} }, 400],
    ['a path that is not encoded', '/users/%E0%A4%A/members/MBR-1/cancel', {}, 400],
    ['a body that is too large', `${AT}/answer`, { answers: SECRET.repeat(5_000), prompt: 1 }, 413],
  ])('%s is refused without being quoted', async (_, path, body, status) => {
    const { send } = await serve();
    const { response, text, json } = await send('POST', path, body);
    expect(json).toMatchObject({ status, code: 'invalid', detail: expect.stringMatching(/\.$/) });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(text).not.toMatch(/unmistakable|482913/);
  });

  test('a form from another site is not read', async () => {
    const { send, bank } = await serve();
    const headers = { 'content-type': 'text/plain' };
    const { response } = await send('POST', `${AT}/start`, { job: 'aggregate' }, { headers });
    expect(response.status).toBe(415);
    expect(bank.calls).toEqual([]);
  });

  test('a body that does not end is cut off', async () => {
    const { handler } = await serve({ timeout: 5 });
    const cancel = vi.fn();
    const body = new ReadableStream({ cancel });
    const request = new Request(`http://host.test${AT}/answer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect((await handler(request)).status).toBe(408);
    expect(cancel).toHaveBeenCalled();
  });

  test('an unexpected error of a host is reported, and not shown', async () => {
    const onError = vi.fn();
    const { host } = await serve();
    const broken = { ...host, view: () => Promise.reject(new Error(SECRET)) };
    const handler = createHostHandler(broken, { authorize: () => true, onError });
    const response = await handler(new Request(`http://host.test${AT}`));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(SECRET);
    expect(onError).toHaveBeenCalledWith(expect.any(Error), 'view');
  });

  test('every problem has a paragraph on the page of its type', () => {
    const page = readFileSync(new URL('../../docs/http-problems.md', import.meta.url), 'utf8');
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(Object.keys(PROBLEMS));
  });

  test('authorize is required', async () => {
    const { host } = await serve();
    expect(() => createHostHandler(host, {} as HostHandlerOptions)).toThrow(/authorize/);
    const basePath = 'api/';
    expect(() => createHostHandler(host, { authorize: () => true, basePath })).toThrow(/basePath/);
  });
});

describe('a webhook', () => {
  test('polls the member at once, and is accepted even if the member is unknown or missing', async () => {
    let about: typeof MEMBER | null = null;
    const { send, host, bank } = await serve({ webhook: () => about });
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(204);
    about = MEMBER;
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(204);
    await host.start({ member: MEMBER, job: 'aggregate' });
    await vi.waitFor(() => expect(bank.calls).toHaveLength(1));
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(204);
    await vi.waitFor(() => expect(bank.calls.map(({ call }) => call)).toContain('readStatus'));
  });

  test('gets the response of your function if it is refused, and 503 if your function fails', async () => {
    let answer: () => Response = () => new Response(null, { status: 401 });
    const { send } = await serve({ webhook: () => answer() });
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(401);
    answer = () => {
      throw new Error('down');
    };
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(503);
    expect((await send('GET', '/webhooks/mx')).response.headers.get('allow')).toBe('POST');
  });

  test('gets 404 without a function for it', async () => {
    const { send } = await serve();
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(404);
  });
});

describe('calls straight to MX', () => {
  const fields = [{ guid: 'CRD-1', fieldName: 'LOGIN', label: 'Username', type: 'TEXT' }];
  const access = (): MemberAccess => ({
    oauthWindowUri: async () => ({ oauthWindowUri: 'https://bank.example/oauth' }),
    institutionCredentials: async () => fields.map((field) => ({ ...field, apiKey: SECRET })),
    updateCredentials: async () => ({ reading: idle('CONNECTED'), raw: SECRET }),
  });
  const credentials = [{ guid: 'CRD-1', value: SECRET }];

  test('reach MX, and return only the documented fields', async () => {
    const given = access();
    const updated = vi.spyOn(given, 'updateCredentials');
    const { handler } = await serve({ access: given });
    const client = connectHost({ url: 'http://host.test', fetch: handler });
    expect(await client.oauthWindowUri({ member: MEMBER })).toEqual({
      oauthWindowUri: 'https://bank.example/oauth',
    });
    expect(await client.institutionCredentials({ institutionCode: 'mxbank' })).toEqual(fields);
    const { reading } = Object(await client.updateCredentials({ member: MEMBER, credentials }));
    expect(reading).toEqual(idle('CONNECTED'));
    expect(updated.mock.calls[0]?.[0]).toEqual({ member: MEMBER, credentials });
  });

  test.each([
    ['notFound', 404],
    ['badRequest', 400],
    ['rateLimited', 429],
    ['unauthorized', 502],
    ['institutionPreventNew', 422],
  ] as const)('keep the code if MX refuses them as %s', async (code, status) => {
    const refused = {
      ...access(),
      oauthWindowUri: () => Promise.reject(new MxError(code, { retryAfter: 2_000 })),
    };
    const { handler, send } = await serve({ access: refused });
    expect((await send('POST', `${AT}/oauth-window`, {})).json).toMatchObject({
      status,
      fault: code,
    });
    const client = connectHost({ url: 'http://host.test', fetch: handler });
    await expect(client.oauthWindowUri({ member: MEMBER })).rejects.toMatchObject({
      name: 'MxError',
      code,
      retryAfter: 2_000,
    });
  });

  test.each([
    [
      'by returning something invalid',
      async () => ({ oauthWindowUri: 'javascript:alert(1)' }),
      'badReturn',
    ],
    ['by mistake', () => Promise.reject(new Error(SECRET)), 'unexpected'],
  ])('that fail %s are reported, and not shown', async (_, oauthWindowUri, fault) => {
    const onError = vi.fn();
    const { send } = await serve({ access: { ...access(), oauthWindowUri }, onError });
    const { text, json } = await send('POST', `${AT}/oauth-window`, {});
    expect(json).toMatchObject({ status: 500, fault });
    expect(text).not.toMatch(/unmistakable|alert/);
    expect(onError.mock.calls).toEqual([[expect.any(Error), 'oauthWindowUri']]);
  });

  test('are forbidden if they are not served', async () => {
    const { send } = await serve();
    expect((await send('GET', '/institutions/mxbank/credentials')).response.status).toBe(403);
  });
});

describe('connectHost', () => {
  const answering = (response: () => Response | Promise<Response>) =>
    connectHost({ url: 'http://host.test/', fetch: async () => response() });

  test.each([
    ['a page', () => new Response('<p>Hello', { status: 200 }), 'unreachable'],
    ['a proxy that wants a sign-in', () => new Response('', { status: 401 }), 'signedOut'],
    ['a proxy that fails', () => new Response('', { status: 502 }), 'unreachable'],
    ['another server', () => new Response('{}', { status: 404 }), 'unreachable'],
    ['no network', () => Promise.reject(new TypeError(SECRET)), 'unreachable'],
  ])('reports %s as a HostError', async (_, response, code) => {
    const thrown = await answering(response)
      .view(MEMBER)
      .catch((error) => error);
    expect(thrown).toBeInstanceOf(HostError);
    expect(thrown).toMatchObject({ code });
    expect(thrown.message).not.toContain(SECRET);
  });

  test('sends your headers, and does not follow redirects', async () => {
    const sent: Request[] = [];
    const client = connectHost({
      url: new URL('http://host.test/api'),
      headers: { authorization: 'Bearer t' },
      fetch: async (request) => {
        sent.push(request);
        return new Response(null, { status: 204 });
      },
    });
    await client.hint(MEMBER);
    expect(sent[0]).toMatchObject({ url: `http://host.test/api${AT}/hint`, redirect: 'manual' });
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer t');
  });

  test.each(['', '.', '..', '\ud800'])(
    'refuses an id that cannot be part of a path: %j',
    async (userGuid) => {
      const client = answering(() => new Response());
      const member = { userGuid, memberGuid: 'MBR-1' };
      await expect(client.view(member)).rejects.toMatchObject({ code: 'invalid' });
    },
  );

  test('does not wait longer than its time limit', async () => {
    const client = connectHost({
      url: 'http://host.test',
      timeout: 5,
      fetch: () => new Promise(() => {}),
    });
    await expect(client.view(MEMBER)).rejects.toMatchObject({ code: 'unreachable' });
  });
});

test.each([
  ['an address with a password', { url: 'http://u:SECRET@127.0.0.1:1' }],
  ['an invalid TCP port', { url: 'http://u:SECRET@127.0.0.1:999999' }],
  ['an address without a scheme that has a password', { url: '//u:SECRET@127.0.0.1' }],
  ['an address with a backslash', { url: '/\\u:SECRET@127.0.0.1' }],
])('connectHost refuses %s without quoting it', (_, options) => {
  expect(() => connectHost(options)).toThrow(/^connectHost: url must be/);
  expect(() => connectHost(options)).not.toThrow('SECRET');
});

test('a relative address is accepted on a server that only renders the page', () => {
  expect(connectHost({ url: '/mx' })).toMatchObject({ oauthWindowUri: expect.any(Function) });
});

test.each([
  ['two lines', { 'x-token': 'SECRET\nx' }, 'The header x-token has a value that cannot be sent'],
  ['a name of two words', { 'x SECRET': 'x' }, 'A header has an invalid name'],
])('a header with %s is named in the error, and is not an outage', async (_, wrong, message) => {
  const url = 'http://127.0.0.1:1';
  expect(() => connectHost({ url, headers: wrong })).toThrow(`connectHost: ${message}`);
  expect(() => connectHost({ url, headers: wrong })).not.toThrow('SECRET');

  const headers: Record<string, string> = {};
  const fetch = vi.fn(async () => new Response());
  const client = connectHost({ url, headers, fetch });
  Object.assign(headers, wrong);
  const error = await client.view(MEMBER).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining(message) });
  expect(String(error)).not.toContain('SECRET');
  expect(fetch).not.toHaveBeenCalled();
});

describe('forget', () => {
  test('erases the members of a user if authorizeErasure allows it, and reports what it erased', async () => {
    const asked: unknown[] = [];
    const { host, handler } = await serve({
      authorize: () => true,
      authorizeErasure: ({ method }, erasure) => {
        asked.push([method, erasure]);
        return erasure.userGuid === 'USR-1';
      },
    });
    await host.start({ member: MEMBER, job: 'aggregate' });
    const client = connectHost({ url: 'http://host.test', fetch: handler });
    expect(await client.forget('USR-1')).toEqual({
      members: [MEMBER],
      records: 1,
      outcomes: 0,
      aside: 0,
    });
    await expect(client.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
    await expect(client.forget('USR-2')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(client.forget('')).rejects.toMatchObject({ code: 'invalid' });
    expect(asked).toEqual(['USR-1', 'USR-2'].map((userGuid) => ['DELETE', { userGuid }]));
  });

  test.each([
    ['everything', () => true],
    ['what is about no member', (_: Request, { member }: HostCall) => member === null],
    ['the action forget', (_: Request, call: { action: string }) => call.action === 'forget'],
  ])('is refused without authorizeErasure when authorize allows %s', async (_, allows) => {
    const authorize = vi.fn(allows);
    const { host, send } = await serve({ authorize });
    await host.start({ member: MEMBER, job: 'aggregate' });
    const { response, json } = await send('DELETE', '/users/USR-1');
    expect(response.status).toBe(403);
    expect(json).toMatchObject({
      code: 'forbidden',
      type: expect.stringMatching(/#erasure-not-served$/),
    });
    expect(authorize).not.toHaveBeenCalled();
    expect(await host.view(MEMBER)).toMatchObject({ state: expect.any(String) });
  });

  test('is refused if authorizeErasure requires a login or fails', async () => {
    const onError = vi.fn();
    const error = new Error(SECRET);
    for (const [answer, status] of [
      ['signedOut', 401],
      [false, 403],
      [error, 503],
    ] as const) {
      const { host, send } = await serve({
        authorizeErasure: () => {
          if (answer === error) throw error;
          return answer as boolean | 'signedOut';
        },
        onError,
      });
      await host.start({ member: MEMBER, job: 'aggregate' });
      expect((await send('DELETE', '/users/USR-1')).response.status).toBe(status);
      expect(await host.view(MEMBER)).toMatchObject({ state: expect.any(String) });
    }
    expect(onError.mock.calls).toEqual([[error, 'authorizeErasure']]);
  });

  test('cannot be served by a host that cannot erase users', async () => {
    const { host } = await serve();
    const { start, view, next, answer, hint, cancel, close } = connectHost({
      url: 'http://host.test',
      fetch: createHostHandler(host, { authorize: () => true }),
    });
    const unable = { start, view, next, answer, hint, cancel, close };
    const authorize = () => true;
    expect(() => createHostHandler(unable, { authorize, authorizeErasure: authorize })).toThrow(
      'createHostHandler: `authorizeErasure` needs a host that can erase users (`forget`).',
    );
    const handler = createHostHandler(unable, { authorize });
    const response = await handler(new Request('http://h/users/USR-1', { method: 'DELETE' }));
    expect([response.status, (await response.json()).code]).toEqual([403, 'forbidden']);
  });
});
