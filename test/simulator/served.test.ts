import { request } from 'node:http';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEYS, V2 } from '../support/simulated.ts';

/** The served simulator is safe on a computer whose browser visits other pages. */

let served: Awaited<ReturnType<typeof serveMxSimulator>>;
beforeAll(async () => {
  served = await serveMxSimulator({ hosts: ['simulator.test'] });
});
afterAll(() => served.close());

/** Sends a request with its own Host header, which `fetch` does not allow. */
const statusFor = (host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const headers = { ...KEYS, ...V2, host };
    const sent = request(`${served.url}/users`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject).end();
  });

test.each(['127.0.0.1', 'localhost:3999', 'app.localhost', '[::1]:80', 'simulator.test'])(
  'it accepts the host name %s',
  async (host) => expect(await statusFor(host)).toBe(200),
);

test.each([
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'simulator.test.evil',
])('it refuses the host name %s, which a page could point to this machine', async (host) =>
  expect(await statusFor(host)).toBe(403),
);

test('the address of an OAuth window cannot be guessed', async () => {
  const call = async (path: string, body: object) => {
    const headers = { ...KEYS, ...V2, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await (await fetch(served.url + path, init)).json()) as {
      user: { guid: string };
      member: { oauth_window_uri: string };
    };
  };
  const member = { institution_code: 'mx_bank_oauth', is_oauth: true, credentials: [] };
  const tokens = new Set<string>();
  for (let count = 0; count < 3; count++) {
    const { user } = await call('/users', { user: { is_disabled: false } });
    const created = await call(`/users/${user.guid}/members`, { member });
    const { pathname } = new URL(created.member.oauth_window_uri);
    expect(pathname).toMatch(/^\/oauth\/[\w-]{32}$/);
    tokens.add(pathname);
  }
  expect(tokens.size).toBe(3);
});
