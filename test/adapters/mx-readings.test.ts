import { describe, expect, test } from 'vitest';
import { code, fakeMx, json, MEMBER, member, offline } from '../support/fake-mx.ts';

const PATH = '/users/USR-1/members/MBR-1';
const read = (answers: Parameters<typeof fakeMx>[0]) => {
  const fake = fakeMx(answers);
  return { ...fake, reading: fake.mx.readStatus({ member: MEMBER }) };
};

test('a reading contains what MX sends, and omits what MX omits', async () => {
  const full = read([
    member({
      connection_status: 'CREATED',
      is_being_aggregated: true,
      aggregated_at: '2026-01-01T00:00:00Z',
      successfully_aggregated_at: null,
      is_authenticated: false,
      added_since: [1],
      challenges: [],
    }),
  ]);
  expect(await full.reading).toEqual({
    connectionStatus: 'CREATED',
    isBeingAggregated: true,
    challenges: [],
    aggregatedAt: '2026-01-01T00:00:00Z',
    successfullyAggregatedAt: null,
    progress: 'loggingIn',
  });
  expect(await read([json({ member: { connection_status: null } })]).reading).toEqual({
    connectionStatus: null,
    isBeingAggregated: null,
    challenges: [],
  });
});

test.each([
  [{ is_authenticated: false }, 'loggingIn'],
  [{ is_authenticated: true, has_processed_accounts: false }, 'loggedIn'],
  [{ is_authenticated: true, has_processed_accounts: true }, 'accounts'],
  [{ has_processed_account_numbers: true }, 'accounts'],
  [{ has_processed_accounts: true, has_processed_transactions: true }, 'transactions'],
  [{ is_authenticated: null }, undefined],
  [{ is_authenticated: 'yes' }, undefined],
])('a reading says how far the job is: %j', async (fields, progress) => {
  const body = { connection_status: 'CREATED', is_being_aggregated: true, ...fields };
  expect((await read([member(body)]).reading).progress).toBe(progress);
});

test.each([
  ['JOB-1', 'JOB-1'],
  [null, undefined],
  [true, undefined],
])('a reading has the guid of the latest job if MX sends one: %o', async (guid, jobGuid) => {
  const body = { connection_status: 'CREATED', most_recent_job_guid: guid };
  expect((await read([member(body)]).reading).jobGuid).toBe(jobGuid);
});

