import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type HostStore, type RecordRow } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

/** How much one lifecycle writes to the disk. */

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mx-member-cost-'));
  stopTime();
});
afterEach(async () => {
  releaseTime();
  await rm(folder, { recursive: true, force: true });
});

/** Counts the commits of a store. */
function counted(store: HostStore) {
  const commits = { durable: 0, all: 0 };
  const counting: HostStore = {
    ...store,
    commit(changes, options) {
      if (changes.some(({ type }) => type !== 'forgotten')) {
        commits.all += 1;
        if (options.durable) commits.durable += 1;
      }
      return store.commit(changes, options);
    },
  };
  return { store: counting, commits };
}

/** Other rows exist, so that the pages are not empty. */
const ended = (index: number): RecordRow => ({
  type: 'record',
  member: memberOf(index),
  text: 'x'.repeat(1_000),
  endedAt: Date.now(),
});

test('a lifecycle with one round writes at most 68 kB, and waits for the disk three times', async () => {
  const path = join(folder, 'members.db');
  const { store, commits } = counted(openSqlite(path));
  const bank = new Bank({ rounds: 1 });
  const host = await createHost({ port: bank, store, onEnded: () => {} });
  await store.commit(
    Array.from({ length: 500 }, (_, index) => ended(index + 10)),
    { durable: true },
  );
  await pass(200);
  const written = () => statSync(`${path}-wal`).size;
  const before = { ...commits, written: written() };
  const member = memberOf(1);
  await host.start({ member, job: 'aggregate' });
  let view = await host.view(member);
  while (view.needs !== 'answers') {
    await pass(1_000);
    view = await host.view(member);
  }
  const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  await host.answer(member, { answers, prompt: view.prompt });
  while (!view.outcome) {
    await pass(1_000);
    view = await host.view(member);
  }
  await pass(1_000);
  expect(view.state).toBe('connected');
  expect(commits.durable - before.durable).toBe(3);
  expect(commits.all - before.all).toBe(9);
  expect(written() - before.written).toBeLessThan(68_000);
  await host.close();
});
