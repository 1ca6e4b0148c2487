import { type MemberPort, MxError } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { MEMBER } from '../support/fake-mx.ts';
import {
  answered,
  nothingCalled,
  READ,
  READING,
  type RelayCall,
  refused,
  relaySetUp,
  START,
  SUBMIT,
} from '../support/relay.ts';

const signal = expect.any(AbortSignal);

test('a call reaches the port with its arguments, and returns the reading', async () => {
  const { calls, send } = relaySetUp({ jobs: ['aggregate', 'verify'] });
  const response = await send();
  expect(await response.json()).toEqual(READING);
  expect(calls.readStatus).toHaveBeenCalledWith({ member: MEMBER, expects: 'any' }, { signal });
  await send({ ...READ, expects: 'end' });
  expect(calls.readStatus).toHaveBeenLastCalledWith({ member: MEMBER, expects: 'end' }, { signal });

  const { answers } = SUBMIT;
  await send(SUBMIT);
  expect(calls.submitAnswers).toHaveBeenCalledWith({ member: MEMBER, answers }, { signal });
  await send({ ...START, job: 'verify' });
  expect(calls.startJob).toHaveBeenCalledWith({ member: MEMBER, job: 'verify' }, { signal });
});

test('responses forbid caching and content sniffing', async () => {
  const { send } = relaySetUp({ authorize: ({ headers }) => !headers.has('x-refused') });
  for (const response of [await send(), await send(READ, { 'x-refused': '1' })])
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': expect.stringMatching(/^application\/(problem\+)?json$/),
    });
});

const answer = { guid: 'CRD-1', value: 'x' };
test.each([
  ['no JSON', '{"call"', 400],
  ['null', 'null', 400],
  ['a guid that is too long', { ...READ, member: { ...MEMBER, userGuid: 'U'.repeat(257) } }, 400],
  ['a guid with a line break', { ...READ, member: { ...MEMBER, userGuid: 'U\nadmin' } }, 400],
  ['a guid that reverses letters', { ...READ, member: { ...MEMBER, userGuid: 'U\u202e1' } }, 400],
  ['an unknown field', { ...READ, extra: 1 }, 400],
  ['an unknown job', { ...START, job: '../resume' }, 400],
  ['malformed answers', { ...SUBMIT, answers: [{ guid: 'CRD-1' }] }, 400],
  [
    'an answer that is too long',
    { ...SUBMIT, answers: [{ ...answer, value: 'x'.repeat(4097) }] },
    400,
  ],
  ['a body that is too long', `"${'x'.repeat(2 ** 16)}"`, 413],
])('%s is refused without a call of the port', async (_, body, status) => {
  const relay = relaySetUp();
  const problem = status === 413 ? 'too-large' : 'invalid';
  expect(await answered(await relay.send(body as RelayCall))).toEqual(refused(status, problem));
  nothingCalled(relay);
});

test('the detail of a refusal names the field and quotes nothing of it', async () => {
  const answers = [answer, { guid: 'CRD-2', value: ['SECRET'] }];
  const response = await relaySetUp().send({ ...SUBMIT, answers });
  const problem = await response.json();
  expect(problem).toEqual({
    type: expect.stringMatching(/^https:.*#invalid$/),
    title: 'The request is not valid',
    status: 400,
    detail: 'body.answers[1] matches none of the alternatives.',
    code: 'invalid',
    sent: false,
  });
});

test('a body that does not end is cut off, and its connection is closed', async () => {
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
  });
  const response = await relaySetUp({ maxBody: 4096 }).send(endless);
  expect(response.status).toBe(413);
  expect(response.headers.get('connection')).toBe('close');
});

test('only POST is served, and the response says so', async () => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const response = await relaySetUp().send(method === 'GET' ? null : READ, {}, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  }
});

