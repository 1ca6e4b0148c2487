import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { describe, expect, test } from 'vitest';
import { credentials, KEYS, LOGIN, simulated, V1, V2 } from '../support/simulated.ts';

const errorBody = { error: { message: expect.stringMatching(/\w.*\.$/) } };

describe('access needs', () => {
  const get = (headers: Record<string, string>, options = {}) =>
    createMxSimulator(options).fetch('http://mx.test/users', { headers });

  test('the client id and key, by Basic authentication', async () => {
    expect((await get({ ...KEYS, ...V1 })).status).toBe(200);
    for (const authorization of ['', 'Basic x', `Bearer ${DEFAULT_API_KEY}`]) {
      const response = await get({ ...V1, authorization });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual(errorBody);
    }
    const own = { clientId: 'me', apiKey: 'mine' };
    expect((await get({ ...KEYS, ...V1 }, own)).status).toBe(401);
    expect((await get({ authorization: `Basic ${btoa('me:mine')}`, ...V1 }, own)).status).toBe(200);
    expect(KEYS.authorization).toBe(`Basic ${btoa(`${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY}`)}`);
  });

  test.each([
    [V1, 200, 'application/vnd.mx.api.v1+json; charset=utf-8'],
    [V2, 200, 'application/json; charset=utf-8'],
    [{ accept: 'application/json' }, 406, 'application/json'],
    [{ 'accept-version': 'v20990101' }, 406, 'application/json'],
    [{ accept: 'application/vnd.mx.api.v1+json' }, 406, 'application/json'],
    [{ 'accept-version': 'v20111101' }, 200, 'application/vnd.mx.api.v1+json; charset=utf-8'],
  ])('a request that names a version: %o', async (headers, status, type) => {
    const response = await get({ ...KEYS, ...headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
  });

  test.each([
    [{ accept: 'application/vnd.mx.api.v1+json' }, 200],
    [V2, 200],
    [{ accept: 'application/json' }, 406],
    [{ accept: 'application/vnd.mx.api.v1+json', 'accept-version': 'v20990101' }, 406],
  ])('a request with only a media type, if that is allowed: %o', async (headers, status) => {
    const response = await get({ ...KEYS, ...headers }, { allowMissingAcceptVersion: true });
    expect(response.status).toBe(status);
  });
});

test.each([
  ['POST', '/users/USR-1/budgets', 501],
  ['GET', '/users/USR-1/insights', 501],
  ['PUT', '/micro_deposits/MIC-1/verify', 501],
  ['POST', '/users/USR-1/budget', 404],
  ['DELETE', '/users/USR-1/budgets', 404],
])('%s %s says whether MX has the address', async (method, path, status) => {
  const { call } = simulated();
  const reply = await call(method, path);
  const message =
    status === 501 ? `MX has ${method} ${path}, but the simulator does not.` : /exist/;
  expect(reply).toMatchObject({
    status,
    body: { error: { message: expect.stringMatching(message) } },
  });
});

test('a user can have the id null', async () => {
  const { call } = simulated();
  const created = await call('POST', '/users', { user: { id: null } });
  expect(created).toMatchObject({ status: 200, body: { user: { id: null } } });
});

describe('users', () => {
  test('are created from a body that arrives byte by byte', async () => {
    const { simulator } = simulated();
    const bytes = new TextEncoder().encode('{"user":{"metadata":"Zürich"}}');
    const body = new ReadableStream({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const headers = { ...KEYS, ...V1, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as const;
    const created = await simulator.fetch('http://mx.test/users', init);
    expect(await created.json()).toMatchObject({ user: { metadata: 'Zürich' } });
  });

  test('are created, read, updated and deleted, with their members', async () => {
    const { call, createUser, createMember } = simulated();
    const guid = await createUser({ id: 'own', email: 'a.b+c@d-e.f.gh', metadata: 'm' });
    const user = { guid, id: 'own', email: 'a.b+c@d-e.f.gh', metadata: 'm', is_disabled: false };
    expect((await call('GET', `/users/${guid}`)).body).toEqual({ user });
    await call('PUT', `/users/${guid}`, { user: { is_disabled: true, email: 'd@e.f' } });
    expect((await call('GET', `/users/${guid}`)).body.user).toEqual({
      ...user,
      is_disabled: true,
      email: 'd@e.f',
    });
    const member = (await createMember(guid, 'correct')).body.member.guid;
    expect((await call('DELETE', `/users/${guid}`)).status).toBe(204);
    expect((await call('GET', `/users/${guid}`)).status).toBe(404);
    expect((await call('GET', `/users/${guid}/members/${member}`)).status).toBe(404);
    expect((await call('POST', '/users', { user: { id: 'own' } })).status).toBe(200);
  });

  test('have unique client ids', async () => {
    const { call, createUser } = simulated();
    await createUser({ id: 'own' });
    const other = await createUser();
    expect((await call('POST', '/users', { user: { id: 'own' } })).status).toBe(409);
    expect((await call('PUT', `/users/${other}`, { user: { id: 'own' } })).status).toBe(409);
    expect((await call('GET', '/users?id=own')).body.users).toHaveLength(1);
    expect((await call('GET', '/users?is_disabled=false')).body.users).toHaveLength(2);
    expect((await call('GET', '/users?is_disabled=false&id=other')).body.users).toEqual([]);
  });

  test('are listed in pages', async () => {
    const { call, createUser } = simulated();
    for (let count = 0; count < 27; count++) await createUser();
    const first = (await call('GET', '/users')).body;
    expect(first.users).toHaveLength(25);
    expect(first.pagination).toEqual({
      current_page: 1,
      per_page: 25,
      total_entries: 27,
      total_pages: 2,
    });
    const third = (await call('GET', '/users?page=3&records_per_page=10')).body;
    expect(third.users).toHaveLength(7);
    expect((await call('GET', '/users?page=9')).body.users).toEqual([]);
    for (const wrong of ['9', '1001', '-1'])
      expect((await call('GET', `/users?records_per_page=${wrong}`)).body.pagination.per_page).toBe(
        25,
      );
    for (const wrong of ['page=x', 'records_per_page=1.5', 'is_disabled=maybe'])
      expect(await call('GET', `/users?${wrong}`)).toMatchObject({ status: 400, body: errorBody });
  });
});

describe('members', () => {
  test('are listed, read, updated and deleted', async () => {
    const { call, member } = simulated();
    const { user, guid, path, update } = await member('correct', { id: 'own', metadata: 'm' });
    const { body } = await call('GET', path);
    expect(body.member).toMatchObject({
      guid,
      id: 'own',
      metadata: 'm',
      user_guid: user,
      institution_code: 'mxbank',
      name: 'MX Bank',
      is_oauth: false,
      connection_status_message: 'Connecting to MX Bank.',
    });
    expect((await call('GET', `/users/${user}/members`)).body.members).toEqual([body.member]);
    expect((await update({ id: 'other' })).body.member.id).toBe('other');
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('GET', `/users/${user}/members`)).body).toMatchObject({
      members: [],
      pagination: { total_entries: 0, total_pages: 1 },
    });
  });

  test('of the same user, institution and username are duplicates, until one is deleted', async () => {
    const { call, createUser, createMember } = simulated();
    const user = await createUser();
    const { body } = await createMember(user, 'correct');
    expect(await createMember(user, 'challenge')).toMatchObject({ status: 409, body: errorBody });
    expect((await createMember(await createUser(), 'correct')).status).toBe(202);
    await call('DELETE', `/users/${user}/members/${body.member.guid}`);
    expect((await createMember(user, 'challenge')).status).toBe(202);
  });

  test('that change their username free the old one, and take the new one', async () => {
    const { createMember, member } = simulated();
    const { user, update } = await member('correct');
    const as = (username: string) =>
      createMember(user, '', { credentials: credentials('correct', username) });
    expect((await update({ credentials: credentials('correct', 'other') })).status).toBe(200);
    expect((await as('other')).status).toBe(409);
    expect((await as('mxuser')).status).toBe(202);
  });

  test('of one user do not share an id', async () => {
    const { createUser, createMember } = simulated();
    const user = await createUser();
    await createMember(user, 'correct', { id: 'own' });
    const other = { id: 'own', credentials: credentials('correct', 'other') };
    expect((await createMember(user, '', other)).status).toBe(409);
  });

  test('are found by client ids only in v20250224', async () => {
    for (const [headers, status] of [
      [V1, 404],
      [V2, 200],
    ] as const) {
      const { call, createUser, createMember } = simulated({}, headers);
      await createMember(await createUser({ id: 'me' }), 'correct', { id: 'mine' });
      expect((await call('GET', '/users/me/members/mine/status')).status).toBe(status);
    }
  });

  test('are not found under another user', async () => {
    const { call, createUser, member } = simulated();
    const { guid } = await member('correct');
    const other = await createUser();
    expect((await call('GET', `/users/${other}/members/${guid}`)).status).toBe(404);
  });
});

describe('institutions', () => {
  test('have the fields of their login form', async () => {
    const { call } = simulated();
    const { body } = await call('GET', '/institutions/mxbank/credentials');
    expect(body.credentials).toMatchObject([
      { field_name: 'LOGIN', label: 'Username', type: 'LOGIN', display_order: 1 },
      { field_name: 'PASSWORD', label: 'Password', type: 'PASSWORD', display_order: 2 },
    ]);
    expect((await call('GET', '/institutions/nobank/credentials')).status).toBe(404);
    expect((await call('GET', '/institutions?name=oauth')).body.institutions).toMatchObject([
      { code: 'mx_bank_oauth', supports_oauth: true },
    ]);
  });

  test('are found by code, and in v20250224 by guid too', async () => {
    const { call } = simulated({}, V2);
    const { guid } = (await call('GET', '/institutions/mxbank')).body.institution;
    const paths = ['/institutions/mxbank/credentials', `/institutions/${guid}/credentials`];
    const [byCode, byGuid] = await Promise.all(paths.map((path) => call('GET', path)));
    expect(byGuid).toEqual(byCode);
    const older = simulated().call;
    expect((await older('GET', `/institutions/${guid}`)).status).toBe(404);
  });

  test.each([
    ['iso_country_code=US', 2],
    ['iso_country_code=CA', 0],
    ['iso_country_code[]=CA&iso_country_code[]=US', 2],
    ['supported_products=statements,history', 2],
    ['supported_products=identity_verification', 0],
    ['supported_products=rewards&supported_products=identity_verification', 0],
  ])('of v20250224 are filtered by %s', async (query, count) => {
    const { call } = simulated({ unsupportedJobs: ['identify'] }, V2);
    const { body } = await call('GET', `/institutions?${query}`);
    expect(body.institutions).toHaveLength(count);
  });

  test.each([
    ['supports_account_identification=true', 0],
    ['supports_account_identification=false', 2],
    ['supports_account_statement=true&supports_transaction_history=true', 2],
  ])('of v20111101 are filtered by %s', async (query, count) => {
    const { call } = simulated({ unsupportedJobs: ['identify'] });
    const { body } = await call('GET', `/institutions?${query}`);
    expect(body.institutions).toHaveLength(count);
  });

  test('ignore unknown filters', async () => {
    for (const [headers, query] of [
      [V1, 'supports_account_statement=yes'],
      [V2, 'supported_products=gold'],
    ] as const)
      expect(await simulated({}, headers).call('GET', `/institutions?${query}`)).toMatchObject({
        status: 400,
        body: errorBody,
      });
  });

  test('that MX blocks have a status, and are listed on request', async () => {
    const { call, simulator } = simulated(
      { blocked: { mxbank: 'institution_prevent_new_error' } },
      V2,
    );
    const codes = async (query = '') =>
      (await call('GET', `/institutions${query}`)).body.institutions.map((one) => Object(one).code);
    expect(await codes()).toEqual(['mx_bank_oauth']);
    expect(await codes('?include_blocked_institutions=true')).toEqual(['mxbank', 'mx_bank_oauth']);
    const shown = async () => (await call('GET', '/institutions/mxbank')).body.institution;
    expect(await shown()).toMatchObject({ status: 'OPERATIONAL', client_status: 'PREVENT_NEW' });
    simulator.bank.blocks.set('mxbank', 'institution_maintenance_error');
    expect(await shown()).toMatchObject({ status: 'MAINTENANCE', client_status: null });
    expect(await codes()).toEqual(['mxbank', 'mx_bank_oauth']);
    simulator.bank.blocks.set('mxbank', 'institution_unavailable_error');
    expect(await shown()).toMatchObject({ status: 'UNAVAILABLE', client_status: null });
  });

  test('are all favourites', async () => {
    const { call } = simulated();
    const { body } = await call('GET', '/institutions/favorites');
    expect(body).toEqual((await call('GET', '/institutions')).body);
    const none = await call('GET', '/institutions/favorites?iso_country_code=CA');
    expect(none.body.institutions).toEqual([]);
  });

  test('need all of their own credentials', async () => {
    const { createUser, createMember } = simulated();
    const user = await createUser();
    for (const given of [
      [],
      [{ guid: LOGIN, value: 'mxuser' }],
      [...credentials('correct'), { guid: 'CRD-other', value: 'x' }],
    ])
      expect((await createMember(user, '', { credentials: given })).status).toBe(400);
  });
});

describe('a bad request', () => {
  test.each([
    ['no JSON', '{"member":', 400],
    ['nothing', '', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
    ['a list instead of an object', '{"member":[]}', 400],
    ['a number instead of a text', '{"member":{"institution_code":7}}', 400],
    ['an unknown institution', '{"member":{"institution_code":"x"}}', 404],
    ['a huge body', `{"member":"${'x'.repeat(200_000)}"}`, 413],
    ['a huge value', `{"member":{"institution_code":"${'x'.repeat(5_000)}"}}`, 400],
  ])('with %s gets a clear error and changes nothing', async (_what, body, status) => {
    const { call, createUser } = simulated();
    const user = await createUser();
    const answer = await call('POST', `/users/${user}/members`, body);
    expect(answer).toMatchObject({ status, body: errorBody });
    expect((await call('GET', `/users/${user}/members`)).body.members).toEqual([]);
  });

  test.each([
    ['POST', '/users', { user: {} }],
    ['POST', '/users', { user: { email: null } }],
    ['POST', '/users', { user: { id: 'a/b' } }],
    ['POST', '/users', { user: { id: '' } }],
    ['POST', '/users', { user: { email: 'ada@example' } }],
    ['POST', '/users', { user: { email: '@example.com' } }],
    ['POST', '/users', { user: { email: 'ada@-example.com' } }],
    ['PUT', '/users/me/members/mine', { member: { id: 'ö' } }],
    ['PUT', '/users/me', { user: {} }],
    ['PUT', '/users/me/members/mine', { member: {} }],
    ['PUT', '/users/me/members/mine', { member: { metadata: null } }],
  ])('with a missing or wrong field is refused: %s %s %j', async (method, path, body) => {
    const { call, createUser, createMember } = simulated({}, V2);
    await createMember(await createUser({ id: 'me' }), 'correct', { id: 'mine' });
    const before = [await call('GET', '/users'), await call('GET', '/users/me/members')];
    expect(await call(method, path, body)).toMatchObject({ status: 400, body: errorBody });
    expect([await call('GET', '/users'), await call('GET', '/users/me/members')]).toEqual(before);
  });

  test('for products that MX does not have is refused in v20250224', async () => {
    for (const [headers, products, status] of [
      [V2, ['transactions'], 202],
      [V2, ['gold'], 400],
      [V2, 'transactions', 400],
      [V1, ['gold'], 202], // This version does not know the field.
    ] as const) {
      const { call, createUser } = simulated({}, headers);
      const answer = await call('POST', `/users/${await createUser()}/members`, {
        data_request: { products },
        member: { institution_code: 'mxbank', credentials: credentials('correct') },
      });
      expect(answer.status).toBe(status);
    }
  });

  test('with an endless body is refused, and the body is cancelled', async () => {
    const { simulator } = simulated();
    let isLetGo = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(30_000)),
      cancel: () => {
        isLetGo = true;
      },
    });
    const headers = { ...KEYS, ...V1, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as const;
    expect((await simulator.fetch('http://mx.test/users', init)).status).toBe(413);
    expect(isLetGo).toBe(true);
  });

  test('is not quoted in the error', async () => {
    const { createUser, createMember } = simulated();
    const wrong = [{ guid: LOGIN, value: ['unmistakable'] }];
    const { status, body } = await createMember(await createUser(), '', { credentials: wrong });
    expect(status).toBe(400);
    expect(body.error.message).toBe('"member.credentials.0.value" must be string.');
  });

  test('for an unknown thing is 404', async () => {
    const { call, createUser } = simulated();
    const user = await createUser();
    for (const path of [
      '/nothing',
      '/users/USR-0',
      `/users/${user}/members/MBR-0/status`,
      `/users/${user}/members/%E0%A4%A`,
      '/users/..%2f..',
    ])
      expect((await call('GET', path)).status).toBe(404);
  });
});
