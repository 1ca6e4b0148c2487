import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cpu, usedBetween, withCluster } from './cluster.ts';

/** Members that are polled at their pace: what a poll costs, and what a member takes where Restate keeps it. */

export interface Polls {
  readonly members: number;
  readonly perSecond: number;
  /** ms of CPU for each poll. */
  readonly cpu: Cpu;
  /** Of the state of a member, and of all files, per member. */
  readonly stateBytes: number;
  readonly diskBytes: number;
}

async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => {
      // A file may go while the folder is read.
      const { blocks = 0 } = await stat(join(parentPath, name)).catch(() => ({ blocks: 0 }));
      return blocks * 512;
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
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

/** @param watch How long they are watched, in ms. */
export const polls = (members: number, watch: number): Promise<Polls> => {
  const pace = 2_000;
  const pacing = { first: pace, spread: pace, busy: pace, busyMost: pace };
  return withCluster({ workers: 1, pacing, isEndless: true }, async (cluster) => {
    const { server, host } = cluster;
    const before = await bytesOf(server.folder);
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
    const diskBytes = ((await bytesOf(server.folder)) - before) / members;
    return { members, perSecond, cpu, stateBytes: bytes / members, diskBytes };
  });
};
