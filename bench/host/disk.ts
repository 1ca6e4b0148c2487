import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type HostStore, type RecordRow } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { Bank, memberOf } from '../../test/support/bank.ts';
import { connectAtHost } from '../support/person.ts';
import { inVirtualTime, type Pass } from '../support/virtual-time.ts';

/** What a lifecycle with one question and a job of 25 s writes to SQLite, in simulated time. */
export interface Written {
  readonly requests: number;
  readonly bytes: number;
  readonly commits: number;
  /** The commits that wait for the disk. */
  readonly durable: number;
}

/** The job has two steps. In ms. */
const STEP = 12_500;

/** Other rows exist, so that the pages are not empty. */
const ended = (index: number): RecordRow => ({
  type: 'record',
  member: memberOf(index),
  text: 'x'.repeat(1_000),
  endedAt: Date.now(),
});

async function live(store: HostStore, count: number, pass: Pass): Promise<number> {
  const bank = new Bank({ rounds: 1, step: STEP, hasTimes: true });
  const host = await createHost({ port: bank, store, onEnded: () => {} });
  let connected = 0;
  const person = async (index: number) => {
    await connectAtHost(host, memberOf(index));
    connected += 1;
  };
  const people = Promise.all(Array.from({ length: count }, (_, index) => person(index)));
  while (connected < count) await pass(1_000);
  await people;
  await pass(1_000);
  await host.close();
  return bank.calls.length;
}

/** Measures `count` lifecycles that begin at the same moment. @returns What each of them needs. */
export function written(count: number): Promise<Written> {
  return inVirtualTime(async (pass) => {
    const folder = await mkdtemp(join(tmpdir(), 'mx-member-bench-'));
    try {
      const path = join(folder, 'members.db');
      const store = openSqlite(path);
      await store.commit(
        Array.from({ length: 500 }, (_, index) => ended(count + index)),
        { durable: true },
      );
      const size = () => statSync(`${path}-wal`).size;
      const before = size();
      let [after, commits, durable] = [before, 0, 0];
      const counting: HostStore = {
        ...store,
        async commit(changes, options) {
          await store.commit(changes, options);
          if (changes.every(({ type }) => type === 'forgotten')) return;
          after = size();
          commits += 1;
          if (options.durable) durable += 1;
        },
      };
      const requests = await live(counting, count, pass);
      return {
        requests: requests / count,
        bytes: (after - before) / count,
        commits: commits / count,
        durable: durable / count,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
