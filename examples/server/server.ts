/** Connects members on one host with SQLite, with webhooks as hints. Without keys it uses a simulator. */
import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import { createAndStart, createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { openSqlite } from '@mx-member/host/sqlite';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { Hono } from 'hono';

const { RECORDS = ':memory:', PORT = '3000', MX_URL } = process.env;
const { MX_CLIENT_ID: clientId = 'offline', MX_API_KEY: apiKey = 'offline' } = process.env;
/** The login of webhooks, as set in MX's dashboard. */
const login = { username: 'mx', password: process.env.WEBHOOK_PASSWORD ?? 'offline' };
const webhooks = { url: `http://127.0.0.1:${PORT}/webhooks/mx`, ...login };
const offline = { clientId, apiKey, webhooks };
const url = clientId === 'offline' ? (await serveMxSimulator(offline)).url : MX_URL;
const mx = createMx({ clientId, apiKey, environment: url ? new URL(url) : 'integration' });

// MX sends webhooks, so polls can be rare.
const pacing = { busy: 30_000, busyMost: 60_000 };
const store = openSqlite(RECORDS);
const host = await createHost({ port: mx, directory: mx, store, pacing });

const handler = createHostHandler(host, {
  authorize: () => true, // Check your session here, and that the member belongs to the user.
  access: mx,
  webhook: async (request) => {
    const webhook = await parseMxWebhook(request, login);
    return webhook.ok ? webhook.member : new Response(null, { status: webhook.status });
  },
});

const app = new Hono()
  .post('/members', async (c) => {
    const body = await c.req.json().catch(() => ({})); // An error must not quote the body.
    const { institutionCode, id = randomUUID(), ...values } = body; // A repeated `id` gives the same member.
    const { userGuid } = await mx.createUser(); // Use your signed-in user instead.
    const fields = await mx.institutionCredentials({ institutionCode });
    const credentials = fields.map(({ guid, fieldName }) => ({ guid, value: values[fieldName] }));
    const request = { mx, host, id, userGuid, institutionCode, credentials };
    const created = await createAndStart(request);
    return created.state === 'following' ? c.json(created.member, 201) : c.json(created, 409);
  })
  .all('*', (c) => handler(c.req.raw));

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
