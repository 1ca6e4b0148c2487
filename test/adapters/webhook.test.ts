import { parseMxWebhook } from '@mx-member/adapters/mx';
import { describe, expect, test } from 'vitest';

const KEYS = { username: 'mx', password: 'pässword' };
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
const AUTHORIZATION = basic('mx:pässword');

const webhook = (
  body: BodyInit | null,
  {
    authorization = AUTHORIZATION,
    method = 'POST',
  }: { authorization?: string; method?: string } = {},
) =>
  new Request('https://host.example/mx', {
    method,
    body,
    headers: { authorization },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
const parse = (body: unknown) => parseMxWebhook(webhook(JSON.stringify(body)), KEYS);

const MEMBER = { user_guid: 'USR-1', member_guid: 'MBR-1' };

test.each([
  [
    'CONNECTION_STATUS',
    { action: 'CHANGED', connection_status: 'CONNECTED', connection_status_id: 6, ...MEMBER },
  ],
  ['AGGREGATION', { action: 'member_data_updated', completed_at: 1700000000, ...MEMBER }],
  ['BALANCE', MEMBER],
  ['HISTORY', MEMBER],
  ['STATEMENT', { statements_created_count: 1, ...MEMBER }],
  ['SOMETHING_NEW', { unknown: { deep: null }, user_id: null, ...MEMBER }],
  ['MEMBER', { guid: 'MBR-1', user_guid: 'USR-1', action: 'created' }],
])('a webhook %s names the member to read, and decides nothing', async (type, fields) => {
  expect(await parse({ type, ...fields })).toEqual({
    ok: true,
    kind: type,
    member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
    event: { type: 'status.changed' },
    callbackPayload: null,
  });
});

test('a webhook can wrap its member, as MX wraps goals', async () => {
  const body = { action: 'created', member: { guid: 'MBR-1', user_guid: 'USR-1' } };
  expect(await parse(body)).toMatchObject({
    ok: true,
    kind: 'MEMBER',
    member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
  });
});

test('a job’s record wraps the job and has no type', async () => {
  const job = { guid: 'JOB-1', status: 2, status_name: 'CHALLENGED', finished_at: null, ...MEMBER };
  expect(await parse({ job })).toMatchObject({
    ok: true,
    kind: 'JOB_STATUS',
    member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
    event: { type: 'status.changed' },
  });
  expect(await parse({ job: { guid: 'JOB-1', user_guid: 'USR-1' } })).toMatchObject({
    ok: false,
    status: 204,
  });
});

test('initial_data_ready has a guid of its own besides the member', async () => {
  const body = { type: 'initial_data_ready', guid: '3af06dde', client_guid: 'CLT-1', ...MEMBER };
  expect(await parse(body)).toMatchObject({
    ok: true,
    kind: 'initial_data_ready',
    member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
  });
});

test('a webhook that is not about a member gets 204, so that MX does not repeat it', async () => {
  for (const body of [
    { type: 'USER', user_guid: 'USR-1' },
    { user_guid: 'USR-1', guid: 'USR-1' },
    { action: 'created', goal: { guid: 'GOL-1', user_guid: 'USR-1' } },
    { member: { guid: 'USR-1', user_guid: 'USR-1' } },
    {},
  ])
    expect(await parse(body)).toMatchObject({ ok: false, status: 204 });
});

test.each([
  ['none', ''],
  ['another user', basic('you:pässword')],
  ['another password', basic('mx:password')],
  ['no password', basic('mx:')],
  ['another scheme', AUTHORIZATION.replace('Basic', 'Bearer')],
  ['the right one and more', `${AUTHORIZATION}A`],
  ['no Base64', 'Basic ???'],
])('credentials that are %s are refused', async (_, authorization) => {
  const result = await parseMxWebhook(webhook(JSON.stringify(MEMBER), { authorization }), KEYS);
  expect(result).toMatchObject({ ok: false, status: 401 });
  expect(JSON.stringify(result)).not.toContain('pässword');
});

test('the scheme can be in upper or lower case', async () => {
  const authorization = AUTHORIZATION.replace('Basic', 'basic');
  const request = webhook(JSON.stringify(MEMBER), { authorization });
  expect(await parseMxWebhook(request, KEYS)).toMatchObject({ ok: true });
});

test('empty credentials are refused as a mistake of the host', async () => {
  const request = () => webhook('{}', { authorization: basic(':') });
  for (const keys of [
    { username: '', password: '' },
    { username: 'mx', password: '' },
  ])
    await expect(parseMxWebhook(request(), keys)).rejects.toThrow(/must not be empty/);
});

test.each([
  ['no JSON', '{"user_guid"'],
  ['null', 'null'],
  ['a text', '"MBR-1"'],
  ['numbers as guids', '{"user_guid":1,"member_guid":2}'],
  ['nothing', ''],
  ['a list', '[]'],
  ['a list with a webhook in it', JSON.stringify([MEMBER])],
  ['a list as a member', '{"member":[]}'],
  ['a guid with a line break', JSON.stringify({ ...MEMBER, user_guid: 'USR-1\nadmin' })],
  ['a guid with an escape', JSON.stringify({ ...MEMBER, member_guid: 'MBR-1\u001b[2J' })],
  ['a guid of C1', JSON.stringify({ ...MEMBER, member_guid: 'MBR-1\u009b2J' })],
  ['a guid that reverses the line', JSON.stringify({ ...MEMBER, member_guid: 'MBR-\u202e1' })],
  ['a wrapped guid with a tab', '{"member":{"guid":"MBR-1\\t","user_guid":"USR-1"}}'],
  ['a type with a line break', JSON.stringify({ ...MEMBER, type: 'HISTORY\nBALANCE' })],
])('a body that is %s is refused', async (_, body) => {
  expect(await parseMxWebhook(webhook(body), KEYS)).toMatchObject({ ok: false, status: 400 });
});

test('a webhook that is not a POST is refused', async () => {
  const request = webhook(null, { method: 'GET' });
  expect(await parseMxWebhook(request, KEYS)).toMatchObject({ ok: false, status: 405 });
});

describe('the length of the body is limited', () => {
  test('a body that is too long is refused as soon as that is known', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const result = await parseMxWebhook(webhook(endless), { ...KEYS, maxBody: 4096 });
    expect(result).toMatchObject({ ok: false, status: 413 });
    expect(pulled).toBeLessThan(20);
  });

  test('the body is not read without credentials', async () => {
    const request = webhook('x'.repeat(100_000), { authorization: '' });
    expect(await parseMxWebhook(request, KEYS)).toMatchObject({ status: 401 });
    expect(request.bodyUsed).toBe(false);
  });

  test('a body that breaks off is refused', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('x')) });
    expect(await parseMxWebhook(webhook(broken), KEYS)).toMatchObject({ status: 400 });
  });
});

test('a host can authorize by other means, and only `true` allows', async () => {
  const request = () => webhook(JSON.stringify(MEMBER), { authorization: '' });
  const by = (answer: unknown) => ({ authorize: async () => answer as boolean });
  expect(await parseMxWebhook(request(), by(true))).toMatchObject({ ok: true });
  for (const answer of [false, undefined, 1, 'no'])
    expect(await parseMxWebhook(request(), by(answer))).toMatchObject({ status: 401 });
});
