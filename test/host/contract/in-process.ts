import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, createMemoryStore, type HostStore, type RunningHost } from '@mx-member/host';
import { connectHost, createHostHandler } from '@mx-member/host/http';
import { openSqlite } from '@mx-member/host/sqlite';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberPort } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { mortal } from '../support/mortal.ts';
import type { End, Spoil, Subject, TestedHost } from './subject.ts';

/** `createHost` in this process, in virtual time. */

async function spoilRow(store: HostStore, { member, change }: Spoil): Promise<void> {
  const row = await store.find(member);
  if (!row) throw new Error('The store has no record of the member.');
  const text = JSON.stringify(change(JSON.parse(row.text)));
  await store.commit([{ ...row, text }], { durable: true });
  await store.close();
}

/**
 * @param trace Is given the steps of processes that live.
 * @param connect Opens the store, as each new process does.
 * @param present Wraps the host as a caller sees it.
 */
export async function subjectOf(
  trace: StepTracer,
  connect: () => HostStore | Promise<HostStore>,
  remove: () => Promise<void>,
  present = (host: RunningHost): TestedHost => host,
): Promise<Subject> {
  stopTime();
  let die = () => {};
  async function open(port: MemberPort, onEnded: (end: End) => void) {
    const opened = await connect();
    const outside = mortal(port, onEnded);
    const store: HostStore = {
      ...opened,
      commit: (changes, options) => outside.life.reading(() => opened.commit(changes, options)),
    };
    die = () => {
      outside.life.end();
      opened.close();
    };
    const { port: outer, onEnded: acknowledge } = outside;
    const shown: StepTracer = {
      onStep: (...step) => outside.life.reading(() => trace.onStep(...step)),
    };
    return present(await createHost({ port: outer, onEnded: acknowledge, store, trace: shown }));
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

export function inMemory(trace: StepTracer): Promise<Subject> {
  const store = createMemoryStore();
  return subjectOf(
    trace,
    () => store,
    async () => {},
  );
}

export async function inSqlite(trace: StepTracer): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-host-'));
  return subjectOf(
    trace,
    () => openSqlite(join(folder, 'members.db')),
    () => rm(folder, { recursive: true, force: true }),
  );
}

/** A host behind its handler. Each call is a `Request` and a `Response`, without a network. */
function overHttp(host: RunningHost): MemberHost {
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

export function inMemoryOverHttp(trace: StepTracer): Promise<Subject> {
  const store = createMemoryStore();
  return subjectOf(
    trace,
    () => store,
    async () => {},
    overHttp,
  );
}
