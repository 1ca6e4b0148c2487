import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createHost, type KeptOutcome, type KeptRecord } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { begin, type MemberRecord, recordView, step } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mx-member-sqlite-'));
  path = join(folder, 'members.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const MEMBER = memberOf(1);
const running = (index: number): MemberRecord =>
  begin({ member: memberOf(index), job: 'aggregate' }).record;
const cancelled = (index: number): MemberRecord => step(running(index), { type: 'cancel' }).record;
const kept = (record: MemberRecord, endedAt: number | null = null): KeptRecord => ({
  type: 'record',
  record,
  endedAt,
});
const DURABLY = { durable: true };

/** Another process that has the file open. */
async function openElsewhere(): Promise<ChildProcess> {
  const code = `import { openSqlite } from '@mx-member/host/sqlite';
    openSqlite(${JSON.stringify(path)});
    console.log('open');
    setInterval(() => {}, 1000);`;
  const child = spawn(
    process.execPath,
    ['--conditions=@mx-member/source', '--input-type=module', '--eval', code],
    { cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout as NodeJS.EventEmitter, 'data');
  return child;
}

test('a second process is refused with the name of the first, whose lock ends when it is killed', async () => {
  const child = await openElsewhere();
  try {
    expect(() => openSqlite(path)).toThrow(
      new RegExp(`members\\.db is in use by process ${child.pid} on \\S+\\. One host has a file`),
    );
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const store = openSqlite(path);
  expect(() => openSqlite(path)).toThrow(`in use by process ${process.pid} on `);
  await store.close();
  await openSqlite(path).close();
});

test('what is committed is there after a restart', async () => {
  const first = openSqlite(path);
  const record = cancelled(2);
  const outcome: KeptOutcome = { type: 'outcome', member: memberOf(2), view: recordView(record) };
  await first.commit([kept(running(1)), kept(record, 5), outcome], DURABLY);
  await first.close();
  const second = openSqlite(path);
  expect([...(second.load() as Iterable<unknown>)]).toEqual([outcome, kept(running(1))]);
  expect(await second.find(memberOf(2))).toEqual(record);
  expect(await second.find(memberOf(3))).toBeNull();
  await second.close();
});

test('a record takes the place of the one before, an acknowledged outcome is removed, and old ends are forgotten', async () => {
  const store = openSqlite(path);
  const outcome = (index: number): KeptOutcome => ({
    type: 'outcome',
    member: memberOf(index),
    view: recordView(cancelled(index)),
  });
  const { revision } = outcome(1).view;
  await store.commit([kept(running(1)), kept(running(2)), kept(running(3))], DURABLY);
  await store.commit(
    [kept(cancelled(1), 10), outcome(1), kept(cancelled(2), 20), outcome(2)],
    DURABLY,
  );
  await store.commit([{ type: 'acknowledged', member: MEMBER, revision }], { durable: false });
  await store.commit([{ type: 'forgotten', endedBefore: 20 }], { durable: false });
  expect(await store.find(MEMBER)).toBeNull();
  expect(await store.find(memberOf(2))).toEqual(cancelled(2));
  expect([...(store.load() as Iterable<unknown>)]).toEqual([outcome(2), kept(running(3))]);
  await store.close();
});

test('a commit keeps all or nothing', async () => {
  const store = openSqlite(path);
  const bad = { ...running(2), context: { ...running(2).context, reading: 1n } };
  const changes = [kept(running(1)), kept(bad as unknown as MemberRecord)];
  expect(() => store.commit(changes, DURABLY)).toThrow();
  expect(await store.find(MEMBER)).toBeNull();
  await store.commit([kept(running(1))], DURABLY);
  expect(await store.find(MEMBER)).not.toBeNull();
  await store.close();
});

test('a durable commit is written through to the disk, in WAL mode; others are not', async () => {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  try {
    const store = openSqlite(path);
    exec.mockClear();
    await store.commit([kept(running(1))], { durable: false });
    await store.commit([kept(running(1))], DURABLY);
    await store.commit([kept(running(1))], DURABLY);
    const transaction = ['BEGIN', 'COMMIT'];
    expect(exec.mock.calls.map(([sql]) => sql)).toEqual([
      'PRAGMA synchronous = NORMAL',
      ...transaction,
      'PRAGMA synchronous = FULL',
      ...transaction,
      ...transaction,
    ]);
    await store.close();
  } finally {
    exec.mockRestore();
  }
  const database = new DatabaseSync(path);
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
});

test('a file of another version is refused, and left as it is', async () => {
  await openSqlite(path).close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 9');
  database.close();
  expect(() => openSqlite(path)).toThrow(/another version of @mx-member\/host \(format 9/);
});

test('a record that cannot be read is reported, and the others go on', async () => {
  const store = openSqlite(path);
  const broken = { ...running(1), state: 'nowhere' } as unknown as MemberRecord;
  await store.commit([kept(broken), kept(running(2))], DURABLY);
  const errors: unknown[] = [];
  const restored: number[] = [];
  const host = await createHost({
    port: new Bank(),
    store,
    onError: (thrown, where) => errors.push([where, String(thrown)]),
    onRestore: (count) => restored.push(count),
  });
  expect(errors).toEqual([['record', expect.stringContaining('record.state must be')]]);
  expect(restored).toEqual([2]);
  expect(await host.view(memberOf(2))).toMatchObject({ state: 'aggregating', busy: true });
  await host.close();
});
