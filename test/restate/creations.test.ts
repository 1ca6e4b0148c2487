import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mx } from '@mx-member/adapters/mx';
import { createAndStart, readCreation } from '@mx-member/host';
import { createRestateHost } from '@mx-member/restate';
import { createMxSimulator, type MxSimulatorOptions } from '@mx-member/simulator';
import { describe, inject, type TestContext, test } from 'vitest';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { startCluster } from './support/cluster.ts';

/**
 * Members are created through a host in Restate, which stores the progress of each creation, and never a credential.
 */

const SECRET = 'HERON-wades-at-dusk-5518';
const MXBANK = 'mxbank';

/** A simulated MX, a worker, and hosts of several processes. */
async function world(context: TestContext, options: MxSimulatorOptions = {}) {
  const { bank, fetch, faults } = createMxSimulator({ step: 20, ...options });
  const mx = mxOver(fetch);
  const cluster = await startCluster(context, { port: mx });
  const { ingress, seal, name } = cluster;
  const { userGuid } = await mx.createUser({});
  const process = (own: Partial<Parameters<typeof createRestateHost>[0]> = {}) => {
    const host = createRestateHost({ ingress, seal, name, ...own });
    context.onTestFinished(() => host.close());
    const create = (id: string, password = SECRET, by: Mx = mx) =>
      createAndStart({
        mx: by,
        host,
        id,
        userGuid,
        institutionCode: MXBANK,
        credentials: credentials(password),
      });
    return { host, create };
  };
  const members = () => [...bank.members(bank.user(userGuid)).values()];
  const logins = () =>
    members().flatMap(({ received }) =>
      received.starts.filter(({ result }) => result === 'started'),
    );
  /** Calls the object of creations like anybody who reaches the ingress. */
  const ask = async (handler: string, body: object): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const at = `${ingress}/${name}Creations/${userGuid}/${handler}`;
    return (await globalThis.fetch(at, { method: 'POST', headers, body: JSON.stringify(body) }))
      .status;
  };
  return { mx, process, ask, userGuid, members, logins, faults };
}

/** A client whose call never returns, because its process is dead. */
const dying = (mx: Mx, call: 'createMember' | 'updateCredentials', isSent: boolean) => {
  const dead = Promise.withResolvers<void>();
  const client = new Proxy(mx, {
    get(target, name) {
      const own = Reflect.get(target, name);
      if (name !== call) return own;
      return async (...args: readonly unknown[]) => {
        if (isSent) await own.apply(target, args);
        dead.resolve();
        return new Promise<never>(() => {});
      };
    },
  });
  return { client, dead: dead.promise };
};

describe.concurrent('a host in Restate creates members', () => {
  test('once for each id, even from two processes at the same time, and follows them', async (context) => {
    const { expect } = context;
    const { process, members, logins, userGuid } = await world(context);
    const [one, other] = [process(), process()];
    const created = await Promise.all([one.create('mine'), other.create('mine')]);
    expect(created).toMatchObject([{ state: 'following' }, { state: 'following' }]);
    expect(members()).toMatchObject([{ id: 'mine' }]);
    expect(logins()).toHaveLength(1);
    const view = await readCreation({ host: other.host, userGuid, id: 'mine' });
    if (view?.state !== 'following') throw new Error(String(view?.state));
    let shown = view.view;
    while (!shown.outcome) shown = await other.host.next(view.member, shown);
    expect(shown.outcome).toMatchObject({ outcome: 'connected', fresh: true });
    await one.host.forget(userGuid);
    expect(await readCreation({ host: other.host, userGuid, id: 'mine' })).toBeNull();
  });

  test.for([true, false])('once after a kill (request sent: %s)', async (isSent, context) => {
    const { expect } = context;
    const { process, mx, members, logins, userGuid } = await world(context);
    const { client, dead } = dying(mx, 'createMember', isSent);
    const killed = process();
    killed.create('mine', SECRET, client).catch(() => {});
    await dead;
    await killed.host.close();
    const next = process();
    expect(await readCreation({ host: next.host, userGuid, id: 'mine' })).toEqual({
      state: 'creating',
    });
    expect(await next.create('mine')).toMatchObject({ state: 'following' });
    expect(members()).toMatchObject([{ id: 'mine' }]);
    expect(logins()).toHaveLength(1);
  });

  test('a login that the user already has is repaired once, even if the process dies', async (context) => {
    const { expect } = context;
    const { process, mx, members, logins } = await world(context);
    await process().create('older', 'INVALID');
    const broken = () => members()[0]?.shown.status;
    await expect.poll(broken).toBe('DENIED');
    const { client, dead } = dying(mx, 'updateCredentials', true);
    const killed = process();
    killed.create('newer', SECRET, client).catch(() => {});
    await dead;
    await killed.host.close();
    expect(await process().create('newer')).toMatchObject({ state: 'following' });
    expect(members()).toHaveLength(1);
    expect(logins()).toHaveLength(2);
    await expect.poll(broken).toBe('CONNECTED');
  });

  test('a creation that a process has left is recovered by the next reader', async (context) => {
    const { expect } = context;
    const { process, mx, userGuid, logins } = await world(context);
    const { host } = process({ directory: mx });
    const [id, at] = ['left', Date.now() - 60_000];
    const left = {
      userGuid,
      id,
      wish: { institutionCode: MXBANK, isOauth: false },
      at,
      step: 'creating',
    } as const;
    await host.creations.run(userGuid, () => host.creations.keep(left));
    const login = { userGuid, id, institutionCode: MXBANK, credentials: credentials(SECRET) };
    const { member } = await mx.createMember(login);
    const read = () => readCreation({ host, userGuid, id });
    expect(await read()).toEqual({ state: 'creating' });
    await expect.poll(read).toMatchObject({ state: 'following', member });
    expect(logins()).toHaveLength(1);
  });

  test('a process without the lease cannot store anything, and only creations are stored', async (context) => {
    const { expect } = context;
    const { process, userGuid, ask } = await world(context);
    const { host } = process();
    const creation = {
      userGuid,
      id: 'mine',
      wish: { institutionCode: MXBANK, isOauth: false },
      at: Date.now(),
      step: 'creating',
    } as const;
    await host.creations.run(userGuid, async () => {
      expect(await ask('keep', { holder: 'other', creation })).toBe(409);
      expect(await ask('remove', { holder: 'other', id: 'mine' })).toBe(409);
      const strange = { ...creation, credentials: [] };
      await expect(host.creations.keep(strange)).rejects.toMatchObject({ code: 'invalid' });
      await host.creations.keep(creation);
    });
    await host.creations.remove(creation);
    expect(await host.creations.find(creation)).toBe(null);
    expect(await ask('claim', { holder: 'other', ms: 600_000 })).toBe(400);
    expect(await ask('claim', { holder: 'other', ms: 1_000 })).toBe(200);
  });

  test('the files of Restate do not contain a credential', async (context) => {
    const { expect } = context;
    const { process } = await world(context);
    const id = `otter-${crypto.randomUUID()}`;
    await process().create(id);
    const holds = async (text: string): Promise<boolean> => {
      const entries = await readdir(inject('restate').folder, {
        recursive: true,
        withFileTypes: true,
      });
      for (const entry of entries.filter((one) => one.isFile()))
        if ((await readFile(join(entry.parentPath, entry.name))).includes(text)) return true;
      return false;
    };
    await expect.poll(() => holds(id)).toBe(true);
    for (const text of [SECRET, btoa(SECRET).slice(0, 24)]) expect(await holds(text)).toBe(false);
  });
});
