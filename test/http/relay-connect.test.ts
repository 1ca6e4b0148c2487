import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import {
  createMemberActors,
  FAULTS,
  type MemberPort,
  MxError,
  memberMachine,
} from '@mx-member/machine';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { MEMBER } from '../support/fake-mx.ts';

const URL = 'https://app.example';
const answers = [{ guid: 'CRD-1', value: 'SECRET-answer' }];
const reading = (connectionStatus: string, isBeingAggregated: boolean, asked: string[] = []) => ({
  connectionStatus,
  isBeingAggregated,
  challenges: asked.map((guid) => ({ guid, type: 'TEXT' as const, label: 'Colour?', options: [] })),
});

afterEach(() => {
  vi.useRealTimers();
});

test('a lifecycle through the relay is the same as without it', async () => {
  const readings = [reading('CHALLENGED', true, ['CRD-1']), reading('RESUMED', true)];
  const last = { ...reading('CONNECTED', false), message: 'Hello.', aggregatedAt: null };
  const called: string[] = [];
  const port: MemberPort = {
    startJob: async ({ job }) => {
      called.push(`start ${job}`);
      return reading('CREATED', true);
    },
    readStatus: async ({ expects }) => {
      called.push(`read ${expects}`);
      return readings.shift() ?? last;
    },
    submitAnswers: async ({ answers: [first] }) => {
      called.push(`submit ${first?.guid} ${first && 'value' in first && first.value}`);
      return reading('RESUMED', true);
    },
  };
  const relay = createRelay(port, {
    jobs: ['verify'],
    authorize: ({ headers }) => headers.get('authorization') === 'Bearer me',
  });
  const remote = connectRelay({
    url: URL,
    fetch: relay,
    headers: { authorization: 'Bearer me' },
  });

  vi.useFakeTimers();
  const actor = createActor(memberMachine.provide({ actors: createMemberActors(remote) }), {
    input: { member: MEMBER, job: 'verify' },
  });
  actor.on('challenged', ({ prompt }) => actor.send({ type: 'challenge.answer', answers, prompt }));
  const end = toPromise(actor.start());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await end).toMatchObject({
    outcome: 'connected',
    fresh: true,
    reading: { message: 'Hello.' },
  });
  expect(called).toEqual([
    'start verify',
    'read any',
    'submit CRD-1 SECRET-answer',
    'read end',
    'read end',
    'read end',
  ]);
});

test('errors keep their code and their wait', async () => {
  const failing = (error: MxError): MemberPort => {
    const fail = () => Promise.reject(error);
    const port = { startJob: fail, readStatus: fail, submitAnswers: fail };
    return connectRelay({ url: URL, fetch: createRelay(port, { authorize: () => true }) });
  };
  for (const code of ['unauthorized', 'notAllowed', 'conflict', 'badRequest', 'malformed'] as const)
    await expect(
      failing(new MxError(code)).submitAnswers({ member: MEMBER, answers }),
    ).rejects.toEqual(new MxError(code, { message: FAULTS[code].message }));
  const error = new MxError('rateLimited', { status: 429, retryAfter: 1500 });
  await expect(failing(error).readStatus({ member: MEMBER })).rejects.toMatchObject({
    code: 'rateLimited',
    retryAfter: 1500,
  });
});

const HTML = { headers: { 'content-type': 'text/html' } };
test.each<[string, () => Response | Error, string]>([
  ['a proxy fails', () => new Response('<html>', { status: 502, ...HTML }), 'unreachable'],
  ['a session has ended', () => new Response('', { status: 401 }), 'signedOut'],
  ['a page comes back', () => new Response('<html>', HTML), 'malformed'],
  ['a reading is invalid', () => Response.json({ connectionStatus: 6 }), 'malformed'],
  [
    'an error is invalid',
    () => Response.json({ error: { code: 'odd' } }, { status: 500 }),
    'unreachable',
  ],
  ['the network fails', () => new TypeError('SECRET words'), 'unreachable'],
  ['it is redirected', () => Response.redirect('https://elsewhere.example/', 307), 'malformed'],
  ['a browser hides a redirect', () => Response.error(), 'malformed'],
])(
  'answers are sent once when %s, and the error does not contain them',
  async (_, answer, code) => {
    const sent: Request[] = [];
    const port = connectRelay({
      url: URL,
      fetch: async (request) => {
        sent.push(request);
        const response = answer();
        if (response instanceof Error) throw response;
        return response;
      },
    });
    const error = await port
      .submitAnswers({ member: MEMBER, answers })
      .catch((one: unknown) => one);
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toMatch(
      /SECRET/,
    );
    expect(sent.map(({ redirect }) => redirect)).toEqual(['manual']);
  },
);

