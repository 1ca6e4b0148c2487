import { describe, expect, test } from 'vitest';
import { simulated } from '../support/simulated.ts';

/** A member of the OAuth bank, and its user's actions in the window. */
async function pending(options = {}, request = {}) {
  const world = simulated(options);
  const user = await world.createUser();
  const created = await world.call('POST', `/users/${user}/members`, {
    ...request,
    member: { institution_code: 'mx_bank_oauth', is_oauth: true },
  });
  const { guid, oauth_window_uri } = created.body.member;
  const path = `/users/${user}/members/${guid}`;
  return {
    ...world,
    created,
    user,
    guid,
    path,
    window: oauth_window_uri as string,
    status: async () => (await world.call('GET', `${path}/status`)).body.member,
    /** Presses a button, as a browser would. */
    decide: (uri: string, decision: string, headers: Record<string, string> = {}) =>
      world.simulator.fetch(uri, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ decision }),
      }),
  };
}

test('a member is PENDING, and no job runs, until its user gives access', async () => {
  const { created, window, simulator, decide, status, pass, call, path } = await pending();
  expect(created.status).toBe(200);
  expect(created.body.member).toMatchObject({
    connection_status: 'PENDING',
    is_being_aggregated: false,
    is_oauth: true,
    oauth_window_uri: expect.stringMatching(/^http:\/\/mx\.test\/oauth\//),
  });
  pass(60_000);
  expect((await status()).connection_status).toBe('PENDING');

  const page = await (await simulator.fetch(window)).text();
  expect(page).toMatch(/<form method="post">[\s\S]*value="authorize"[\s\S]*value="deny"/);
  const done = await decide(window, 'authorize');
  expect(await done.text()).toMatch(/oauthComplete\/success/);
  expect(await status()).toMatchObject({ connection_status: 'CREATED', is_being_aggregated: true });
  expect((await call('POST', `${path}/verify`)).status).toBe(409);
  expect((await call('POST', `${path}/aggregate`)).status).toBe(202);
  pass(1_000);
  expect((await status()).connection_status).toBe('CONNECTED');
});

test('denying access leaves the member as it was', async () => {
  const { window, decide, status, pass } = await pending();
  expect(await (await decide(window, 'deny')).text()).toMatch(/oauthComplete\/error/);
  pass(60_000);
  expect(await status()).toMatchObject({
    connection_status: 'PENDING',
    is_being_aggregated: false,
  });
});

test('a window can be finished once, and the next one has another address', async () => {
  const { window, decide, simulator, call, path, status, pass } = await pending();
  await decide(window, 'deny');
  expect((await simulator.fetch(window)).status).toBe(410);
  expect((await decide(window, 'authorize')).status).toBe(410);
  const next = (await call('GET', `${path}/oauth_window_uri`)).body.member.oauth_window_uri;
  expect(next).not.toBe(window);
  await decide(next, 'authorize');
  pass(1_000);
  expect((await status()).connection_status).toBe('CONNECTED');
});

test('an unknown button decides nothing', async () => {
  const { window, decide, status } = await pending();
  expect((await decide(window, 'perhaps')).status).toBe(400);
  expect((await decide(window, 'authorize')).status).toBe(200);
  expect((await status()).is_being_aggregated).toBe(true);
});

/** What the last page posts, and to which origin. */
function posted(page: string) {
  const [, message = '', target] = /data-message="([^"]*)" data-opener="([^"]*)"/.exec(page) ?? [];
  return { message: JSON.parse(message.replaceAll('&quot;', '"')), target };
}

describe('the message to the page that opened the window', () => {
  test('names the member that has access', async () => {
    const { window, decide, guid, user } = await pending();
    expect(posted(await (await decide(window, 'authorize')).text()).message).toEqual({
      mx: true,
      type: 'oauthComplete/success',
      metadata: { member_guid: guid, user_guid: user, error_reason: null },
    });
  });

  test.each([
    ['deny', 'DENIED'],
    ['CANCELLED', 'CANCELLED'],
    ['IMPEDED', 'IMPEDED'],
    ['PROVIDER_ERROR', 'PROVIDER_ERROR'],
    ['SESSION_ERROR', 'SESSION_ERROR'],
  ])('gives the reason after %s', async (decision, error_reason) => {
    const { window, decide, guid, status } = await pending();
    expect(posted(await (await decide(window, decision)).text()).message).toMatchObject({
      type: 'oauthComplete/error',
      metadata: { member_guid: guid, error_reason },
    });
    expect((await status()).connection_status).toBe('PENDING');
  });

  test('is sent only to the origin of that page', async () => {
    const { window, decide, simulator } = await pending();
    const open = (referer: string) => simulator.fetch(window, { headers: { referer } });
    await open(window); // A reload comes from the page itself.
    await open('https://app.example/accounts?tab=1');
    await open('https://late.example/');
    expect(posted(await (await decide(window, 'authorize')).text()).target).toBe(
      'https://app.example',
    );
  });

  test('is not sent if that page is unknown, and is sent to a configured origin', async () => {
    const silent = await pending();
    expect(posted(await (await silent.decide(silent.window, 'deny')).text()).target).toBe('');
    const named = await pending({ openerOrigin: 'http://localhost:3000' });
    expect(posted(await (await named.decide(named.window, 'deny')).text()).target).toBe(
      'http://localhost:3000',
    );
  });
});

describe('a page of the bank', () => {
  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuses a decision from a form on another page: %o', async (headers) => {
    const { window, decide, status } = await pending();
    expect((await decide(window, 'authorize', headers)).status).toBe(403);
    expect((await status()).connection_status).toBe('PENDING');
    const own = { origin: 'http://mx.test', 'sec-fetch-site': 'same-origin' };
    expect((await decide(window, 'authorize', own)).status).toBe(200);
  });

  test('cannot be framed by another page', async () => {
    const { window, decide, simulator } = await pending();
    for (const response of [await simulator.fetch(window), await decide(window, 'deny')])
      expect(response.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
  });
});

