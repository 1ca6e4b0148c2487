import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createHost } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberView } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';

/**
 * A database that an earlier version wrote, and was killed: `databases/format-2-record-3.db.gz`. Member 1 runs, 2 is asked, 3 has
 * answered, 4 is connected, 5 was cancelled without an acknowledgement, and the start of 6 is on its way. `docs/upgrades.md` says what is
 * promised.
 */

let folder: string;
let host: MemberHost<MemberView> | null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mx-member-upgrade-'));
  host = null;
  stopTime();
});
afterEach(async () => {
  await host?.close();
  releaseTime();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the database at a bank where the jobs of 1, 2 and 3 run. */
async function open() {
  const path = join(folder, 'members.db');
  const packed = readFileSync(join(import.meta.dirname, 'databases', 'format-2-record-3.db.gz'));
  await writeFile(path, gunzipSync(packed));
  // Shortly after the database was written.
  vi.setSystemTime('2026-11-27T18:00:00Z');
  const bank = new Bank();
  for (const index of [1, 2, 3]) bank.begin(memberOf(index));
  const unreadable: string[] = [];
  const ends: string[] = [];
  host = await createHost({
    port: bank,
    store: openSqlite(path),
    onUnreadable: ({ member, why }) => unreadable.push(`${member.memberGuid}: ${why}`),
    onEnded: ({ memberGuid }, { state }) => void ends.push(`${memberGuid} ${state}`),
  });
  return { host, bank, unreadable, ends };
}

async function runToEnd(host: MemberHost<MemberView>, index: number): Promise<MemberView> {
  const member = memberOf(index);
  for (let times = 0; times < 100; times++) {
    const view = await host.view(member);
    if (view.outcome) return view;
    const { challenges, prompt, needs } = view;
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    if (needs === 'answers') await host.answer(member, { answers, prompt });
    await pass(5_000);
  }
  throw new Error(`Member ${index} does not end.`);
}

const RUNNING = [1, 2, 3, 6];

test('records of an earlier version are reported and not changed until a start replaces them', async () => {
  const { host, bank, unreadable, ends } = await open();
  await settle();
  expect(ends).toEqual(['MBR-5 failed']);
  const why = 'record.schema must be 5: this record was written by another version';
  expect(unreadable.toSorted()).toEqual(RUNNING.map((index) => `MBR-${index}: ${why}`));
  for (const index of [1, 2, 3, 4, 5, 6])
    await expect(host.view(memberOf(index))).rejects.toMatchObject({ code: 'unreadable' });
  expect(bank.calls).toEqual([]);
  for (const index of RUNNING) {
    await host.start({ member: memberOf(index), job: 'aggregate' }, { replace: true });
    expect([index, await runToEnd(host, index)]).toMatchObject([index, { state: 'connected' }]);
  }
  expect([1, 2, 3, 6].map((index) => bank.startsOf(memberOf(index)))).toEqual([0, 0, 0, 1]);
});
