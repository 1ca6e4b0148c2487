import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, createMemoryStore, type HostStore } from '@mx-member/host';
import { connectHost, createHostHandler } from '@mx-member/host/http';
import { openSqlite } from '@mx-member/host/sqlite';
import type {
  CallOptions,
  MemberHost,
  MemberId,
  MemberPort,
  MemberView,
} from '@mx-member/machine/step';
import { pass, releaseTime, stopTime } from '../support/time.ts';
import type { End, Subject } from './contract.ts';

/** `createHost` in this process, in virtual time. */

/** What a host has of the outside. */
interface Outside {
  readonly port: MemberPort;
  readonly store: HostStore;
  readonly onEnded: (end: End) => void;
}

/** The outside as a process sees it that can crash: afterwards nothing arrives any more, in either direction. */
function mortal({ port, store, onEnded }: Outside) {
  let isDead = false;
  const never = new Promise<never>(() => {});
  const alive = <Value>(value: () => Value): Value | Promise<never> => (isDead ? never : value());
  const call =
    <Request, Reply>(made: (request: Request, options?: CallOptions) => Promise<Reply>) =>
    async (request: Request, options?: CallOptions): Promise<Reply> => {
      const reply = await alive(() => made(request, options));
      return alive(() => reply);
    };
  return {
    port: {
      startJob: call(port.startJob.bind(port)),
      readStatus: call(port.readStatus.bind(port)),
      submitAnswers: call(port.submitAnswers.bind(port)),
    } satisfies MemberPort,
    store: {
      ...store,
      commit: (changes, options) => alive(() => store.commit(changes, options)),
    } satisfies HostStore,
    onEnded: async (member: MemberId, view: MemberView) => {
      await alive(() => onEnded({ member, view }));
    },
    die: () => {
      isDead = true;
    },
  };
}

/**
 * @param connect Opens the store, as each new process does.
 * @param present What a caller has of the host.
 */
async function subjectOf(
  connect: () => HostStore,
  remove: () => Promise<void>,
  present = (host: MemberHost): MemberHost => host,
): Promise<Subject> {
  stopTime();
  let die = () => {};
  async function open(port: MemberPort, onEnded: (end: End) => void) {
    const opened = connect();
    const { die: stop, ...outside } = mortal({ port, store: opened, onEnded });
    die = () => {
      stop();
      opened.close();
    };
    return present(await createHost(outside));
  }
  return {
    open,
    async crash(port, onEnded) {
      die();
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
