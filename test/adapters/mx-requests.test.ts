import type { InstitutionDetails } from '@mx-member/adapters/mx';
import { describe, expect, test } from 'vitest';
import { fakeMx, json, MEMBER, member } from '../support/fake-mx.ts';

/** Every field that MX documents for requests about users, members and jobs. */

const CREATED = member({ connection_status: 'CREATED', is_being_aggregated: true });
const NEW = { userGuid: 'USR-1', institutionCode: 'mxbank' };
const credentials = [{ guid: 'CRD-1', value: 'x' }];

test('a user is created, read, changed and deleted with every field of MX', async () => {
  const wire = {
    guid: 'USR-1',
    id: 'mine',
    email: 'a@b.example',
    is_disabled: true,
    metadata: 'm',
  };
  const { mx, sent, calls } = fakeMx([
    json({ user: wire }),
    json({ user: wire }),
    json({ user: { ...wire, is_disabled: null, email: null } }),
    () => new Response(null, { status: 204 }),
  ]);
  const all = { id: 'mine', email: 'a@b.example', isDisabled: true, metadata: 'm' };
  expect(await mx.createUser(all)).toEqual({ userGuid: 'USR-1' });
  expect(await mx.readUser({ userGuid: 'USR-1' })).toEqual({ userGuid: 'USR-1', ...all });
  expect(await mx.updateUser({ userGuid: 'USR-1', isDisabled: false })).toEqual({
    userGuid: 'USR-1',
    ...all,
    email: null,
    isDisabled: false,
  });
  expect(await mx.deleteUser({ userGuid: 'USR-1' })).toBeUndefined();
  expect(calls()).toEqual([
    'POST /users',
    'GET /users/USR-1',
    'PUT /users/USR-1',
    'DELETE /users/USR-1',
  ]);
  const { guid: _, ...fields } = wire;
  expect(sent.map(({ body }) => body)).toEqual([
    { user: fields },
    undefined,
    { user: { is_disabled: false } },
    undefined,
  ]);
});

test('lists are filtered', async () => {
  const { mx, sent } = fakeMx([json({ users: [] }), json({ members: [] })]);
  await mx.listUsers({ id: 'mine', email: 'a@b.example', isDisabled: false });
  await mx.listMembers({ userGuid: 'USR-1', useCase: 'PFM', page: 2 });
  expect(sent.map(({ query }) => query)).toEqual([
    { id: 'mine', email: 'a@b.example', is_disabled: 'false' },
    { use_case: 'PFM', page: '2' },
  ]);
});

test('an empty change is not sent, because MX would refuse it', async () => {
  const { mx, sent } = fakeMx([json({})]);
  const message = /^update(?:User|Member): no attribute was given/;
  await expect(mx.updateUser({ userGuid: 'USR-1' })).rejects.toThrow(message);
  await expect(mx.updateMember({ member: MEMBER })).rejects.toThrow(message);
  await expect(mx.updateMember({ member: MEMBER, callbackPayload: 'x' })).rejects.toThrow(message);
  expect(sent).toEqual([]);
});

