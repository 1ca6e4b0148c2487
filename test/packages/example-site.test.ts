import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExample } from '../runtimes/support/example.ts';

/** The server of the connect screen with two visitors, each with a member. */
let site: Awaited<ReturnType<typeof startExample>>;
beforeAll(async () => {
  site = await startExample('site/server.ts', { PORT: '0' });
});
afterAll(() => site.stop());

/** A request with the cookie of a session. */
const send = (method: string, path: string, cookie = '') =>
  fetch(`${site.url}${path}`, { method, headers: { cookie, 'content-type': 'application/json' } });

/** Signs a visitor in at the bank. @returns The session, and the path of the member. */
async function visitor() {
  const { headers } = await fetch(`${site.url}/members`, {
    method: 'POST',
    body: new URLSearchParams({ LOGIN: 'mxuser', PASSWORD: 'challenge' }),
    redirect: 'manual',
  });
  const [cookie = ''] = headers.get('set-cookie')?.split(';') ?? [];
  const { member } = await (await send('GET', '/member', cookie)).json();
  const user = `/mx/users/${member.userGuid}`;
  return { cookie, user, path: `${user}/members/${member.memberGuid}` };
}

test('a visitor of the site reaches a single member and the login forms, and erases nobody', async () => {
  const own = await visitor();
  const other = await visitor();
  const statuses = (cookie: string) =>
    Promise.all(
      [
        ['GET', own.path],
        ['GET', other.path],
        ['POST', `${other.path}/cancel`],
        ['GET', '/mx/institutions/mxbank/credentials'],
        ['DELETE', own.user],
        ['DELETE', other.user],
      ].map(async ([method = '', path = '']) => (await send(method, path, cookie)).status),
    );
  expect(await statuses(own.cookie)).toEqual([200, 403, 403, 200, 403, 403]);
  expect(await statuses('')).toEqual([401, 401, 401, 401, 403, 403]);
  expect((await send('GET', other.path, other.cookie)).status).toBe(200);
});

test('an example with `<mx-connect>` first makes the styles, which a fresh clone does not have', () => {
  const read = (path: string) =>
    readFileSync(new URL(`../../examples/${path}`, import.meta.url), 'utf8');
  const scripts = Object.values<string>(JSON.parse(read('package.json')).scripts);
  const pages = scripts.filter((script) => {
    const [page] = /\S+\/page\.ts$/.exec(script) ?? [];
    return page !== undefined && read(page).includes('@mx-member/connect/element');
  });
  expect(pages).toHaveLength(1);
  for (const script of pages) expect(script).toContain('generate/main.ts looks && ');
});
