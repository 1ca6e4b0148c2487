import { createTraceHash, redactSeen, type SeenOfMx, seenOf } from '@mx-member/adapters/trace';
import { firstError } from '@mx-member/machine/step';
import { createReplay, TRACE_LINE } from '@mx-member/machine/trace';
import { describe, expect, test } from 'vitest';

const hash = createTraceHash(new Uint8Array(32).fill(7));
const AT = Date.UTC(2026, 0, 5, 12);
const URL_OF_STATUS = 'https://api.mx.com/users/USR-1/members/MBR-1/status';

const STATUS = {
  guid: 'MBR-1',
  connection_status: 'CHALLENGED',
  is_being_aggregated: true,
  aggregated_at: '2026-01-05T11:59:58Z',
  challenges: [{ guid: 'CHL-1', type: 'TEXT', label: 'What is your city?' }],
};

const linesOf = (seen: SeenOfMx) => redactSeen(seen, hash);
const only = (seen: SeenOfMx) => {
  const [line, ...more] = linesOf(seen);
  expect(more).toEqual([]);
  expect(firstError(TRACE_LINE, line, 'line')).toBeNull();
  // A replay accepts it, so it contains no text in the clear.
  expect(createReplay(hash.digest).read(line)).toMatchObject({ type: 'seen' });
  return line;
};

test('a replay refuses a line with a text in the clear', () => {
  const [line] = linesOf({ at: AT, webhook: { type: 'JOB', member_guid: 'M', user_guid: 'U' } });
  const { read } = createReplay(hash.digest);
  const refused = { type: 'failure', rule: 'pseudonyms' };
  expect(read({ ...line, webhook: 'Sent to 5551234567' })).toMatchObject(refused);
  expect(read({ ...line, dropped: ['member.555'] })).toMatchObject(refused);
  expect(read({ ...line, member: { userGuid: 'USR-1', memberGuid: 'MBR-1' } })).toMatchObject(
    refused,
  );
});

describe('a body of MX becomes a reading', () => {
  test('with pseudonyms for guids and texts', () => {
    const line = only({ at: AT, took: 80, url: URL_OF_STATUS, body: { member: STATUS } });
    expect(line).toEqual({
      trace: 1,
      at: AT,
      member: { userGuid: hash.pseudonym('USR-1'), memberGuid: hash.pseudonym('MBR-1') },
      type: 'reading',
      call: 'readStatus',
      reading: {
        at: AT,
        took: 80,
        connectionStatus: 'CHALLENGED',
        isBeingAggregated: true,
        aggregatedAt: '2026-01-05T11:59:58Z',
        challenges: [
          {
            guid: hash.pseudonym('CHL-1'),
            label: hash.pseudonym('What is your city?'),
            options: [],
            type: 'TEXT',
          },
        ],
      },
      dropped: [],
    });
  });

  test('of each member of a list', () => {
    const members = [STATUS, { ...STATUS, guid: 'MBR-2', name: 'Gringotts' }];
    const body = { members, pagination: { total_pages: 1 } };
    const lines = linesOf({ at: AT, url: 'https://api.mx.com/users/USR-1/members?page=1', body });
    expect(lines.map(({ member }) => member.memberGuid)).toEqual([
      hash.pseudonym('MBR-1'),
      hash.pseudonym('MBR-2'),
    ]);
    expect(lines[1]).toMatchObject({ call: 'readMember', dropped: ['members.name'] });
  });

  test('with the job that was started', () => {
    const url = 'https://api.mx.com/users/USR-1/members/MBR-1/check_balance';
    expect(only({ at: AT, method: 'POST', url, body: { member: STATUS } })).toMatchObject({
      call: 'startJob',
      job: 'check_balance',
    });
  });

  test('with the member that the body names, if the address has an id of the program', () => {
    const url = 'https://api.mx.com/users/u1/members/m1/status';
    const { member } =
      only({ at: AT, url, body: { member: { ...STATUS, user_guid: 'USR-1' } } }) ?? {};
    expect(member).toEqual({
      userGuid: hash.pseudonym('USR-1'),
      memberGuid: hash.pseudonym('MBR-1'),
    });
  });

  test('without an address, by the content of the body', () => {
    expect(only({ at: AT, body: { member: STATUS } })).toMatchObject({ call: 'readStatus' });
    expect(only({ at: AT, body: { challenges: STATUS.challenges } })).toMatchObject({
      call: 'listChallenges',
      reading: { connectionStatus: 'CHALLENGED', isBeingAggregated: null },
    });
  });

  test('and is dropped if it says nothing about a member', () => {
    const url = 'https://api.mx.com/users/USR-1/accounts';
    expect(linesOf({ at: AT, url, body: { accounts: [{ balance: 12 }] } })).toEqual([]);
    expect(linesOf({ at: AT, url: `${URL_OF_STATUS}/more`, body: {} })).toEqual([]);
  });
});

