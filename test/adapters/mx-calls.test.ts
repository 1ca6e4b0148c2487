import { JOBS } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { VERSION } from '../../packages/adapters/src/version.ts';
import { fakeMx, json, MEMBER, member } from '../support/fake-mx.ts';

const PATH = '/users/USR-1/members/MBR-1';
const CREATED = { connection_status: 'CREATED', is_being_aggregated: true };

test('every request names its version, with the key', async () => {
  const headersOf = async (version: 'v20111101' | 'v20250224') => {
    const { mx, sent } = fakeMx([member(CREATED)], { version, clientId: 'me', apiKey: 'kéy' });
    await mx.readStatus({ member: MEMBER });
    return Object.fromEntries(sent[0]?.headers ?? []);
  };
  const authorization = `Basic ${Buffer.from('me:kéy').toString('base64')}`;
  expect(await headersOf('v20111101')).toEqual({
    accept: 'application/vnd.mx.api.v1+json',
    'accept-version': 'v20111101',
    authorization,
    'user-agent': `mx-member/${VERSION}`,
  });
  expect(await headersOf('v20250224')).toEqual({
    accept: 'application/json',
    'accept-version': 'v20250224',
    authorization,
    'user-agent': `mx-member/${VERSION}`,
  });
});

test.each(JOBS)('the job %s is started at the endpoint of its name', async (job) => {
  const { mx, sent, calls } = fakeMx([member({ ...CREATED, aggregated_at: 'now' }, 202)]);
  expect(await mx.startJob({ member: MEMBER, job })).toEqual({
    connectionStatus: 'CREATED',
    isBeingAggregated: true,
    challenges: [],
    aggregatedAt: 'now',
  });
  expect(calls()).toEqual([`POST ${PATH}/${job}`]);
  expect(sent[0]?.body).toBeUndefined();
});

test('answers are sent with the guids of their challenges', async () => {
  const { mx, sent, calls } = fakeMx([
    member({ connection_status: 'RESUMED', is_being_aggregated: true }, 202),
  ]);
  const answers = [
    { guid: 'CRD-1', value: 'blue' },
    { guid: 'CRD-2', value: '1234' },
  ];
  const reading = await mx.submitAnswers({ member: MEMBER, answers });
  expect(reading).toMatchObject({ connectionStatus: 'RESUMED', isBeingAggregated: true });
  expect(calls()).toEqual([`PUT ${PATH}/resume`]);
  expect(sent[0]?.body).toEqual({ member: { challenges: answers } });
});

test('users are created and listed', async () => {
  const { mx, sent, calls } = fakeMx([
    json({ user: { guid: 'USR-1' } }),
    json({
      users: [{ guid: 'USR-1', id: 'mine', metadata: null, email: 'a@example' }],
      pagination: { current_page: 2, per_page: 10, total_entries: 11, total_pages: 2 },
    }),
  ]);
  expect(await mx.createUser({ id: 'mine' })).toEqual({ userGuid: 'USR-1' });
  expect(await mx.listUsers({ page: 2, recordsPerPage: 10 })).toEqual({
    page: 2,
    pages: 2,
    total: 11,
    users: [
      { userGuid: 'USR-1', id: 'mine', metadata: null, email: 'a@example', isDisabled: false },
    ],
  });
  expect(calls()).toEqual(['POST /users', 'GET /users']);
  expect(sent[0]?.body).toEqual({ user: { id: 'mine' } });
  expect(sent[1]?.query).toEqual({ page: '2', records_per_page: '10' });
});

test("a bank's login fields are in display order", async () => {
  const { mx, sent, calls } = fakeMx([
    json({
      credentials: [
        { guid: 'CRD-2', display_order: 2, field_name: 'PASSWORD', type: 'PASSWORD' },
        { guid: 'CRD-1', display_order: 1, field_name: 'LOGIN', label: 'Username', type: 'TEXT' },
      ],
    }),
  ]);
  expect(await mx.institutionCredentials({ institutionCode: 'mxbank' })).toEqual([
    { guid: 'CRD-1', fieldName: 'LOGIN', label: 'Username', type: 'TEXT' },
    { guid: 'CRD-2', fieldName: 'PASSWORD', label: 'PASSWORD', type: 'PASSWORD' },
  ]);
  expect(calls()).toEqual(['GET /institutions/mxbank/credentials']);
  expect(sent[0]?.query).toEqual({ records_per_page: '100' });
});

test('a member is created with credentials, or for a login at its bank', async () => {
  const { mx, sent } = fakeMx([
    member(CREATED, 202),
    member({
      connection_status: 'PENDING',
      is_oauth: true,
      oauth_window_uri: 'https://bank.example/login',
    }),
  ]);
  const credentials = [{ guid: 'CRD-1', value: 'mxuser' }];
  const own = { userGuid: 'USR-1', institutionCode: 'mxbank', id: 'mine' };
  expect(await mx.createMember({ ...own, credentials })).toMatchObject({
    member: MEMBER,
    reading: { connectionStatus: 'CREATED', isBeingAggregated: true },
    isOauth: false,
    oauthWindowUri: null,
  });
  expect(sent[0]?.body).toEqual({
    member: { institution_code: 'mxbank', id: 'mine', credentials },
  });

  const oauth = { ...own, isOauth: true, clientRedirectUrl: 'app:back', referralSource: 'APP' };
  expect(
    await mx.createMember({ ...oauth, referralSource: 'APP', dataRequest: { products: ['p'] } }),
  ).toMatchObject({ isOauth: true, oauthWindowUri: 'https://bank.example/login' });
  expect(sent[1]?.body).toEqual({
    client_redirect_url: 'app:back',
    referral_source: 'APP',
    data_request: { products: ['p'] },
    member: { institution_code: 'mxbank', id: 'mine', is_oauth: true },
  });
});

