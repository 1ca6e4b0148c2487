/** The process that is killed: a host on SQLite or PostgreSQL, over HTTP. Its replies to answers take a while. */
import { setTimeout as wait } from 'node:timers/promises';
import { createMx } from '@mx-member/adapters/mx';
import { createHost, type HostStore } from '@mx-member/host';
import { openPostgres } from '@mx-member/host/postgres';
import { openSqlite } from '@mx-member/host/sqlite';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { Pool } from 'pg';
import { serveFetch } from '../restate-cluster/src/serve.ts';
import { served } from '../world/hosts/door.ts';
import { type Ready, type StoreSettings, USER, type WorkerSettings } from './messages.ts';
import { SENDER } from './served-mx.ts';

const settings: WorkerSettings = JSON.parse(process.argv[2] ?? '');

/** How long a reply to answers takes, in ms. The caller of a host that forgets them gets none before the host is killed. */
const REPLY = settings.commits ? 80 : 60_000;

/** Does not commit answers on their way. */
const forgetful = (store: HostStore): HostStore => ({
  ...store,
  commit: (changes, options) =>
    store.commit(
      changes.filter(
        (change) =>
          change.type !== 'record' || JSON.parse(change.text).state !== 'resumed.submitting',
      ),
      options,
    ),
});

async function open(kept: StoreSettings): Promise<HostStore> {
  if ('file' in kept) return openSqlite(kept.file);
  const { postgres: connectionString, schema, lease } = kept;
  const pool = new Pool({ connectionString, max: 2 });
  pool.on('error', () => {});
  const store = await openPostgres(pool, { schema, lease, name: settings.name });
  store.lost?.addEventListener('abort', () => process.exit(0));
  return store;
}

const mx = createMx({
  clientId: DEFAULT_CLIENT_ID,
  apiKey: DEFAULT_API_KEY,
  environment: new URL(settings.url),
  fetch: (request) => {
    request.headers.set(SENDER, settings.name);
    return fetch(request);
  },
});
const store = await open(settings.store);
const host = await createHost({
  ...settings.options,
  port: mx,
  directory: mx,
  store: settings.commits ? store : forgetful(store),
  unsafePacing: true,
  onError: (thrown, where) => console.error(where, thrown),
});
const { jobs } = settings;
const authorize = ({ headers }: Request) => ({ userGuid: headers.get(USER) ?? '' });
const handler = served(mx, host, { authorize, jobs });
const { url } = await serveFetch(async (request) => {
  const reply = await handler(request);
  if (request.url.endsWith('/answer')) await wait(REPLY);
  return reply;
});
process.send?.({ url } satisfies Ready);
