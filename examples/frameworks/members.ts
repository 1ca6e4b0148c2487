/** One handler for everything that a server of members answers: `Request` in, `Response` out. Each framework mounts it. */
import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import { createHost } from '@mx-member/host';
import { createCreationHandler, createHostHandler } from '@mx-member/host/http';
import { openSqlite } from '@mx-member/host/sqlite';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';

const {
  RECORDS = ':memory:',
  MX_CLIENT_ID,
  MX_API_KEY,
  WEBHOOK_PASSWORD = 'offline',
} = process.env;
const simulated = {
  clientId: DEFAULT_CLIENT_ID,
  apiKey: DEFAULT_API_KEY,
  environment: new URL('https://mx.example'),
  fetch: createMxSimulator().fetch,
};
const mx = createMx(
  MX_CLIENT_ID && MX_API_KEY
    ? { clientId: MX_CLIENT_ID, apiKey: MX_API_KEY, environment: 'integration' }
    : simulated,
);
export const host = await createHost({ port: mx, directory: mx, store: openSqlite(RECORDS) });

// Read the user from your session instead. Here everybody is the same user: with your keys, set MX_USER to its guid.
const userGuid = process.env.MX_USER ?? (await mx.createUser()).userGuid;
const basePath = '/api/mx';

const members = createHostHandler(host, {
  basePath,
  // `of` is the user of the member. It is `null` for a bank's login form, which belongs to nobody.
  authorize: (_, { userGuid: of }) => of === null || of === userGuid,
  access: mx,
  webhook: async (request) => {
    const webhook = await parseMxWebhook(request, { username: 'mx', password: WEBHOOK_PASSWORD });
    return webhook.ok ? webhook.member : new Response(null, { status: webhook.status });
  },
});
const creations = createCreationHandler({
  mx,
  host,
  basePath,
  authorize: async () => ({ userGuid }),
});

/** Answers every request below `/api/mx`. */
export const handler = (request: Request): Promise<Response> =>
  new URL(request.url).pathname.startsWith(`${basePath}/creations/`)
    ? creations(request)
    : members(request);
