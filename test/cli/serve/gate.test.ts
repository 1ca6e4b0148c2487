import { describe, expect, test, vi } from 'vitest';
import { createGate } from '../../../packages/cli/src/serve/gate.ts';

const MEMBER = '/users/USR-1/members/MBR-1';

/** A gate in front of members that answer `served`, and a function that calls it. */
function gateWith(options: Partial<Parameters<typeof createGate>[0]> = {}) {
  const handler = vi.fn(async () => new Response('served'));
  const gate = createGate({
    publicHosts: [],
    isOpen: true,
    operate: async () => new Response('operated'),
    handler: () => handler,
    isDraining: () => false,
    ...options,
  });
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    gate(
      new Request(`http://localhost:3998${path}`, {
        method,
        headers: { host: 'localhost:3998', ...headers },
      }),
    );
  return { ask, handler };
}

test('callers are asked to try again while members are restored, and then it serves', async () => {
  let handler: ((request: Request) => Promise<Response>) | null = null;
  const { ask } = gateWith({ handler: () => handler });
  const early = await ask(MEMBER);
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await early.json()).toMatchObject({ code: 'unreachable' });
  handler = async () => new Response('served');
  expect(await (await ask(MEMBER)).text()).toBe('served');
});

test('a health check may use any host name', async () => {
  const { ask } = gateWith();
  for (const path of ['/livez', '/readyz'])
    expect(await (await ask(path, { host: '10.0.0.7:3998' })).text()).toBe('operated');
  expect((await ask(MEMBER, { host: '10.0.0.7:3998' })).status).toBe(403);
});

test('starts are refused while it drains, and the rest is served', async () => {
  const { ask } = gateWith({ isDraining: () => true });
  const start = await ask(`${MEMBER}/start`, {}, 'POST');
  expect([start.status, start.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await ask('/users/USR-1/creations/a', {}, 'PUT')).status).toBe(503);
  expect((await ask('/users/USR-1/creations/a')).status).toBe(200);
  expect((await ask(`${MEMBER}/answer`, {}, 'POST')).status).toBe(200);
  expect((await ask(MEMBER)).status).toBe(200);
});

describe('without keys', () => {
  test.each([
    ['an image or a script of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of the same site at another port', { 'sec-fetch-site': 'same-site' }],
    ['a form in an old browser', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['another port of this computer', { origin: 'http://localhost:5173' }],
  ])('%s does not reach the members', async (_, headers) => {
    const { ask, handler } = gateWith();
    const response = await ask(MEMBER, headers);
    expect(response.status).toBe(403);
    expect((await response.json()).type).toMatch(/#other-site$/);
    expect(handler).not.toHaveBeenCalled();
  });

  test.each([
    ['curl', {}],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['its own page', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3998' }],
    ['its own page in an old browser', { origin: 'http://localhost:3998' }],
  ])('%s reaches the members', async (_, headers) => {
    expect((await gateWith().ask(MEMBER, headers)).status).toBe(200);
  });
});

test('with a token, only the token decides, because a page of another site does not have it', async () => {
  const { ask } = gateWith({ isOpen: false });
  expect((await ask(MEMBER, { 'sec-fetch-site': 'same-site' })).status).toBe(200);
});

test('a page of another origin cannot embed a response', async () => {
  const { ask } = gateWith();
  for (const path of [MEMBER, '/livez'])
    expect((await ask(path)).headers.get('cross-origin-resource-policy')).toBe('same-origin');
});
