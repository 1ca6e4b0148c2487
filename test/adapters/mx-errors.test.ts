import { inspect } from 'node:util';
import { MxError } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { code, fakeMx, json, MEMBER, offline } from '../support/fake-mx.ts';
import { refusal } from '../support/refusal.ts';

const SECRETS = {
  clientId: 'SECRET-client',
  apiKey: 'SECRET-key',
  answer: 'SECRET-answer',
  sealed: 'SECRET-sealed',
  body: 'SECRET-body',
  guid: 'CRD-SECRET',
};
const encoded = Buffer.from(`${SECRETS.clientId}:${SECRETS.apiKey}`).toString('base64');

const submit = (
  answer: () => Response | Error,
  answers: Parameters<ReturnType<typeof fakeMx>['mx']['submitAnswers']>[0]['answers'] = [
    { guid: SECRETS.guid, value: SECRETS.answer },
  ],
  open?: () => string,
) => {
  const { mx } = fakeMx([answer], {
    clientId: SECRETS.clientId,
    apiKey: SECRETS.apiKey,
    ...(open && { open }),
  });
  return mx.submitAnswers({ member: MEMBER, answers }).catch((error: unknown) => error);
};

test.each([
  [400, 'badRequest'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'notFound'],
  [405, 'notAllowed'],
  [406, 'badRequest'],
  [408, 'unreachable'],
  [409, 'conflict'],
  [410, 'badRequest'],
  [422, 'badRequest'],
  [429, 'rateLimited'],
  [500, 'unreachable'],
  [502, 'unreachable'],
  [503, 'unreachable'],
  [504, 'unreachable'],
])('HTTP %i is %s', async (status, expected) => {
  expect(await submit(code(status))).toEqual(refusal(expected as MxError['code'], { status }));
});

test('a network failure is unreachable, whatever the message of the runtime', async () => {
  for (const error of [offline(), new TypeError('some words'), new Error('ECONNRESET')])
    expect(await submit(() => error)).toEqual(
      new MxError('unreachable', {
        message: 'The server could not be reached. Check its address, and try again.',
      }),
    );
});

