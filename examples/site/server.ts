/**
 * The server of a page that connects members. It has the MX keys, creates members, and runs them on a host. A session can
 * reach only its own member. The argument is the page: `react/App.tsx` or `element/page.ts`. Without keys it uses a
 * simulator. Behind a proxy with TLS, set PUBLIC_URL to the address that browsers see.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { serve } from '@hono/node-server';
import { createMx } from '@mx-member/adapters/mx';
import { createAndStart, createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import type { MemberId } from '@mx-member/machine/step';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';

const { MX_CLIENT_ID: clientId = 'offline', MX_API_KEY: apiKey = 'offline' } = process.env;
const { PORT = '3000', PUBLIC_URL: publicUrl, MX_URL } = process.env;
const url = clientId === 'offline' ? (await serveMxSimulator({ clientId, apiKey })).url : MX_URL;
const mx = createMx({ clientId, apiKey, environment: url ? new URL(url) : 'integration' });
const host = await createHost({ port: mx, directory: mx });

/** The member of each session. */
const sessions = new Map<string, MemberId>();
const ownOf = ({ headers }: Request) =>
  sessions.get(parse(headers.get('cookie') ?? '').session ?? '');

const handler = createHostHandler(host, {
  basePath: '/mx',
  access: mx,
  authorize: (request, { member }) => {
    const own = ownOf(request);
    if (!own) return 'signedOut';
    if (!member) return true; // A bank's login form, which belongs to nobody.
    return own.userGuid === member.userGuid && own.memberGuid === member.memberGuid;
  },
});

const root = dirname(import.meta.dirname);
const page = process.argv[2] ?? 'react/App.tsx';
const file = (path: string) => readFile(join(root, path), 'utf8');
const { outputFiles } = await build({
  entryPoints: [join(root, page)],
  bundle: true,
  write: false,
  format: 'esm',
  conditions: ['@mx-member/source'], // Uses the sources of this workspace, without a build.
  define: { 'process.env.NODE_ENV': '"production"' },
});

const app = new Hono()
  .get('/', async (c) => {
    const isSignedIn = ownOf(c.req.raw) !== undefined;
    return c.html(await file(isSignedIn ? join(dirname(page), 'index.html') : 'site/login.html'));
  })
  .get('/page.js', (c) =>
    c.body(outputFiles[0]?.text ?? '', 200, { 'content-type': 'text/javascript' }),
  )
  .get('/site.css', async (c) =>
    c.body(await file('site/site.css'), 200, { 'content-type': 'text/css' }),
  )
  .get('/connect.css', async (c) => {
    const looks = new URL(import.meta.resolve('@mx-member/connect/style.css'));
    return c.body(await readFile(looks, 'utf8'), 200, { 'content-type': 'text/css' });
  })
  .get('/login', async (c) => c.html(await file('site/login.html'))) // For another account.
  .get('/member', (c) => c.json({ member: ownOf(c.req.raw) }))
  .post('/members', async (c) => {
    const login = await c.req.parseBody();
    const institutionCode = 'mxbank';
    const { userGuid } = await mx.createUser(); // Use your signed-in user instead.
    const fields = await mx.institutionCredentials({ institutionCode });
    const values = fields.map(({ guid, fieldName }) => ({ guid, value: String(login[fieldName]) }));
    const session = randomUUID();
    const request = { mx, host, userGuid, institutionCode, credentials: values };
    const created = await createAndStart({ ...request, id: session }); // At most one login for each attempt.
    if (created.state !== 'following') return c.redirect('/login', 303);
    sessions.set(session, created.member);
    const secure = publicUrl?.startsWith('https:') ?? false;
    setCookie(c, 'session', session, { httpOnly: true, sameSite: 'Strict', secure });
    return c.redirect('/', 303);
  })
  .all('/mx/*', (c) => handler(c.req.raw));

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
