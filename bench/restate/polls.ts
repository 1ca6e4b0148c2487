import { type Cpu, usedBetween, withCluster } from './cluster.ts';

/** Measures the cost of a poll, and the size of a member in Restate's state. */

export interface Polls {
  readonly members: number;
  readonly perSecond: number;
  /** CPU time per poll, in ms. */
  readonly cpu: Cpu;
  /** The size of a member's state, in bytes. */
  readonly stateBytes: number;
}

async function query(admin: string, sql: string): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${admin}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: sql }),
  });
  const { rows } = (await response.json()) as { readonly rows: readonly Record<string, number>[] };
  return rows[0] ?? {};
}

const STATE = `SELECT sum(length(value)) AS bytes FROM state WHERE service_name = 'mxMember'`;

/** @param watch How long to watch the members, in ms. */
export const polls = (members: number, watch: number): Promise<Polls> => {
  const pace = 2_000;
  const pacing = { first: pace, spread: pace, busy: pace, busyMost: pace };
  return withCluster({ workers: 1, pacing, isEndless: true }, async (cluster) => {
    const { server, host } = cluster;
    for (let left = members; left > 0; left -= 50)
      await Promise.all(
        Array.from({ length: Math.min(50, left) }, async () => {
          const member = await cluster.createMember('challenge');
          await host.start({ member, job: 'aggregate' });
        }),
      );
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await wait(2 * pace);
    const from = cluster.cpu();
    await wait(watch);
    const perSecond = members / (pace / 1_000);
    const cpu = usedBetween(from, cluster.cpu(), (perSecond * watch) / 1_000);
    const { bytes = 0 } = await query(server.admin, STATE);
    return { members, perSecond, cpu, stateBytes: bytes / members };
  });
};