test.each([
  ['seconds', '7', 7000],
  ['no value', '0', 0],
  ['a date', new Date(Date.now() + 60_000).toUTCString(), 60_000],
  ['a date in the past', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ['a year', '31536000', 3_600_000],
  ['nonsense', 'soon', undefined],
  ['a negative number', '-1', undefined],
])('Retry-After with %s', async (_, header, expected) => {
  const error = (await submit(code(429, { 'retry-after': header }))) as MxError;
  if (expected === undefined) expect(error.retryAfter).toBeUndefined();
  else expect(Math.abs((error.retryAfter ?? Number.NaN) - expected)).toBeLessThan(2000);
});

describe('an error contains no key, credential, answer or body', () => {
  const leaky = (status: number) => () =>
    Response.json({ error: { message: SECRETS.body } }, { status });
  const sealed = [{ guid: SECRETS.guid, sealed: SECRETS.sealed }];

  test.each([
    ['MX refuses', () => submit(leaky(400))],
    ['MX fails', () => submit(leaky(500))],
    ['the body is not JSON', () => submit(() => new Response(SECRETS.body))],
    ['the body does not match the schema', () => submit(json({ member: SECRETS.body }))],
    ['the network fails', () => submit(() => new TypeError(`fetch failed: ${SECRETS.answer}`))],
    ['an answer is sealed', () => submit(json({}), sealed)],
    [
      'an answer cannot be opened',
      () =>
        submit(json({}), sealed, () => {
          throw new Error(SECRETS.answer);
        }),
    ],
  ])('when %s', async (_, fail) => {
    const error = await fail();
    expect(error).toBeInstanceOf(MxError);
    const shown = [
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      JSON.stringify(error),
      String(error),
    ];
    for (let one = error; one instanceof Error; one = one.cause) shown.push(`${one.stack}`);
    expect(shown.join()).not.toMatch(/SECRET/);
    expect(shown.join()).not.toContain(encoded);
  });
});

test.each([
  ['a text', [SECRETS.answer]],
  ['a number', [7391]],
  ['nothing', [null]],
  ['no list', SECRETS.answer],
  ['a text instead of an answer', [{ guid: SECRETS.guid, value: { text: SECRETS.answer } }]],
])('malformed answers are refused without being quoted: %s', async (_, wrong) => {
  const { mx, sent } = fakeMx([json({})]);
  const answers = wrong as unknown as Parameters<typeof mx.submitAnswers>[0]['answers'];
  const error = await mx.submitAnswers({ member: MEMBER, answers }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  expect(error.message).toMatch(/^submitAnswers: each answer must be/);
  expect(inspect(error)).not.toMatch(/SECRET|7391/);
  expect(sent).toEqual([]);
});

test('the client object shows no secret', () => {
  const { mx } = fakeMx([json({})], { clientId: SECRETS.clientId, apiKey: SECRETS.apiKey });
  expect(inspect(mx, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toMatch(/SECRET/);
});

test('an aborted call rejects with the reason of its signal', async () => {
  const { mx, sent } = fakeMx([json({})]);
  const reason = { why: 'left' };
  const signal = AbortSignal.abort(reason);
  await expect(mx.readStatus({ member: MEMBER }, { signal })).rejects.toBe(reason);
  expect(sent).toEqual([]);
});

test('aborting a running call cancels its request', async () => {
  const controller = new AbortController();
  const { mx, sent } = fakeMx([
    () => {
      controller.abort('left');
      return new Promise<never>(() => undefined);
    },
  ]);
  const answers = [{ guid: 'CRD-1', value: 'x' }];
  const { signal } = controller;
  await expect(mx.submitAnswers({ member: MEMBER, answers }, { signal })).rejects.toBe('left');
  expect(sent.map((request) => request.signal.aborted)).toEqual([true]);
});

describe('a 400 for a blocked institution has its own code', () => {
  const refused = (status: number, error: unknown) => submit(json({ error }, status));

  test.each([
    ['institution_maintenance_error', 'institutionMaintenance'],
    ['institution_unavailable_error', 'institutionUnavailable'],
    ['institution_prevented_error', 'institutionPrevented'],
    ['institution_prevent_new_error', 'institutionPreventNew'],
    ['institution_prevent_verification_error', 'institutionPreventVerification'],
  ] as const)('%s', async (type, expected) => {
    const message = 'At this institution, no.';
    const error = refusal(expected, { status: 400 });
    expect(await refused(400, { message, type })).toEqual(error);
    expect(await refused(400, { message, error_type: type, error_code: 'x' })).toEqual(error);
    expect(await refused(422, { message, type })).toEqual(refusal('badRequest', { status: 422 }));
  });

  test.each([
    [{ type: 'institution_something_new_error' }],
    [{ type: 'toString' }],
    [{ type: ['institution_maintenance_error'] }],
    [{ type: null }],
    ['institution_maintenance_error'],
    [null],
  ])('an unknown one stays as it is: %o', async (error) => {
    expect(await refused(400, error)).toEqual(refusal('badRequest', { status: 400 }));
  });
});

test.each([
  ['names the conflicting member', { guid: 'MBR-1' }, 'MBR-1'],
  ['names something else', { guid: 'SECRET-body' }, undefined],
  ['names nothing', {}, undefined],
])('a 409 that %s', async (_, body, memberGuid) => {
  const { mx } = fakeMx([json(body, 409)]);
  const created = mx.createMember({ userGuid: 'USR-1', institutionCode: 'mxbank' });
  const error = await created.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'conflict', status: 409 });
  expect(Object(error).memberGuid).toBe(memberGuid);
  expect(inspect(error)).not.toContain('SECRET');
});
