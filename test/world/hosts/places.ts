import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mx } from '@mx-member/adapters/mx';
import { createTracer } from '@mx-member/adapters/trace';
import { createHost, createMemoryStore, type HostStore, type RunningHost } from '@mx-member/host';
import type { HostHandlerOptions } from '@mx-member/host/http';
import { openPostgres } from '@mx-member/host/postgres';
import { openSqlite } from '@mx-member/host/sqlite';
import type { CreationRequest, CreationView } from '@mx-member/machine/hosting';
import type { MemberId, Step } from '@mx-member/machine/step';
import type { StepTracer, TraceCause } from '@mx-member/machine/trace';
import { newSchema } from '../../host/support/pglite.ts';
import type { Life } from '../life.ts';
import type { Plan } from '../plan.ts';
import { type Door, directDoor, httpDoor } from './door.ts';

/** What a process is started with. */
export interface Start {
  /** Kills the process at one of its effects. */
  readonly life: Life;
  readonly userGuid: string;
  /** The jobs that a server serves. All of them without this. */
  readonly jobs: HostHandlerOptions['jobs'];
  /** A client of MX in this process, whose calls are effects of it. */
  readonly mx: Mx;
  /** A client of MX in another process, which does not die. */
  readonly otherMx: Mx;
  /** The pace and the limits of all members. */
  readonly options: Plan['options'];
  /** Gets each step of a lifecycle, and each line of its trace. */
  readonly observe: (step: Step, cause: TraceCause) => void;
  readonly trace: (line: string) => void;
  /** Keeps what the process writes, to search it for secrets. */
  readonly write: (text: string) => void;
  /** A mistake that is put into the host. */
  readonly change: (host: RunningHost) => RunningHost;
}

/** A process that runs. */
export interface Process {
  readonly door: Door;
  hint(member: MemberId): Promise<void>;
  /** Ends the process as it should end. */
  close(): Promise<void>;
  /** Frees what the process had, after it has died. */
  bury(): void | Promise<void>;
}

/** Where a host keeps its members. A new process continues with them. */
export interface Place {
  open(start: Start): Promise<Process>;
  remove(): void | Promise<void>;
}

/**
 * What the server of an app without a host does, in the words of the docs: it creates each member once, and says what to start.
 * MX starts an aggregation by itself, at once or when the person is back from the bank's page.
 */
export function createByServer(mx: Mx, userGuid: string) {
  const created = new Map<string, ReturnType<typeof mx.createMember>>();
  return async (
    request: CreationRequest,
    { start }: Pick<Door, 'start'>,
  ): Promise<CreationView> => {
    const { job = 'aggregate', oauth, credentials = [], ...rest } = request;
    const login = oauth ? { ...oauth, isOauth: true } : { credentials };
    const made = created.get(request.id) ?? mx.createMember({ ...rest, userGuid, ...login });
    created.set(request.id, made);
    const { member, reading, isJobRequested, oauthWindowUri } = await made;
    const isStarted = isJobRequested || oauth !== undefined;
    const act = { type: 'creation', before: {}, reply: reading, at: Date.now() } as const;
    const view = await start({
      member,
      job,
      ...(oauth && { oauth: true }),
      ...(isStarted && !oauth && { act }),
    });
    return { state: 'following', member, view, ...(oauthWindowUri && { oauthWindowUri }) };
  };
}

/** Writes a trace as a program of ours would, and shows the steps themselves. */
export function tracerOf(write: Start['trace'], observe: Start['observe']): StepTracer {
  const tracer = createTracer({ write });
  return {
    onStep(step, cause, at, id) {
      observe(step, cause);
      tracer.onStep(step, cause, at, id);
    },
  };
}

interface Storage {
  open(): HostStore | Promise<HostStore>;
  /** What it has on a disk. */
  texts(): readonly string[];
  remove(): void | Promise<void>;
}

/** Where files are in memory, if there is such a folder: waiting for a disk shows nothing. */
const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

async function storageOf(host: string): Promise<Storage> {
  if (host === 'sqlite') {
    const folder = mkdtempSync(join(IN_MEMORY, 'mx-member-world-'));
    return {
      open: () => openSqlite(join(folder, 'members.db')),
      texts: () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1')),
      remove: () => rmSync(folder, { recursive: true }),
    };
  }
  if (host === 'postgres') {
    const { schema, pool, remove } = await newSchema();
    return { open: () => openPostgres(pool, { schema }), texts: () => [], remove };
  }
  const store = createMemoryStore();
  return { open: () => store, texts: () => [], remove: () => {} };
}

/** `createHost` over a store: `memory`, `sqlite`, `postgres`, or `http` for one that is called over HTTP. */
export async function serverPlace(host: string): Promise<Place> {
  const storage = await storageOf(host);
  return {
    remove: () => storage.remove(),
    async open({ life, mx, userGuid, jobs, options, change, observe, trace, write }) {
      const store = await storage.open();
      const created = await createHost({
        ...options,
        port: mx,
        directory: mx,
        onError: (thrown) => write(String(thrown)),
        trace: tracerOf(trace, observe),
        store: {
          ...store,
          find: (member) => life.reading(() => store.find(member)),
          commit: (changes, options) => {
            write(JSON.stringify(changes));
            return life.through('commit', () => store.commit(changes, options));
          },
        },
      });
      const own = change(created);
      return {
        door: host === 'http' ? httpDoor(mx, own, userGuid, jobs) : directDoor(mx, own, userGuid),
        hint: (member) => own.hint(member),
        close() {
          storage.texts().forEach(write);
          return own.close();
        },
        bury: () => store.close(),
      };
    },
  };
}