describe('an error reveals only its code', () => {
  const fail = async (thrown: unknown) => {
    const response = await relaySetUp({}, { readStatus: () => Promise.reject(thrown) }).send();
    const text = await response.clone().text();
    expect(text).not.toMatch(/SECRET/);
    return { answer: await answered(response), retryAfter: response.headers.get('retry-after') };
  };

  test.each([
    ['unauthorized', 502, 'mx'],
    ['forbidden', 502, 'mx'],
    ['badRequest', 400, 'invalid'],
    ['notFound', 404, 'not-found'],
    ['conflict', 409, 'busy'],
    ['unreachable', 503, 'unavailable'],
    ['malformed', 502, 'mx'],
    ['institutionMaintenance', 422, 'institution-blocked'],
    ['institutionPreventVerification', 422, 'institution-blocked'],
  ] as const)('%s', async (fault, status, problem) => {
    expect(await fail(new MxError(fault, { status: 418 }))).toEqual({
      answer: { status, problem, fault },
      retryAfter: null,
    });
  });

  test('the wait that MX asks for is passed on in ms, and as a header in seconds', async () => {
    expect(await fail(new MxError('rateLimited', { retryAfter: 1500 }))).toEqual({
      answer: { status: 429, problem: 'rate-limited', fault: 'rateLimited', retryAfter: 1500 },
      retryAfter: '2',
    });
  });

  test.each([[new Error('SECRET')], ['SECRET'], [{ code: 'SECRET' }], [null]])(
    'an unexpected error of a port becomes unexpected: %o',
    async (thrown) => {
      expect(await fail(thrown)).toMatchObject({
        answer: { status: 500, problem: 'failed', fault: 'unexpected' },
      });
    },
  );

  test.each([[null], [{}], [{ ...READING, connectionStatus: 7 }]])(
    'an invalid result of a port becomes badReturn: %o',
    async (returned) => {
      const port = { readStatus: async () => returned as unknown as typeof READING };
      expect(await answered(await relaySetUp({}, port).send())).toEqual({
        status: 500,
        problem: 'failed',
        fault: 'badReturn',
      });
    },
  );

  test('other fields that a port returns stay on the server', async () => {
    const leaky = { ...READING, raw: 'SECRET' };
    const response = await relaySetUp({}, { readStatus: async () => leaky }).send();
    expect(await response.json()).toEqual(READING);
  });

  test('the log of the host gets only unexpected errors of the port', async () => {
    const onError = vi.fn();
    const failing = (thrown: unknown): Partial<MemberPort> => ({
      startJob: () => Promise.reject(thrown),
    });
    const thrown = new Error('a mistake');
    await relaySetUp({ onError }, failing(thrown)).send(START);
    await relaySetUp({ onError }, failing(new MxError('unreachable'))).send(START);
    expect(onError.mock.calls).toEqual([[thrown, 'startJob']]);
    onError.mockImplementation(() => {
      throw new Error('the log fails');
    });
    expect((await relaySetUp({ onError }, failing(thrown)).send(START)).status).toBe(500);
  });
});

describe('when the caller aborts', () => {
  /** The caller aborts while the port is working. */
  const leaving = async (body: RelayCall) => {
    const caller = new AbortController();
    let given: AbortSignal | undefined;
    const port = async (_: unknown, options?: { signal?: AbortSignal }) => {
      caller.abort();
      given = options?.signal;
      return READING;
    };
    const onError = vi.fn();
    const relay = relaySetUp({ onError }, { readStatus: port, submitAnswers: port });
    await relay.send(body, {}, { signal: caller.signal });
    expect(onError).not.toHaveBeenCalled();
    return given?.aborted;
  };

  test('a command continues, and a reading is aborted', async () => {
    expect(await leaving(READ)).toBe(true);
    expect(await leaving(SUBMIT)).toBe(false);
  });

  test('the port is not called if it was not called yet', async () => {
    const caller = new AbortController();
    const onRefused = vi.fn();
    const relay = relaySetUp({
      onRefused,
      authorize: () => {
        caller.abort();
        return true;
      },
    });
    await relay.send(SUBMIT, {}, { signal: caller.signal });
    nothingCalled(relay);
    expect(onRefused).not.toHaveBeenCalled();
  });
});
