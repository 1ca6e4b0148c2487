import { connectHost } from '@mx-member/host/http';
import { HostError } from '@mx-member/machine/hosting';
import { describe, expect, test, vi } from 'vitest';
import { AT, closeHosts, MEMBER, SECRET } from './support/served-host.ts';

closeHosts();

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