/** A server on this machine: its address, and the requests that it got. */
async function serve(listener: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test.each([302, 303, 307, 308])(
  'answers and headers do not follow a redirect (%i)',
  async (status) => {
    const elsewhere = await serve((_, response) =>
      response.end(JSON.stringify(reading('CONNECTED', false))),
    );
    const { asked, url } = await serve((_, response) =>
      response.writeHead(status, { location: `${elsewhere.url}/stolen` }).end(),
    );
    const port = connectRelay({ url, headers: { authorization: 'Bearer me' } });
    await expect(port.submitAnswers({ member: MEMBER, answers })).rejects.toEqual(
      new MxError('malformed', { status }),
    );
    expect(asked).toEqual(['POST /users/USR-1/members/MBR-1/answers']);
    expect(elsewhere.asked).toEqual([]);
  },
);

test('a call that takes too long is unreachable', async () => {
  vi.useFakeTimers();
  const port = connectRelay({ url: URL, timeout: 5000, fetch: () => new Promise(() => undefined) });
  const ended = expect(port.readStatus({ member: MEMBER })).rejects.toMatchObject({
    code: 'unreachable',
  });
  await vi.advanceTimersByTimeAsync(5000);
  await ended;
});

test('an aborted call rejects with the reason of its signal', async () => {
  const controller = new AbortController();
  const port = connectRelay({
    url: URL,
    fetch: () => {
      controller.abort('left');
      return new Promise(() => undefined);
    },
  });
  const { signal } = controller;
  await expect(port.readStatus({ member: MEMBER }, { signal })).rejects.toBe('left');
});

test.each([
  ['an address with a password', { url: 'http://u:SECRET@127.0.0.1:1' }],
  ['an invalid TCP port', { url: 'http://u:SECRET@127.0.0.1:999999' }],
  ['an address without a scheme that has a password', { url: '//u:SECRET@127.0.0.1' }],
  ['an address with a backslash', { url: '/\\u:SECRET@127.0.0.1' }],
])('connectRelay refuses %s without quoting it', (_, options) => {
  expect(() => connectRelay(options)).toThrow(/^connectRelay: url must be/);
  expect(() => connectRelay(options)).not.toThrow('SECRET');
});

test('a relative address is accepted on a server that only renders the page', () => {
  expect(connectRelay({ url: '/mx' })).toMatchObject({ oauthWindowUri: expect.any(Function) });
});

const WRONG_HEADERS = [
  ['two lines', { 'x-token': 'SECRET\nx' }, 'The header x-token has a value that cannot be sent'],
  [
    'a Greek letter',
    { 'x-token': 'SECRETα' },
    'The header x-token has a value that cannot be sent',
  ],
  ['a name of two words', { 'x SECRET': 'x' }, 'A header has an invalid name'],
] as const;

test.each(WRONG_HEADERS)(
  'connectRelay names a header with %s without quoting it',
  (_, headers, message) => {
    expect(() => connectRelay({ url: URL, headers })).toThrow(`connectRelay: ${message}`);
    expect(() => connectRelay({ url: URL, headers })).not.toThrow('SECRET');
  },
);

/** Runs a lifecycle on a port. @returns Its outcome, and what its log got. */
async function lifecycleOn(port: MemberPort) {
  vi.useFakeTimers();
  const logged: unknown[] = [];
  const actors = createMemberActors(port, { onError: (thrown) => logged.push(thrown) });
  const actor = createActor(memberMachine.provide({ actors }), {
    input: { member: MEMBER, job: 'aggregate' },
  }).start();
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  return { end: actor.getSnapshot().output, logged };
}

test.each(WRONG_HEADERS)(
  'a header that changes to one with %s fails a lifecycle as misconfigured, and the log names it',
  async (_, headers, message) => {
    const changing: Record<string, string> = {};
    const fetch = vi.fn(async () => new Response());
    const port = connectRelay({ url: URL, headers: changing, fetch });
    Object.assign(changing, headers);
    const { end, logged } = await lifecycleOn(port);
    expect(end).toMatchObject({ outcome: 'failed', reason: 'misconfigured' });
    expect(logged).toHaveLength(3);
    expect(String(logged[0])).toContain(message);
    expect(inspect(logged, { showHidden: true })).not.toContain('SECRET');
    expect(fetch).not.toHaveBeenCalled();
  },
);

test('a fetch of your own that sets an invalid header fails a lifecycle as misconfigured', async () => {
  const fetch = async (request: Request) => {
    request.headers.set('authorization', 'SECRET\nx');
    return new Response();
  };
  const { end, logged } = await lifecycleOn(connectRelay({ url: URL, fetch }));
  expect(end).toMatchObject({ outcome: 'failed', reason: 'misconfigured' });
  expect(String(logged[0])).toMatch(/fetch .* a header/);
  expect(inspect(logged, { showHidden: true })).not.toContain('SECRET');
});
