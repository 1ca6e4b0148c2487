/**
 * The process that is killed: a host on SQLite or PostgreSQL that takes its commands as messages. Its replies to
 * answers take a while, as over a network.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createMx } from '@mx-member/adapters/mx';
import { createAndStart, createHost, type HostStore } from '@mx-member/host';
import { openPostgres } from '@mx-member/host/postgres';
import { openSqlite } from '@mx-member/host/sqlite';
import { Pool } from 'pg';
import {
  type Call,
  type Calls,
  type Message,
  SENDER,
  type StoreSettings,
  type WorkerSettings,
} from './messages.ts';

/** In ms. */
const REPLY = 80;

const { url, clientId, apiKey, store, name, commits }: WorkerSettings = JSON.parse(
  process.argv[2] ?? '',
);
const say = (message: Message): void => void process.send?.(message);

/** Reports when answers are committed. With `commits: false` they are not committed. */
function watched(store: HostStore): HostStore {
  return {
    ...store,
    async commit(changes, options) {
      const submitting = changes.flatMap((change) =>
        change.type === 'record' && JSON.parse(change.text).state === 'resumed.submitting'
          ? [change]
          : [],
      );
      const kept = commits
        ? changes
        : changes.filter((change) => change.type !== 'record' || !submitting.includes(change));
      await store.commit(kept, options);
      for (const { member } of submitting) say({ type: 'committed', member: member.memberGuid });
    },
  };
}

async function open(settings: StoreSettings): Promise<HostStore> {
  if ('file' in settings) return openSqlite(settings.file);
  const { postgres: connectionString, schema, lease } = settings;
  const pool = new Pool({ connectionString, max: 2 });
  pool.on('error', () => {});
  const opened = await openPostgres(pool, { schema, lease, name });
  opened.lost?.addEventListener('abort', () => process.exit(0));
  return opened;
}

const mx = createMx({
  clientId,
  apiKey,
  environment: new URL(url),
  fetch: (request) => {
    request.headers.set(SENDER, name);
    return globalThis.fetch(request);
  },
});
const host = await createHost({
  port: mx,
  directory: mx,
  store: watched(await open(store)),
  pacing: {
    first: 50,
    spread: 50,
    busy: 300,
    busyMost: 300,
    needsUser: 300,
    needsUserMost: 300,
    failedMost: 1_000,
  },
  unsafePacing: true,
  onError: (thrown, where) => {
    // A process whose session the server has closed fails to commit, which is what the test wants.
    if (where !== 'store' || 'file' in store) console.error(where, thrown);
  },
});

const create: Calls['create'] = (request) => createAndStart({ ...request, mx, host });

process.on('message', async ({ id, method, args }: Call) => {
  try {
    const called = method === 'create' ? create : host[method];
    const call = called as (...args: readonly unknown[]) => Promise<unknown>;
    const value = await call.apply(host, [...args]);
    if (method === 'answer') await wait(REPLY);
    say({ type: 'reply', id, value });
  } catch (error) {
    say({ type: 'refusal', id, message: String(error) });
  }
});
say({ type: 'ready' });