test('a window can return another member that is already connected', async () => {
  const { call, createUser, pass, simulator } = simulated({ oauthReturns: 'connected' });
  const user = await createUser();
  const create = async () => {
    const member = { institution_code: 'mx_bank_oauth', is_oauth: true };
    return (await call('POST', `/users/${user}/members`, { member })).body.member;
  };
  const authorize = async (uri: string) => {
    const body = new URLSearchParams({ decision: 'authorize' });
    const page = await (await simulator.fetch(uri, { method: 'POST', body })).text();
    return posted(page).message.metadata.member_guid;
  };
  const status = async (guid: string) =>
    (await call('GET', `/users/${user}/members/${guid}/status`)).body.member;

  const first = await create();
  expect(await authorize(first.oauth_window_uri)).toBe(first.guid);
  pass(1_000);
  const second = await create();
  expect(await authorize(second.oauth_window_uri)).toBe(first.guid);
  expect(await status(first.guid)).toMatchObject({ is_being_aggregated: true });
  expect(await status(second.guid)).toMatchObject({
    connection_status: 'PENDING',
    is_being_aggregated: false,
  });
});

describe('an app', () => {
  const request = { referral_source: 'APP', client_redirect_url: 'myapp://back?x=1' };

  test.each([
    ['authorize', 'success', null],
    ['deny', 'error', 'DENIED'],
  ])('gets its user back after %s', async (decision, outcome, reason) => {
    const { window, decide, guid } = await pending({}, request);
    const response = await decide(window, decision);
    expect(response.status).toBe(303);
    const back = new URL(response.headers.get('location') ?? '');
    expect(back.href).toMatch(/^myapp:\/\/back\?x=1&/);
    expect(back.searchParams.get('status')).toBe(outcome);
    expect(back.searchParams.get('member_guid')).toBe(guid);
    expect(back.searchParams.get('error_reason')).toBe(reason);
  });

  test.each([
    [{}, 'mx://oauth_complete?status=success'],
    [{ ui_message_webview_url_scheme: 'myapp' }, 'myapp://oauth_complete?status=success'],
  ])('gets its user back by its scheme if it gives no address: %o', async (own, start) => {
    const { window, decide } = await pending({}, { referral_source: 'APP', ...own });
    const location = (await decide(window, 'authorize')).headers.get('location') ?? '';
    expect(location.slice(0, start.length)).toBe(start);
  });

  test.each(['javascript', 'https', 'my app'])('cannot have the scheme %s', async (scheme) => {
    const { call, path } = await pending();
    const query = new URLSearchParams({ ui_message_webview_url_scheme: scheme });
    expect((await call('GET', `${path}/oauth_window_uri?${query}`)).status).toBe(400);
  });

  test.each(['javascript:alert(1)', 'nowhere'])('cannot send its user to %s', async (url) => {
    const { call, path } = await pending();
    const query = new URLSearchParams({ referral_source: 'APP', client_redirect_url: url });
    expect((await call('GET', `${path}/oauth_window_uri?${query}`)).status).toBe(400);
  });
});

test('a job can be skipped, or follow a script', async () => {
  const skipping = await pending();
  const { body } = await skipping.call(
    'GET',
    `${skipping.path}/oauth_window_uri?skip_aggregation=true`,
  );
  await skipping.decide(body.member.oauth_window_uri, 'authorize');
  expect(await skipping.status()).toMatchObject({
    connection_status: 'CREATED',
    is_being_aggregated: false,
  });

  const impeded = await pending({ oauthScript: 'IMPEDED' });
  await impeded.decide(impeded.window, 'authorize');
  impeded.pass(1_000);
  expect((await impeded.status()).connection_status).toBe('IMPEDED');
});

test('credentials, a job before the window, and a second member are refused', async () => {
  const { call, path, user } = await pending();
  expect((await call('POST', `${path}/aggregate`)).status).toBe(405);
  const credentials = [{ guid: 'CRD-1', value: 'x' }];
  expect((await call('PUT', path, { member: { credentials } })).status).toBe(400);
  const create = (member: object) => call('POST', `/users/${user}/members`, { member });
  const oauth = { institution_code: 'mx_bank_oauth', is_oauth: true };
  expect((await create(oauth)).status).toBe(409);
  expect((await create({ ...oauth, is_oauth: false })).status).toBe(400);
  expect((await create({ institution_code: 'mxbank', is_oauth: true })).status).toBe(400);
});
