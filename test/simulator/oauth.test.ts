import { describe, expect, test } from 'vitest';
import { simulated } from '../support/simulated.ts';

/** A member of the OAuth bank, and what its user does in the window. */
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
    decide: (uri: string, decision: string) =>
      world.simulator.fetch(uri, { method: 'POST', body: new URLSearchParams({ decision }) }),
  };
}

test('a member is PENDING, and no job runs, until its user gives access', async () => {
  const { created, window, simulator, decide, status, pass } = await pending();
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

test('a window can be finished once; the next one has another address', async () => {
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

test('a button that is none decides nothing', async () => {
  const { window, decide, status } = await pending();
  expect((await decide(window, 'perhaps')).status).toBe(400);
  expect((await decide(window, 'authorize')).status).toBe(200);
  expect((await status()).is_being_aggregated).toBe(true);
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

  test.each(['javascript:alert(1)', 'nowhere'])('cannot send its user to %s', async (url) => {
    const { call, path } = await pending();
    const query = new URLSearchParams({ referral_source: 'APP', client_redirect_url: url });
    expect((await call('GET', `${path}/oauth_window_uri?${query}`)).status).toBe(400);
  });
});

test('a job can be skipped, or go as a script says', async () => {
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
