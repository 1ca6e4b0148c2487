import { expect, test } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { credentials, simulated, V1, V2 } from '../support/simulated.ts';

const REQUESTS = 10_000;

/** Values that are never valid, or only in some places. */
const RUBBISH: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1e300,
    '',
    ' ',
    'x',
    '\u0000',
    '\u202e',
    '💸',
    '__proto__',
    'a'.repeat(5_000),
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    { guid: null },
    { value: {} },
    'javascript:alert(1)',
    '../..',
    '%2e%2e',
  ],
];
const TEXTS = RUBBISH.filter((value) => typeof value === 'string');

/** Valid bodies, each for its routes. */
const BODIES = {
  user: { user: { id: 'ada', email: 'ada@example.com', metadata: 'm', is_disabled: false } },
  member: {
    client_redirect_url: 'https://app.example',
    referral_source: 'APP',
    data_request: { products: ['transactions'] },
    member: {
      institution_code: 'mxbank',
      credentials: credentials('correct', 'fuzz'),
      id: 'mine',
      metadata: 'm',
      is_oauth: false,
      use_cases: ['PFM'],
      background_aggregation_is_disabled: false,
      skip_aggregation: true,
    },
  },
  resume: { member: { challenges: [{ guid: 'CRD-1', value: 'correct' }] } },
};

test('of 10,000 requests, invalid ones get an MX error in JSON and change nothing', async () => {
  const { below, pick } = seeded(4);
  const { call, member, pass, send } = simulated({}, V2);
  const asked = await member('challenge');
  pass(1_000);
  await asked.status();
  const { guid, path, user } = asked;
  const shown = async () => [
    await call('GET', '/users?records_per_page=1000'),
    await call('GET', `/users/${user}/members?records_per_page=1000`),
    await call('GET', `${path}/status`),
  ];
  let before = await shown();

  /** The value with an invalid part at a random place. */
  const spoil = (value: unknown): unknown => {
    const entries = Object.entries(Object(value));
    if (entries.length === 0 || typeof value !== 'object' || below(4) === 0) return pick(RUBBISH);
    const [spoilt] = pick(entries);
    const changed = entries.map(([key, one]) => [key, key === spoilt ? spoil(one) : one] as const);
    return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
  };
  const textOf = (body: object) => {
    const text = JSON.stringify(spoil(body));
    return below(8) === 0 ? text.slice(0, below(text.length)) : text;
  };
  /** A part of a path, which is wrong now and then. */
  const part = (right: string) => (below(6) === 0 ? encodeURIComponent(pick(TEXTS)) : right);
  const ours = () => `/users/${part(user)}/members/${part(guid)}`;
  const requests = [
    () => ['POST', '/users', textOf(BODIES.user)],
    () => ['PUT', `/users/${part(user)}`, textOf(BODIES.user)],
    () => ['POST', `/users/${part(user)}/members`, textOf(BODIES.member)],
    () => ['PUT', ours(), textOf(BODIES.member)],
    () => ['PUT', `${ours()}/resume`, textOf(BODIES.resume)],
    () => ['POST', `${ours()}/${pick(['verify', 'identify', 'check_balance', 'nothing'])}`, ''],
    () => ['GET', `${ours()}/oauth_window_uri`, ''],
    () => ['GET', `/users?page=${encodeURIComponent(pick(TEXTS))}&is_disabled=x`, ''],
    () => ['GET', `/institutions/${encodeURIComponent(pick(TEXTS))}/credentials`, ''],
    () => ['POST', `/oauth/${encodeURIComponent(pick(TEXTS))}`, 'decision=authorize'],
  ] as const;

  const refused = new Map<number, number>();
  for (let count = 0; count < REQUESTS; count++) {
    const [method = '', where = '', body] = pick(requests)();
    const headers: Record<string, string> = below(2) === 0 ? V1 : V2;
    const without = below(20) === 0 ? { authorization: 'Basic eDp5' } : {};
    const response = await send(method, where, body === '' ? undefined : body, {
      ...headers,
      ...without,
    });
    if (response.ok) {
      before = await shown(); // The changed value is valid in this place.
      continue;
    }
    if (count % 50 === 0) expect(await shown()).toEqual(before);
    refused.set(response.status, (refused.get(response.status) ?? 0) + 1);
    const text = await response.text();
    if (!response.headers.get('content-type')?.startsWith('text/html'))
      expect([where, response.status, JSON.parse(text)]).toEqual([
        where,
        expect.toBeOneOf([400, 401, 404, 405, 409]),
        { error: { message: expect.stringMatching(/\w.*\.$/) } },
      ]);
  }
  expect([...refused.keys()].toSorted()).toEqual([400, 401, 404, 409, 410]);
  expect(await shown()).toEqual(before);
});
