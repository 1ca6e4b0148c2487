import { createMx } from '@mx-member/adapters/mx';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberId, Pacing } from '@mx-member/machine/step';
import { createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type RestateServer, startRestate, Workers } from 'mx-member-restate-cluster';
import { createMember } from '../../test/support/new-member.ts';
import { start } from '../support/subprocess.ts';
import { cpuOf } from './cpu.ts';

/** A cluster on this computer, with a simulated MX in its own process. */

export interface Cluster {
  readonly server: RestateServer;
  readonly host: MemberHost;
  createMember(password: string): Promise<MemberId>;
  /** The CPU time of each part so far, in ms. `caller` is this process. */
  cpu(): Cpu;
}
export type Cpu = Readonly<Record<'server' | 'workers' | 'caller', number>>;

export interface ClusterOptions {
  readonly workers: number;
  readonly pacing: Partial<Pacing>;
  /** Whether jobs never end. Otherwise they take no time. */
  readonly isEndless?: boolean;
}

const KEYS = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };

/** Runs work with a cluster, and stops the cluster. */
export async function withCluster<Result>(
  { workers: count, pacing, isEndless = false }: ClusterOptions,
  run: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const bank = start<object, string>(
      new URL('bank.ts', import.meta.url),
      isEndless ? ['600000'] : ['0'],
    );
    closing.push(bank.stop);
    const url = await bank.ask({});
    const server = await startRestate();
    closing.push(server.stop);
    const { publicKey, privateKey } = await createSealKeys();
    const workers = await Workers.start(count, {
      ...KEYS,
      url,
      ingress: server.ingress,
      privateKey,
      pacing,
      isHttp11: false,
      hasFence: true,
    });
    closing.push(() => workers.stop());
    await server.register(workers.url);
    const host = createRestateHost({ ingress: server.ingress, seal: await createSeal(publicKey) });
    closing.push(() => host.close());
    const mx = createMx({ ...KEYS, environment: new URL(url), version: 'v20111101' });
    return await run({
      server,
      host,
      createMember: (password) => createMember(mx, password),
      cpu: () => ({
        server: cpuOf([server.pid]),
        workers: cpuOf(workers.pids),
        caller: cpuOf([process.pid]),
      }),
    });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** The CPU time of each part between two moments, divided by `count`. */
export const usedBetween = (before: Cpu, after: Cpu, count: number): Cpu => ({
  server: (after.server - before.server) / count,
  workers: (after.workers - before.workers) / count,
  caller: (after.caller - before.caller) / count,
});
