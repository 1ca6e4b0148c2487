import type { MemberId } from '@mx-member/machine/step';
import { connectAtHost } from '../support/person.ts';
import { type Cluster, type Cpu, usedBetween, withCluster } from './cluster.ts';

/** Runs whole lifecycles with one question, as many per second as possible, and measures single calls and members. */

export interface Lifecycles {
  readonly workers: number;
  readonly perSecond: number;
  /** CPU time per member, in ms. */
  readonly cpu: Cpu;
}

/** Latencies of calls one after the other, in ms. */
export interface Latencies {
  readonly view: readonly number[];
  readonly start: readonly number[];
  readonly lifecycle: readonly number[];
}

const NO_WAITS = { first: 0, spread: 0, busy: 0, busyMost: 0, needsUser: 0, needsUserMost: 0 };

const createMembers = (cluster: Cluster, count: number): Promise<readonly MemberId[]> =>
  Promise.all(Array.from({ length: count }, () => cluster.createMember('challenge')));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export const lifecycles = (workers: number, count: number, atOnce: number): Promise<Lifecycles> =>
  withCluster({ workers, pacing: NO_WAITS }, async (cluster) => {
    const members = await createMembers(cluster, count + atOnce);
    const run = async (part: readonly MemberId[]) => {
      const left = [...part];
      const lane = async () => {
        for (let one = left.pop(); one; one = left.pop()) await connectAtHost(cluster.host, one);
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
    };
    // Warm-up, until the code is compiled.
    await run(members.slice(0, atOnce));
    const before = cluster.cpu();
    const took = await timed(() => run(members.slice(atOnce)));
    return {
      workers,
      perSecond: (count / took) * 1_000,
      cpu: usedBetween(before, cluster.cpu(), count),
    };
  });

export const latencies = (count: number): Promise<Latencies> =>
  withCluster({ workers: 1, pacing: NO_WAITS }, async ({ host, createMember }) => {
    const [view, start, lifecycle] = [[] as number[], [] as number[], [] as number[]];
    for (let times = 0; times < count; times++) {
      const member = await createMember('challenge');
      start.push(await timed(() => host.start({ member, job: 'aggregate' })));
      view.push(await timed(() => host.view(member)));
      await host.cancel(member);
      const another = await createMember('challenge');
      lifecycle.push(await timed(() => connectAtHost(host, another)));
    }
    return { view, start, lifecycle };
  });
