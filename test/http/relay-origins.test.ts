import { createRelay, type RelayOptions } from '@mx-member/adapters/relay';
import { describe, expect, test } from 'vitest';
import { HERE, nothingCalled, READ, READING, relaySetUp } from '../support/relay.ts';

const EVIL = 'https://evil.example';

describe('another site cannot use the cookies of a user', () => {
  test.each([
    ['another origin', { origin: EVIL }],
    ['a hidden origin', { origin: 'null' }],
    ['a page in a sandbox', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['a sibling', { origin: 'https://other.app.example', 'sec-fetch-site': 'same-site' }],
    ['the same host without TLS', { origin: 'http://app.example' }],
    ['a cross-site request without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('%s is refused', async (_, headers) => {
    const relay = relaySetUp();
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
    expect((await relaySetUp().send(READ, headers as HeadersInit)).status).toBe(200);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'a form cannot call: content type %j is refused',
    async (type) => {
      const relay = relaySetUp();
      expect((await relay.send(READ, { 'content-type': type })).status).toBe(415);
      nothingCalled(relay);
    },
  );

  test('a page without an origin cannot call a relay without an origin', async () => {
    const port = { startJob: async () => READING, readStatus: async () => READING };
    const relay = createRelay(
      { ...port, submitAnswers: async () => READING },
      { authorize: () => true },
    );
    const headers = { 'content-type': 'application/json', origin: 'null' };
    const request = new Request('app://page/users/USR-1/members/MBR-1/status', {
      method: 'POST',
      body: '{}',
      headers,
    });
    expect((await relay(request)).status).toBe(403);
  });
});

describe('behind a proxy that ends TLS', () => {
  /**
   * A request as the proxy passes it on: its address is the address of the server behind the proxy, and old browsers do
   * not send Sec-Fetch-Site.
   */
  const passedOn = (options: Partial<RelayOptions>, headers: Record<string, string>) =>
    relaySetUp(options).relay(
      new Request('http://10.0.0.7:3000/users/USR-1/members/MBR-1/status', {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json', ...headers },
      }),
    );

  test('the page is served if `publicUrl` is its address', async () => {
    for (const publicUrl of [HERE, `${HERE}/some/path`, new URL(HERE)])
      expect((await passedOn({ publicUrl }, { origin: HERE })).status).toBe(200);
  });

  test('without `publicUrl` the page is refused, because the two addresses differ', async () => {
    expect((await passedOn({}, { origin: HERE })).status).toBe(403);
  });

  test.each([
    ['another site', { origin: EVIL }],
    ['a site that points its own name at this server', { origin: 'http://10.0.0.7:3000' }],
    ['such a site in a new browser', { origin: EVIL, 'sec-fetch-site': 'same-origin' }],
    ['no origin', { origin: 'null' }],
  ])('with `publicUrl` %s is refused', async (_, headers) => {
    expect((await passedOn({ publicUrl: HERE }, headers)).status).toBe(403);
  });

  test.each(['app.example', '/mx', 'ftp://app.example', 'app://page', 'https://me:SECRET@a.b', ''])(
    'createRelay refuses `publicUrl: %j` without quoting it',
    (publicUrl) => {
      expect(() => relaySetUp({ publicUrl })).toThrow(/createRelay: `publicUrl` must be/);
      expect(() => relaySetUp({ publicUrl })).not.toThrow(/SECRET/);
    },
  );
});

describe('other origins', () => {
  test('an allowed origin may call, with cookies and its own headers', async () => {
    const relay = relaySetUp({ allowedOrigins: ['https://shop.example'] });
    const headers = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' };
    const asked = { ...headers, 'access-control-request-headers': 'content-type,authorization' };
    const preflight = await relay.send(null, asked, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'content-type,authorization',
      vary: expect.stringMatching(/origin/),
    });
    nothingCalled(relay);
    const response = await relay.send(READ, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');

    const evil = await relay.send(null, { ...asked, origin: EVIL }, { method: 'OPTIONS' });
    expect(evil.headers.has('access-control-allow-origin')).toBe(false);
  });

  test.each(['app://page', 'capacitor://localhost', 'http://[::1]:3000', 'http://localhost:5173'])(
    '%s can be allowed',
    async (origin) => {
      const relay = relaySetUp({ allowedOrigins: [origin] });
      expect((await relay.send(READ, { origin })).status).toBe(200);
    },
  );

  test.each([
    ['a text instead of a list', 'https://app.example.com'],
    ['a slash at the end', ['https://app.example/']],
    ['a path', ['https://app.example/page']],
    ['every origin', ['*']],
    ['no origin', ['null']],
    ['capitals', ['https://App.example']],
    ['a default port, which browsers leave out', ['https://app.example:443']],
    ['a host alone', ['app.example']],
    ['a URL object', [new URL('https://app.example')]],
    ['null', null],
  ])('createRelay refuses %s', (_, allowedOrigins) => {
    expect(() => relaySetUp({ allowedOrigins: allowedOrigins as string[] })).toThrow(
      /createRelay: .*`allowedOrigins`/,
    );
  });
});
