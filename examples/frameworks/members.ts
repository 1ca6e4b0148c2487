/** One handler for everything that a server of members answers. Each framework mounts it, and says who is signed in. */
import { createMx, ensureUser, parseMxWebhook } from '@mx-member/adapters/mx';
import { createHost, oncePerProcess } from '@mx-member/host';
import { createMembersHandler, type RequestHandler } from '@mx-member/host/http';
import { openSqlite } from '@mx-member/host/sqlite';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import type { Account } from './session.ts';

const {
  RECORDS = ':memory:',
  MX_CLIENT_ID,
  MX_API_KEY,
  MX_URL,
  MX_WEBHOOK_PASSWORD = 'offline',
} = process.env;

async function openMembers() {
  const simulated = {
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL('https://mx.example'),
    fetch: createMxSimulator().fetch,
  };
  const environment = MX_URL ? new URL(MX_URL) : 'integration';
  const mx = createMx(
    MX_CLIENT_ID && MX_API_KEY
      ? { clientId: MX_CLIENT_ID, apiKey: MX_API_KEY, environment }
      : simulated,
  );
  const host = await createHost({
    port: mx,
    directory: mx,
    store: openSqlite(RECORDS),
    // Called at least once for each outcome. Save it under both guids and the revision.
    onEnded: async (member, view) => console.log(member, view.revision, view.outcome?.outcome),
  });
  process.once('SIGTERM', () => void host.close().finally(() => process.exit()));
  return { host, mx };
}

/** Opens the host at the first call. Call it when the server starts, so that the members of the last run continue. */
export const members = oncePerProcess('members', openMembers);

/** The user of each account at MX. */
const users = new Map<string, string>();

async function mxUserOf({ id }: NonNullable<Account>): Promise<string> {
  const { mx } = await members();
  const userGuid = users.get(id) ?? (await ensureUser(mx, { id })).userGuid;
  users.set(id, userGuid);
  return userGuid;
}

let serve: RequestHandler<Account> | undefined;

/** Answers every request below `/api/mx`. */
export async function handler(request: Request, account: Account): Promise<Response> {
  const { host, mx } = await members();
  serve ??= createMembersHandler<Account>({
    host,
    mx,
    basePath: '/api/mx',
    userOf: async (_request, { context }) =>
      context ? { userGuid: await mxUserOf(context) } : 'signedOut',
    webhook: async (webhookRequest) => {
      const login = { username: 'mx', password: MX_WEBHOOK_PASSWORD };
      const webhook = await parseMxWebhook(webhookRequest, login);
      return webhook.ok ? webhook.member : new Response(null, { status: webhook.status });
    },
  });
  return serve(request, account);
}
