import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, createMemoryStore, type HostStore } from '@mx-member/host';
import { connectHost, createHostHandler } from '@mx-member/host/http';
import { openSqlite } from '@mx-member/host/sqlite';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberPort } from '@mx-member/machine/step';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { mortal } from '../support/mortal.ts';
import type { End, Spoil, Subject } from './contract.ts';

/** `createHost` in this process, in virtual time. */

async function spoilRow(store: HostStore, { member, change }: Spoil): Promise<void> {
  const row = await store.find(member);
  if (!row) throw new Error('Nothing is kept of the member.');
  const text = JSON.stringify(change(JSON.parse(row.text)));
  await store.commit([{ ...row, text }], { durable: true });
  await store.close();
}

/**
 * @param connect Opens the store, as each new process does.
 * @param present What a caller has of the host.
 */
export async function subjectOf(
  connect: () => HostStore | Promise<HostStore>,
  remove: () => Promise<void>,
  present = (host: MemberHost): MemberHost => host,
): Promise<Subject> {
  stopTime();
  let die = () => {};
  async function open(port: MemberPort, onEnded: (end: End) => void) {
    const opened = await connect();
    const outside = mortal(port, onEnded);
    const store: HostStore = {
      ...opened,
      commit: (changes, options) => outside.alive(() => opened.commit(changes, options)),
    };
    die = () => {
      outside.die();
      opened.close();
    };
    return present(await createHost({ port: outside.port, onEnded: outside.onEnded, store }));
  }
  return {
    open,
    async crash(port, onEnded, spoil) {
      die();
      if (spoil) await spoilRow(await connect(), spoil);
      return open(port, onEnded);
    },
    pass,
    async remove() {
      releaseTime();
      await remove();
    },
  };
}

export function inMemory(): Promise<Subject> {
  const store = createMemoryStore();
  return subjectOf(
    () => store,
    async () => {},
  );
}

export async function inSqlite(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-host-'));
  return subjectOf(
    () => openSqlite(join(folder, 'members.db')),
    () => rm(folder, { recursive: true, force: true }),
  );
}

/** A host behind its handler: each call is a `Request` and a `Response`, without a network between them. */
function overHttp(host: MemberHost): MemberHost {
  const basePath = '/api/mx';
  const handler = createHostHandler(host, { authorize: () => true, basePath });
  const client = connectHost({ url: `http://host.test${basePath}/`, fetch: handler });
  return {
    ...client,
    async close() {
      await client.close();
      await host.close();
    },
  };
}

export function inMemoryOverHttp(): Promise<Subject> {
  const store = createMemoryStore();
  return subjectOf(
    () => store,
    async () => {},
    overHttp,
  );
}