test('the fields about daily jobs are read, and have their default if MX does not say', async () => {
  const { mx } = fakeMx([
    member(CREATED),
    member({
      ...CREATED,
      background_aggregation_is_disabled: true,
      is_manual: true,
      is_managed_by_user: false,
    }),
  ]);
  expect(await mx.readMember({ member: MEMBER })).toMatchObject({
    backgroundAggregationIsDisabled: false,
    isManual: false,
    isManagedByUser: true,
  });
  expect(await mx.readMember({ member: MEMBER })).toMatchObject({
    backgroundAggregationIsDisabled: true,
    isManual: true,
    isManagedByUser: false,
  });
});

test.each(['', 'bank.example/login', 'javascript:alert(1)'])(
  'the window address "%s" is ignored, because it is not a web address',
  async (oauth_window_uri) => {
    const { mx } = fakeMx([member({ ...CREATED, oauth_window_uri })]);
    expect(await mx.readMember({ member: MEMBER })).toMatchObject({
      reading: { connectionStatus: 'CREATED' },
      oauthWindowUri: null,
    });
  },
);

test.each([
  [202, false, true],
  [200, false, false],
  [201, false, false],
  [201, true, true],
])(
  'after %i for a creation, with a job at work: %s, a job is requested: %s',
  async (status, is_being_aggregated, isJobRequested) => {
    const { mx } = fakeMx([member({ ...CREATED, is_being_aggregated }, status)]);
    const request = { userGuid: 'USR-1', institutionCode: 'mxbank' };
    expect(await mx.createMember(request)).toMatchObject({ isJobRequested });
  },
);

test('a job is skipped at creation if the version supports it', async () => {
  const request = { userGuid: 'USR-1', institutionCode: 'mxbank', skipAggregation: true };
  const old = fakeMx([member(CREATED)], { version: 'v20111101' });
  await old.mx.createMember(request);
  expect(old.sent[0]?.body).toEqual({
    member: { institution_code: 'mxbank', skip_aggregation: true },
  });

  const { mx, sent } = fakeMx([member(CREATED)]);
  await expect(mx.createMember(request)).rejects.toThrow(/skipAggregation.*v20111101/);
  expect(sent).toEqual([]);
  await mx.createMember({ ...request, skipAggregation: false });
  expect(sent[0]?.body).toEqual({ member: { institution_code: 'mxbank' } });
});

test('a user without fields is sent with one field, because MX refuses an empty user', async () => {
  const { mx, sent } = fakeMx([json({ user: { guid: 'USR-1' } })]);
  await mx.createUser();
  expect(sent[0]?.body).toEqual({ user: { is_disabled: false } });
});

test('a member is read, listed, changed and deleted', async () => {
  const wire = { connection_status: 'UPDATED', is_being_aggregated: true, name: 'MX Bank' };
  const { mx, sent, calls } = fakeMx([
    member(wire),
    json({ members: [{ guid: 'MBR-1', ...wire }] }),
    member(wire),
    member(wire),
    () => new Response(null, { status: 204 }),
  ]);
  const details = { member: MEMBER, name: 'MX Bank', reading: { connectionStatus: 'UPDATED' } };
  expect(await mx.readMember({ member: MEMBER })).toMatchObject(details);
  expect(await mx.listMembers({ userGuid: 'USR-1', page: 3 })).toMatchObject({
    page: 1,
    pages: 1,
    total: 1,
    members: [details],
  });
  const credentials = [{ guid: 'CRD-1', value: 'new' }];
  expect(await mx.updateCredentials({ member: MEMBER, credentials })).toMatchObject(details);
  expect(await mx.updateMember({ member: MEMBER, metadata: 'm' })).toMatchObject(details);
  expect(await mx.deleteMember({ member: MEMBER })).toBeUndefined();
  expect(calls()).toEqual([
    `GET ${PATH}`,
    'GET /users/USR-1/members',
    `PUT ${PATH}`,
    `PUT ${PATH}`,
    `DELETE ${PATH}`,
  ]);
  expect(sent.map(({ body }) => body)).toEqual([
    undefined,
    undefined,
    { member: { credentials } },
    { member: { metadata: 'm' } },
    undefined,
  ]);
});

test('a new address of the OAuth page is returned, but only if it is a web address', async () => {
  const { mx, sent, calls } = fakeMx([
    member({ oauth_window_uri: 'https://bank.example/2' }),
    member({ oauth_window_uri: 'javascript:alert(1)' }),
  ]);
  const request = { member: MEMBER, referralSource: 'BROWSER', enableApp2app: false } as const;
  expect(await mx.oauthWindowUri(request)).toEqual({ oauthWindowUri: 'https://bank.example/2' });
  expect(calls()).toEqual([`GET ${PATH}/oauth_window_uri`]);
  expect(sent[0]?.query).toEqual({ referral_source: 'BROWSER', enable_app2app: 'false' });
  await expect(mx.oauthWindowUri(request)).rejects.toMatchObject({ code: 'malformed' });
});

test('the open questions are listed; none, when MX has nothing to say', async () => {
  const { mx } = fakeMx([
    json({ challenges: [{ guid: 'CRD-1', label: 'Colour?', type: 'TEXT' }] }),
    () => new Response(null, { status: 204 }),
  ]);
  expect(await mx.listChallenges({ member: MEMBER })).toMatchObject([{ guid: 'CRD-1' }]);
  expect(await mx.listChallenges({ member: MEMBER })).toEqual([]);
});
