/**
 * The server of a page that connects members. It has the MX keys, creates members, and relays the page's calls for the one
 * member of its session. Without keys it uses a simulator. Behind a proxy with TLS, set PUBLIC_URL to the address that
 * browsers see. docs/relay.md says what else a production server needs.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { createMx } from '@mx-member/adapters/mx';
import { createRelay } from '@mx-member/adapters/relay';
import type { MemberId } from '@mx-member/machine';
import { createMxSimulator } from '@mx-member/simulator';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';

const { MX_CLIENT_ID: clientId = 'offline', MX_API_KEY: apiKey = 'offline' } = process.env;
const { PORT = '3000', PUBLIC_URL: publicUrl } = process.env;
const mx = createMx(
  clientId === 'offline'
    ? {
        clientId,
        apiKey,
        environment: new URL('https://offline'),
        fetch: createMxSimulator({ clientId, apiKey }).fetch,
      }
    : { clientId, apiKey, environment: 'integration' },
);

/** The member that each session may use. */
const sessions = new Map<string, MemberId>();
const ownOf = ({ headers }: Request) =>
  sessions.get(parse(headers.get('cookie') ?? '').session ?? '');
const relay = createRelay(mx, {
  basePath: '/mx',
  publicUrl,
  authorize: (request, { member }) => {
    const own = ownOf(request);
    if (!own) return 'signedOut';
    return own.userGuid === member?.userGuid && own.memberGuid === member.memberGuid;
  },
});

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const { outputFiles } = await build({
  entryPoints: [fileOf('page.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  conditions: ['@mx-member/source'], // Uses the sources of this workspace, without a build.
});
const script = outputFiles[0]?.text ?? '';

const app = new Hono()
  .get('/', async (c) => c.html(await readFile(fileOf('index.html'), 'utf8')))
  .get('/page.js', (c) => c.body(script, { headers: { 'content-type': 'text/javascript' } }))
  .post('/members', async (c) => {
    const login = await c.req.parseBody();
    const institutionCode = 'mxbank';
    const { userGuid } = await mx.createUser(); // Use your signed-in user instead.
    const fields = await mx.institutionCredentials({ institutionCode });
    const credentials = fields.map(({ guid, fieldName }) => ({
      guid,
      value: String(login[fieldName]),
    }));
    const made = await mx.createMember({ userGuid, institutionCode, credentials });
    const { member, reading: reply } = made;
    const act = { type: 'creation', before: null, reply, at: Date.now() };
    const session = randomUUID();
    sessions.set(session, member);
    const secure = publicUrl?.startsWith('https:') ?? false;
    setCookie(c, 'session', session, { httpOnly: true, sameSite: 'Strict', secure });
    return c.json({ member, act }, 201);
  })
  .all('/mx/*', (c) => relay(c.req.raw));

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
