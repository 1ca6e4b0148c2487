import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mx } from '@mx-member/adapters/mx';
import {
  createAndStart,
  createMemoryStore,
  type HostStore,
  type RunningHost,
} from '@mx-member/host';
import {
  connectCreations,
  connectHost,
  createHostHandler,
  type HostHandlerOptions,
} from '@mx-member/host/http';
import { openPostgres } from '@mx-member/host/postgres';
import { openSqlite } from '@mx-member/host/sqlite';
import type {
  CreationRequest,
  CreationView,
  MemberAccess,
  MemberHost,
} from '@mx-member/machine/hosting';
import type { MemberView } from '@mx-member/machine/step';
import { newSchema } from '../support/pglite.ts';

/** Where a host stores its members. A new process opens the same place again. */
export interface Place {
  open(): HostStore | Promise<HostStore>;
  remove(): Promise<void>;
}

export async function placeOf(host: string): Promise<Place> {
  if (host === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'mx-member-matrix-'));
    return {
      open: () => openSqlite(join(folder, 'members.db')),
      remove: async () => rmSync(folder, { recursive: true }),
    };
  }
  if (host === 'postgres') {
    const { schema, pool, remove } = await newSchema();
    return { open: () => openPostgres(pool, { schema }), remove };
  }
  const store = createMemoryStore();
  return { open: () => store, remove: async () => {} };
}

/** All that a person does, as the app behind the screen calls it. */
export interface Door
  extends Pick<MemberHost<MemberView>, 'start' | 'view' | 'answer'>,
    Pick<MemberAccess, 'oauthWindowUri' | 'updateCredentials'> {
  create(request: CreationRequest): Promise<CreationView>;
}

/** In the process of the host. */
export const directDoor = (mx: Mx, host: RunningHost, userGuid: string): Door => ({
  create: (request) => createAndStart({ ...request, mx, host, userGuid }),
  start: (input, options) => host.start(input, options),
  view: (member) => host.view(member),
  answer: (member, given) => host.answer(member, given),
  oauthWindowUri: (request) => mx.oauthWindowUri(request),
  updateCredentials: (request) => mx.updateCredentials(request),
});

/** Over HTTP, without a network. */
export function httpDoor(
  mx: Mx,
  host: RunningHost,
  userGuid: string,
  jobs: HostHandlerOptions['jobs'],
): Door {
  const handler = createHostHandler(host, {
    authorize: () => ({ userGuid }),
    access: mx,
    creator: mx,
    jobs,
    callerLimits: { requestsPerSecond: 1_000 },
  });
  const to = { url: 'https://app.test', fetch: handler };
  const client = connectHost(to);
  const creations = connectCreations(to);
  return {
    create: (request) => creations.create(request),
    start: (input, options) => client.start(input, options),
    view: (member) => client.view(member),
    answer: (member, given) => client.answer(member, given),
    oauthWindowUri: (request) => client.oauthWindowUri(request),
    updateCredentials: (request) => client.updateCredentials(request),
  };
}