describe('a failed exchange becomes a fault', () => {
  test.each([
    [429, { retryAfter: 9_000 }, { code: 'rateLimited', status: 429, retryAfter: 9_000 }],
    [409, {}, { code: 'conflict', status: 409 }],
    [0, {}, { code: 'unreachable' }],
    [200, { body: '<html>' }, { code: 'malformed' }],
    [
      400,
      { body: { error: { type: 'institution_maintenance_error', error_code: 3001 } } },
      { code: 'institutionMaintenance', status: 400 },
    ],
  ])('%i', (status, more, fault) => {
    expect(only({ at: AT, url: URL_OF_STATUS, status, ...more })).toMatchObject({
      type: 'fault',
      call: 'readStatus',
      fault: { ...fault, at: AT },
    });
  });
});

describe('an unknown name is kept', () => {
  test('of a status and a field, and not their values', () => {
    const member = { ...STATUS, connection_status: 'PAUSED', verdict: { score: 0.7 }, '55512': 1 };
    expect(only({ at: AT, url: URL_OF_STATUS, body: { member } })).toMatchObject({
      reading: { connectionStatus: 'PAUSED' },
      dropped: ['member.?', 'member.verdict', 'member.verdict.score'],
    });
  });

  test('of a kind of question', () => {
    const member = { ...STATUS, challenges: [{ ...STATUS.challenges[0], type: 'VOICE' }] };
    expect(only({ at: AT, url: URL_OF_STATUS, body: { member } })).toMatchObject({
      dropped: ['member.challenges.type=VOICE'],
    });
  });

  test('but not of a status that does not look like one', () => {
    const member = { ...STATUS, connection_status: 'call 5551234567' };
    const line = only({ at: AT, url: URL_OF_STATUS, body: { member } });
    expect(line).toMatchObject({
      reading: { connectionStatus: hash.pseudonym('call 5551234567') },
    });
  });
});

test('a webhook becomes its kind and its status', () => {
  const webhook = {
    type: 'CONNECTION_STATUS',
    action: 'CHANGED',
    connection_status: 'DENIED',
    connection_status_message: 'Enter the password of 5551234567.',
    member_guid: 'MBR-1',
    user_guid: 'USR-1',
  };
  expect(only({ at: AT, webhook })).toEqual({
    trace: 1,
    at: AT,
    member: { userGuid: hash.pseudonym('USR-1'), memberGuid: hash.pseudonym('MBR-1') },
    type: 'webhook',
    webhook: 'CONNECTION_STATUS',
    action: 'CHANGED',
    connectionStatus: 'DENIED',
    dropped: ['connection_status_message'],
  });
});

test('a line of a log is a body, a webhook, or what the program concluded', () => {
  const at = '2026-01-05T12:00:00Z';
  expect(
    seenOf({ at, body: JSON.stringify({ member: STATUS }), headers: { cookie: 'x' } }),
  ).toEqual({
    at: AT,
    member: {},
    body: { member: STATUS },
  });
  expect(seenOf({ at: AT, webhook: { type: 'X' } })).toEqual({
    at: AT,
    member: {},
    webhook: { type: 'X' },
  });
  expect(
    only(seenOf({ at, member: { memberGuid: 'MBR-1' }, outcome: 'failed' }) as SeenOfMx),
  ).toMatchObject({ type: 'known', outcome: 'failed' });
  for (const wrong of [
    { body: {} },
    { at: 'yesterday', body: {} },
    { at: '2026-01-05T12:00', body: {} },
    null,
    { at },
  ])
    expect(seenOf(wrong)).toBeNull();
});

test('a key must be long, and different keys give different pseudonyms', () => {
  expect(() => createTraceHash(new Uint8Array(15))).toThrow(/at least 16 bytes/);
  const other = createTraceHash();
  expect(other.pseudonym('MBR-1')).not.toBe(hash.pseudonym('MBR-1'));
  expect(other.pseudonym('MBR-1')).toBe(other.pseudonym('MBR-1'));
  expect(other.digest('{}')).toBe(hash.digest('{}'));
  // echo -n MBR-1 | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707… -binary | base64
  expect(hash.pseudonym('MBR-1')).toMatch(/^~[\w-]{16}$/);
});
