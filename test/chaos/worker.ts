/** The process that is killed: a host on SQLite, driven by messages. Its replies to answers take a while, as over a network. */
import { setTimeout as wait } from 'node:timers/promises';
import { createMx } from '@mx-member/adapters/mx';
import { createHost, type HostStore } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import type { Call, Message, WorkerSettings } from './messages.ts';

/** In ms. */
const REPLY = 80;

const { url, clientId, apiKey, path, commits }: WorkerSettings = JSON.parse(process.argv[2] ?? '');
const say = (message: Message): void => void process.send?.(message);

/** Says when answers are committed; with `commits: false` they are not. */
function watched(store: HostStore): HostStore {
  return {
    ...store,
    commit(changes, options) {
      const submitting = changes.flatMap((change) =>
        change.type === 'record' && JSON.parse(change.text).state === 'resumed.submitting'
          ? [change]
          : [],
      );
      const kept = commits
        ? changes
        : changes.filter((change) => change.type !== 'record' || !submitting.includes(change));
      const result = store.commit(kept, options);
      for (const { member } of submitting) say({ type: 'committed', member: member.memberGuid });
      return result;
    },
  };
}

const host = await createHost({
  port: createMx({
    clientId,
    apiKey,
    environment: new URL(url),
  }),
  store: watched(openSqlite(path)),
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
  onError: (thrown, where) => console.error(where, thrown),
});

process.on('message', async ({ id, method, args }: Call) => {
  try {
    const call = host[method] as (...args: readonly unknown[]) => Promise<unknown>;
    const value = await call.apply(host, [...args]);
    if (method === 'answer') await wait(REPLY);
    say({ type: 'reply', id, value });
  } catch (error) {
    say({ type: 'refusal', id, message: String(error) });
  }
});
say({ type: 'ready' });
