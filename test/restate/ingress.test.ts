import { createHostHandler } from '@mx-member/host/http';
import { createRestateHost, type RestateMemberHost } from '@mx-member/restate';
import { expect, test, vi } from 'vitest';

/** A wrong ingress or header is reported when the host is created, or at the call, and is not treated as an outage. */

const INGRESS = 'http://127.0.0.1:1';
const seal = async () => '';
const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

test.each(['nowhere', 'http://u:SECRET@127.0.0.1:1', 'http://u:SECRET@127.0.0.1:999999'])(
  'an ingress that is not an address, or contains a password, is refused without being quoted: %s',
  (ingress) => {
    expect(() => createRestateHost({ ingress, seal })).toThrow(/^ingress must be an address/);
    expect(() => createRestateHost({ ingress, seal })).not.toThrow('SECRET');
  },
);

test('a header that cannot be sent is named at once without its value', async () => {
  const headers: Record<string, string> = { 'x-token': 'SECRET\nx' };
  const message = 'The header x-token has a value that cannot be sent';
  expect(() => createRestateHost({ ingress: INGRESS, seal, headers })).toThrow(message);
  expect(() => createRestateHost({ ingress: INGRESS, seal, headers })).not.toThrow('SECRET');

  headers['x-token'] = 'good';
  const fetch = vi.fn(async () => new Response());
  const host = createRestateHost({ ingress: INGRESS, seal, headers, fetch, patience: 3_600_000 });
  headers['x-token'] = 'SECRET\nx';
  const error = await host.view(member).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining(message) });
  expect(String(error)).not.toContain('SECRET');
  expect(fetch).not.toHaveBeenCalled();
});

/** A view with a question, as a worker returns it. */
const ASKED = {
  lifecycle: 1,
  view: {
    state: 'challenged',
    needs: 'answers',
    prompt: 1,
    challenges: [{ guid: 'CHA-1', type: 'TEXT', label: 'Which city?', options: [] }],
  },
};
const ANSWER = { answers: [{ guid: 'CHA-1', value: 'Paris' }], prompt: 1 };

/** What a caller gets over HTTP for an answer. */
async function answered(host: RestateMemberHost): Promise<object> {
  const handler = createHostHandler(host, { authorize: () => true });
  const response = await handler(
    new Request('https://yours.example/users/USR-1/members/MBR-1/answer', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ANSWER),
    }),
  );
  return response.json();
}

test.each([
  ['no worker replies', () => new Promise<never>(() => {}), 'The workers in Restate did not reply'],
  ['Restate is down', () => Promise.reject(new TypeError()), 'Restate could not be reached'],
])('if %s before an answer is stored, it was certainly not sent', async (_, fetch, why) => {
  const host = createRestateHost({ ingress: INGRESS, seal, fetch, patience: 0, timeout: 1 });
  expect(await answered(host)).toMatchObject({
    status: 503,
    sent: false,
    detail: expect.stringMatching(new RegExp(`^${why}.* The answer was not sent\\.$`)),
  });
});

test('an answer that Restate may have stored is not called unsent', async () => {
  const fetch = async (request: Request) => {
    if (request.url.endsWith('/asked')) return Response.json(ASKED);
    throw new TypeError();
  };
  const host = createRestateHost({ ingress: INGRESS, seal, fetch, patience: 0 });
  const problem = await answered(host);
  expect(problem).toMatchObject({ status: 503 });
  expect(problem).not.toHaveProperty('sent');
});