describe('institutions', () => {
  const bank = { code: 'mxbank', guid: 'INS-1', name: 'MX Bank', url: 'https://www.mx.com' };
  const page = (number: number, institutions: readonly object[]) =>
    json({
      institutions,
      pagination: { current_page: number, per_page: 1, total_entries: 2, total_pages: 2 },
    });

  test('have the status that MX sends, whatever its name', async () => {
    const { mx, sent } = fakeMx([
      page(1, [
        {
          ...bank,
          supports_oauth: false,
          supported_products: ['account_verification', 'transactions'],
          status: 'MAINTENANCE',
          medium_logo_url: 'https://www.mx.com/logo.png',
          client_status: 'NEW_WORD',
          instructional_text: 'Turn on API access.',
          forgot_password_url: 'https://www.mx.com/forgot',
          trouble_signing_in_url: 'https://www.mx.com/help',
        },
      ]),
      page(2, [{ code: 'other', status: 7, supports_account_identification: true }]),
    ]);
    const banks: InstitutionDetails[] = [];
    const request = { name: 'bank', includeBlockedInstitutions: true, recordsPerPage: 10 };
    for await (const bank of mx.listInstitutions(request)) banks.push(bank);
    expect(banks).toEqual([
      {
        institutionCode: 'mxbank',
        institutionGuid: 'INS-1',
        name: 'MX Bank',
        url: 'https://www.mx.com',
        logoUrl: 'https://www.mx.com/logo.png',
        supportsOauth: false,
        supportsVerification: true,
        supportsIdentification: false,
        status: 'MAINTENANCE',
        clientStatus: 'NEW_WORD',
        instructionalText: 'Turn on API access.',
        forgotPasswordUrl: 'https://www.mx.com/forgot',
        troubleSigningInUrl: 'https://www.mx.com/help',
      },
      {
        institutionCode: 'other',
        institutionGuid: null,
        name: '',
        url: null,
        logoUrl: null,
        supportsOauth: false,
        supportsVerification: null,
        supportsIdentification: true,
        status: null,
        clientStatus: null,
        instructionalText: null,
        forgotPasswordUrl: null,
        troubleSigningInUrl: null,
      },
    ]);
    const query = { name: 'bank', records_per_page: '10', include_blocked_institutions: 'true' };
    expect(sent.map((request) => request.query)).toEqual([query, { ...query, page: '2' }]);
  });

  test.each([
    [0, 'OPERATIONAL'],
    [1, 'MAINTENANCE'],
    [2, 'DEGRADED'],
    [3, 'UNAVAILABLE'],
    [4, null],
    [true, null],
  ])('have a status that can be a number: %o is %o', async (status, word) => {
    const { mx } = fakeMx([json({ institution: { ...bank, status } })]);
    const read = await mx.readInstitution({ institutionCode: 'mxbank' });
    expect(read.status).toBe(word);
  });

  test('are read by their code', async () => {
    const { mx, calls } = fakeMx([json({ institution: bank })], { version: 'v20111101' });
    expect(await mx.readInstitution({ institutionCode: 'mxbank' })).toMatchObject({
      institutionCode: 'mxbank',
      status: null,
    });
    expect(calls()).toEqual(['GET /institutions/mxbank']);
    expect(() => mx.listInstitutions({ includeBlockedInstitutions: false })).toThrow(
      /listInstitutions: includeBlockedInstitutions needs API version v20250224/,
    );
  });
});

describe('a field that only one version has', () => {
  const old = { version: 'v20111101' } as const;

  test('is sent in the version that has it', async () => {
    const { mx, sent } = fakeMx([CREATED], old);
    const job = { member: MEMBER, job: 'aggregate' } as const;
    await mx.startJob({ ...job, includeTransactions: false, includeHoldings: true });
    await mx.updateCredentials({ member: MEMBER, credentials, skipAggregation: true });
    expect(sent[0]?.query).toEqual({ include_transactions: 'false', include_holdings: 'true' });
    expect(sent[1]?.body).toEqual({ member: { credentials, skip_aggregation: true } });
  });

  test('is refused by name in the other version', async () => {
    const now = fakeMx([CREATED]);
    const then = fakeMx([CREATED], old);
    const job = { member: MEMBER, job: 'aggregate' } as const;
    for (const [call, name] of [
      [now.mx.startJob({ ...job, includeTransactions: false }), 'includeTransactions'],
      [now.mx.startJob({ ...job, includeHoldings: false }), 'includeHoldings'],
      [now.mx.createMember({ ...NEW, skipAggregation: true }), 'skipAggregation'],
      [
        now.mx.updateCredentials({ member: MEMBER, credentials, skipAggregation: true }),
        'skipAggregation',
      ],
      [then.mx.createMember({ ...NEW, dataRequest: { products: ['rewards'] } }), 'dataRequest'],
    ] as const) {
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toMatch(
        new RegExp(`${name} needs API version v\\d+, but this client uses v\\d+`),
      );
    }
    expect([...now.sent, ...then.sent]).toEqual([]);
  });

  test('is refused for a job that does not have it', async () => {
    const { mx, sent } = fakeMx([CREATED], old);
    const call = mx.startJob({ member: MEMBER, job: 'verify', includeTransactions: false });
    await expect(call).rejects.toThrow(/only for the job aggregate/);
    expect(sent).toEqual([]);
  });
});