test.each([
  ['HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ['nothing', () => new Response('')],
  ['{}', json({})],
  ['null', json(null)],
  ['a list', json([{ member: { connection_status: 'CONNECTED' } }])],
  ['a member without a status', member({ is_being_aggregated: false })],
  ['a status that is a number', member({ connection_status: 6 })],
  ['a flag that is a text', member({ connection_status: null, is_being_aggregated: 'false' })],
  [
    'a challenge without a guid',
    member({ connection_status: 'CHALLENGED', challenges: [{ label: 'Which?' }] }),
  ],
  ['half a body', () => new Response('{"member":{"connection_sta')],
  ['a body that is cut off', () => new Response('x'.repeat(9 * 2 ** 20))],
  ['a redirect', code(302, { location: 'https://elsewhere.example/' })],
  ['a redirect that a browser hides', () => Response.error()],
])('%s is malformed, not an outcome', async (_, answer) => {
  const { reading, sent } = read([answer]);
  await expect(reading).rejects.toMatchObject({ code: 'malformed' });
  expect(sent).toHaveLength(1);
});

describe('a settled status is explained by the member page', () => {
  const FAILED = { connection_status: 'FAILED', is_being_aggregated: false };

  test.each([
    ['CONNECTED', false],
    ['CONNECTED', null],
    ['DENIED', false],
    ['SOMETHING_NEW', false],
  ])('%s while is_being_aggregated is %s', async (connection_status, is_being_aggregated) => {
    const settled = { connection_status, is_being_aggregated };
    const error = { error_code: 1000, error_message: 'no', error_type: 'MEMBER' };
    const { reading, calls } = read([
      member(settled),
      member({ ...settled, connection_status_message: 'Hello.', error }),
    ]);
    expect(await reading).toMatchObject({
      connectionStatus: connection_status,
      message: 'Hello.',
      errorCode: 1000,
    });
    expect(calls()).toEqual([`GET ${PATH}/status`, `GET ${PATH}`]);
  });

  test.each([
    ['CONNECTED', true],
    ['DENIED', true],
    ['CREATED', false],
    ['PENDING', false],
    [null, false],
  ])('not %s while is_being_aggregated is %s', async (connection_status, is_being_aggregated) => {
    const { reading, sent } = read([member({ connection_status, is_being_aggregated })]);
    await reading;
    expect(sent).toHaveLength(1);
  });

  test.each([
    ['an object', { error_code: 2001 }, 2001],
    ['a text with JSON', '{"error_code":1000,"error_type":"MEMBER"}', 1000],
    ['an empty object', {}, undefined],
    ['null', null, undefined],
    ['a text without JSON', 'oops', undefined],
    ['a text with a JSON text', '"\\"{}\\""', undefined],
    ['a code that is not a number', { error_code: 'E1' }, undefined],
  ])('the error is %s', async (_, error, errorCode) => {
    const reading = await read([member(FAILED), member({ ...FAILED, error })]).reading;
    expect(reading.errorCode).toBe(errorCode);
  });

  test.each([
    ['cannot be read', code(503), 'unreachable'],
    ['is not allowed', code(403), 'forbidden'],
    ['cannot be parsed', json({ member: 'x' }), 'malformed'],
  ])('a page that %s makes the poll fail', async (_, page, fault) => {
    await expect(read([member(FAILED), page]).reading).rejects.toMatchObject({ code: fault });
  });

  test.each([
    ['is about a later job', { ...FAILED, is_being_aggregated: true }],
    ['shows another status', { ...FAILED, connection_status: 'DENIED' }],
  ])('a page that %s is the reading, because it is newer', async (_, page) => {
    const { reading } = read([member(FAILED), member({ ...page, error: { error_code: 1 } })]);
    expect(await reading).toEqual({
      connectionStatus: page.connection_status,
      isBeingAggregated: page.is_being_aggregated,
      challenges: [],
      errorCode: 1,
    });
  });

  test('an abort while the page is read is an abort', async () => {
    const controller = new AbortController();
    const { mx } = fakeMx([
      member(FAILED),
      () => {
        controller.abort('left');
        return offline();
      },
    ]);
    const { signal } = controller;
    await expect(mx.readStatus({ member: MEMBER }, { signal })).rejects.toBe('left');
  });
});

test('the reply to a start has the error code of the previous job, for comparison, but not its message', async () => {
  const { mx } = fakeMx([
    member({
      connection_status: 'FAILED',
      is_being_aggregated: true,
      connection_status_message: 'Old.',
      error: { error_code: 3000 },
    }),
  ]);
  expect(await mx.startJob({ member: MEMBER, job: 'aggregate' })).toEqual({
    connectionStatus: 'FAILED',
    isBeingAggregated: true,
    challenges: [],
    errorCode: 3000,
  });
});

describe('CHALLENGED without its challenges', () => {
  const CHALLENGED = member({ connection_status: 'CHALLENGED', is_being_aggregated: true });

  test('the challenges are read from their list', async () => {
    const { reading, calls } = read([
      CHALLENGED,
      json({ challenges: [{ guid: 'CRD-1', label: 'Which?', type: 'TEXT' }] }),
    ]);
    expect((await reading).challenges).toMatchObject([{ guid: 'CRD-1', label: 'Which?' }]);
    expect(calls()).toEqual([`GET ${PATH}/status`, `GET ${PATH}/challenges`]);
  });

  test('204 means that no challenge is open anymore', async () => {
    const { reading } = read([CHALLENGED, () => new Response(null, { status: 204 })]);
    expect((await reading).challenges).toEqual([]);
  });

  test('the poll fails if the list cannot be read', async () => {
    await expect(read([CHALLENGED, json([])]).reading).rejects.toMatchObject({
      code: 'malformed',
    });
  });
});

test.each([
  [true, true],
  [false, undefined],
  ['yes', undefined],
])('needs_updated_credentials %o becomes %o in a reading', async (sent, expected) => {
  const { mx } = fakeMx([
    member({
      connection_status: 'PREVENTED',
      is_being_aggregated: false,
      needs_updated_credentials: sent,
    }),
  ]);
  const reading = await mx.startJob({ member: MEMBER, job: 'aggregate' });
  expect(reading.needsUpdatedCredentials).toBe(expected);
});

test('challenges are dropped unless the status is CHALLENGED', async () => {
  const { reading } = read([
    member({
      connection_status: 'RESUMED',
      is_being_aggregated: true,
      challenges: [{ guid: 'CRD-1' }],
    }),
  ]);
  expect((await reading).challenges).toEqual([]);
});

describe('a poll that expects the end reads the member page at once', () => {
  const end = (fields: Record<string, unknown>, ...rest: Parameters<typeof fakeMx>[0]) => {
    const fake = fakeMx([member(fields), ...rest]);
    return { ...fake, reading: fake.mx.readStatus({ member: MEMBER, expects: 'end' }) };
  };

  test('the result of a job takes one request', async () => {
    const { reading, calls } = end({
      connection_status: 'CONNECTED',
      is_being_aggregated: false,
      error: { error_code: 1000 },
    });
    expect(await reading).toMatchObject({ connectionStatus: 'CONNECTED', errorCode: 1000 });
    expect(calls()).toEqual([`GET ${PATH}`]);
  });

  test('challenges are read from their list, because the page does not have them', async () => {
    const { reading, calls } = end(
      { connection_status: 'CHALLENGED', is_being_aggregated: true },
      json({ challenges: [{ guid: 'CRD-2', label: 'Which?', type: 'TEXT' }] }),
    );
    expect((await reading).challenges).toMatchObject([{ guid: 'CRD-2' }]);
    expect(calls()).toEqual([`GET ${PATH}`, `GET ${PATH}/challenges`]);
  });

  test('the poll fails if challenges cannot be read', async () => {
    const { reading } = end(
      { connection_status: 'CHALLENGED', is_being_aggregated: true },
      code(503),
    );
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('a reply about somebody else', () => {
  const connected = { connection_status: 'CONNECTED', is_being_aggregated: false };
  const of = (fields: object) => json({ member: { ...connected, ...fields } });

  test.each([
    ['another member', { guid: 'MBR-2' }],
    ['a member of another user', { guid: 'MBR-1', user_guid: 'USR-2' }],
    ['another member with another id', { guid: 'MBR-2', id: 'ours' }],
  ])('%s is refused by every call', async (_, fields) => {
    for (const call of [
      ({ mx }: ReturnType<typeof fakeMx>) => mx.readStatus({ member: MEMBER }),
      ({ mx }) => mx.readStatus({ member: MEMBER, expects: 'end' }),
      ({ mx }) => mx.startJob({ member: MEMBER, job: 'verify' }),
      ({ mx }) => mx.submitAnswers({ member: MEMBER, answers: [] }),
      ({ mx }) => mx.readMember({ member: MEMBER }),
      ({ mx }) => mx.updateCredentials({ member: MEMBER, credentials: [] }),
    ] as ((fake: ReturnType<typeof fakeMx>) => Promise<unknown>)[])
      await expect(call(fakeMx([of(fields)]))).rejects.toMatchObject({
        code: 'malformed',
        message: expect.stringContaining('another member'),
      });
  });

  test('a new member, and a member in a list, belong to the user who was asked for', async () => {
    const wrong = { guid: 'MBR-9', user_guid: 'USR-2' };
    const { mx } = fakeMx([json({ members: [{ ...connected, ...wrong }] })]);
    await expect(mx.listMembers({ userGuid: 'USR-1' })).rejects.toMatchObject({
      code: 'malformed',
    });
    const created = fakeMx([of(wrong)]).mx.createMember({
      userGuid: 'USR-1',
      institutionCode: 'mxbank',
      isOauth: true,
    });
    await expect(created).rejects.toMatchObject({ code: 'malformed' });
  });

  test.each([
    ['names nobody', MEMBER, {}],
    [
      'has guids where the request has own ids',
      { userGuid: 'ada', memberGuid: 'her-bank' },
      {
        guid: 'MBR-1',
        user_guid: 'USR-1',
      },
    ],
    [
      'has the id of the request',
      { userGuid: 'USR-ada', memberGuid: 'MBR-bank' },
      {
        guid: 'MBR-1',
        id: 'MBR-bank',
        user_guid: 'USR-1',
        user_id: 'USR-ada',
      },
    ],
  ])('a reply that %s is a reading', async (_, member, fields) => {
    const { mx } = fakeMx([of(fields)]);
    expect(await mx.readStatus({ member })).toMatchObject({ connectionStatus: 'CONNECTED' });
  });
});
