/**
 * MX's hosted widget takes the password, and a host follows the member. Without keys it uses a simulator, with a page
 * that stands in for the widget.
 */
import { readFile } from 'node:fs/promises';
import { serve } from '@hono/node-server';
import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import { createHost } from '@mx-member/host';
import { createMembersHandler } from '@mx-member/host/http';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { build } from 'esbuild';
import { Hono } from 'hono';

const { MX_CLIENT_ID: clientId = 'offline', MX_API_KEY: apiKey = 'offline' } = process.env;
const { PORT = '3000', MX_URL = 'https://int-api.mx.com', WEBHOOK_PASSWORD = '' } = process.env;
const url = clientId === 'offline' ? (await serveMxSimulator({ clientId, apiKey })).url : MX_URL;
const mx = createMx({ clientId, apiKey, environment: new URL(url) });
const host = await createHost({
  port: mx,
  directory: mx,
  onEnded: ({ memberGuid }, { outcome }) => console.log(memberGuid, outcome?.outcome),
});
const { userGuid } = await mx.createUser(); // Use the MX user of your signed-in user instead.

/** The address of MX's widget. It opens once, within ten minutes. */
async function widgetUrl(): Promise<string> {
  const response = await fetch(`${url}/users/${userGuid}/widget_urls`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${clientId}:${apiKey}`)}`,
      'accept-version': 'v20250224',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ widget_url: { widget_type: 'connect_widget', ui_message_version: 4 } }),
  });
  if (!response.ok) throw new Error(`MX has not returned a widget: HTTP ${response.status}`);
  return (await response.json()).widget_url.url;
}

const handler = createMembersHandler({
  host,
  mx,
  userOf: () => ({ userGuid }),
  webhook: async (request) => {
    const webhook = await parseMxWebhook(request, { username: 'mx', password: WEBHOOK_PASSWORD });
    return webhook.ok ? webhook.member : new Response(null, { status: webhook.status });
  },
  basePath: '/api/mx',
});

const { outputFiles } = await build({
  entryPoints: [`${import.meta.dirname}/page.ts`],
  bundle: true,
  write: false,
  format: 'esm',
  conditions: ['@mx-member/source'], // Uses the sources of this workspace, without a build.
});
const app = new Hono()
  .get('/', async (c) => c.html(await readFile(`${import.meta.dirname}/index.html`, 'utf8')))
  .get('/page.js', (c) =>
    c.body(outputFiles[0]?.text ?? '', 200, { 'content-type': 'text/javascript' }),
  )
  .post('/widget', async (c) => c.json({ url: await widgetUrl(), userGuid }))
  .all('/api/mx/*', (c) => handler(c.req.raw));

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