test('an OAuth window starts no job if the caller asks for that', async () => {
  const { mx, sent } = fakeMx([member({ oauth_window_uri: 'https://bank.example' })]);
  await mx.oauthWindowUri({ member: MEMBER, skipAggregation: true });
  expect(sent[0]?.query).toEqual({ skip_aggregation: 'true' });
});

describe('a list is read page by page, on demand', () => {
  const page = (number: number, pages: number, count = 2) =>
    json({
      users: Array.from({ length: count }, (_, index) => ({ guid: `USR-${number}-${index}` })),
      pagination: { current_page: number, total_pages: pages, total_entries: 5 },
    });
  const guidsOf = async (users: AsyncIterable<{ userGuid: string }>) => {
    const guids: string[] = [];
    for await (const { userGuid } of users) guids.push(userGuid);
    return guids;
  };

  test('to the last page', async () => {
    const { mx, sent } = fakeMx([page(1, 3), page(2, 3), page(3, 3, 1)]);
    const users = mx.users({ isDisabled: false, recordsPerPage: 10 });
    expect(sent).toEqual([]);
    expect(await guidsOf(users)).toEqual(['USR-1-0', 'USR-1-1', 'USR-2-0', 'USR-2-1', 'USR-3-0']);
    expect(sent.map(({ query }) => query)).toEqual(
      [1, 2, 3].map((page) => ({
        page: String(page),
        records_per_page: '10',
        is_disabled: 'false',
      })),
    );
  });

  test('from a given page, and only as far as entries are read', async () => {
    const { mx, sent } = fakeMx([page(2, 3), page(3, 3)]);
    for await (const { userGuid } of mx.users({ page: 2 })) if (userGuid) break;
    expect(sent.map(({ query }) => query)).toEqual([{ page: '2' }]);
  });

  test('until an empty page, whatever count MX sends', async () => {
    const { mx, sent } = fakeMx([page(1, 99), page(2, 99, 0)]);
    expect(await guidsOf(mx.users())).toHaveLength(2);
    expect(sent).toHaveLength(2);
  });

  test('for members too, with the options of a read', async () => {
    const { mx, sent } = fakeMx([json({ members: [{ guid: 'MBR-1', connection_status: null }] })]);
    const members = [];
    for await (const { member } of mx.members({ userGuid: 'USR-1', useCase: 'PFM' }))
      members.push(member);
    expect(members).toEqual([MEMBER]);
    expect(sent[0]?.query).toEqual({ use_case: 'PFM', page: '1' });

    const signal = AbortSignal.abort('left');
    await expect(guidsOf(mx.users({}, { signal }))).rejects.toBe('left');
    expect(sent).toHaveLength(1);
  });
});

test.each([
  { LOGIN: 'mxuser', PASSWORD: 'SECRET' },
  'SECRET',
  [{ LOGIN: 'mxuser' }],
  [{ guid: 'CRD-1', value: null }],
  [null],
])('malformed credentials are neither sent nor quoted: %#', async (given) => {
  const { mx, sent } = fakeMx([]);
  const credentials = given as never;
  const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
  const refused = /credentials must be a list of \{ guid, value \}, one for each field/;
  const calls = [
    mx.createMember({ userGuid: 'USR-1', institutionCode: 'mxbank', credentials }),
    mx.updateCredentials({ member, credentials }),
  ];
  for (const call of calls) {
    await expect(call).rejects.toThrow(refused);
    await expect(call).rejects.not.toThrow('SECRET');
  }
  expect(sent).toEqual([]);
});
