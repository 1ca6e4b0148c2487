import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createHost, type RecordRow } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { begin, type MemberId } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { copyDatabase } from '../../packages/host/src/sqlite/backup.ts';
import { Bank, memberOf } from '../support/bank.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mx-member-sqlite-'));
  path = join(folder, 'members.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const running = (index: number, text?: string): RecordRow => {
  const member = memberOf(index);
  const record = JSON.stringify(begin({ member, job: 'aggregate' }).record);
  return { type: 'record', member, text: text ?? record, endedAt: null };
};
const DURABLY = { durable: true };

/** Starts another process that has the file open. */
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

test('a second process is refused with the name of the first, and the lock ends when that one is killed', async () => {
  const child = await openElsewhere();
  try {
    expect(() => openSqlite(path)).toThrow(
      new RegExp(
        `members\\.db is in use by process ${child.pid} on \\S+\\. Only one host can use a file`,
      ),
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

test('only durable commits wait for the disk, in WAL mode', async () => {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  try {
    const store = openSqlite(path);
    exec.mockClear();
    await store.commit([running(1)], { durable: false });
    await store.commit([running(1)], DURABLY);
    await store.commit([running(1)], DURABLY);
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

test('a file of another version is refused and not changed', async () => {
  await openSqlite(path).close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 9');
  database.close();
  const before = await readFile(path);
  expect(() => openSqlite(path)).toThrow(/another version of @mx-member\/host \(format 9/);
  expect(await readFile(path)).toEqual(before);
});

test('unreadable rows are reported with their member, and the other members continue', async () => {
  const store = openSqlite(path);
  const { text } = running(1);
  await store.commit(
    [
      running(1, text.replace(/"state":"[^"]*"/, '"state":"nowhere"')),
      running(2),
      running(3, text.slice(0, -9)),
      running(4, text),
      running(5, text.replace(/"schema":\d+/, '"schema":1')),
      { type: 'outcome', member: memberOf(6), revision: 1, text: '{}' },
    ],
    DURABLY,
  );
  const errors: [string, string][] = [];
  const restored: number[] = [];
  const host = await createHost({
    port: new Bank(),
    store,
    onEnded: () => {},
    onError: (thrown, where) => {
      const { member, why } = thrown as { readonly member: MemberId; readonly why: string };
      expect(thrown).toMatchObject({ name: 'UnreadableRow' });
      expect(where).toBe('record');
      errors.push([member.memberGuid, why]);
    },
    onRestore: (count) => restored.push(count),
  });
  expect(errors.sort()).toEqual([
    ['MBR-1', expect.stringContaining('record.state must be')],
    ['MBR-3', 'its text is not JSON'],
    ['MBR-4', 'it is the record of another member'],
    ['MBR-5', expect.stringContaining('written by another version')],
    ['MBR-6', 'its text does not match its member and revision'],
  ]);
  expect(restored).toEqual([6]);
  expect(await host.view(memberOf(2))).toMatchObject({ state: 'aggregating', busy: true });
  await host.close();
});

test('only their owner may read the files', async () => {
  await writeFile(path, '');
  await chmod(path, 0o644);
  const store = openSqlite(path, { create: true });
  await store.commit([running(1)], DURABLY);
  await store.backup(`${path}-copy`);
  for (const end of ['', '-wal', '-owner', '-copy'])
    expect((await stat(`${path}${end}`)).mode & 0o777).toBe(0o600);
  await store.close();
});

test('a file that is not a database is refused with a reason and not changed', async () => {
  await writeFile(path, 'the notes of somebody, longer than the head of a database. '.repeat(20));
  await chmod(path, 0o644);
  expect(() => openSqlite(path)).toThrow(
    /members\.db is damaged: SQLite says "file is not a database"/,
  );
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  expect(await readFile(path, 'utf8')).toContain('the notes of somebody');
});

test('a link in place of the note is not followed, and a foreign note is not shown', async () => {
  const other = join(folder, 'other');
  await writeFile(other, 'of somebody else');
  await symlink(other, `${path}-owner`);
  const store = openSqlite(path);
  expect(await readFile(other, 'utf8')).toBe('of somebody else');
  await writeFile(`${path}-owner`, 'process 1 on \u001b[2J');
  expect(() => openSqlite(path)).toThrow('members.db is in use by another process. Only one host');
  await store.close();
});

test('a running database can be copied during commits, and the copy can be opened', async () => {
  const store = openSqlite(path);
  for (let from = 0; from < 4_000; from += 500)
    await store.commit(
      Array.from({ length: 500 }, (_, index) => running(from + index)),
      DURABLY,
    );
  const copy = join(folder, 'copy.db');
  let isCopied = false;
  const copied = store.backup(copy).finally(() => {
    isCopied = true;
  });
  let more = 4_000;
  while (!isCopied) {
    await store.commit([running(more++)], { durable: false });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await copied;
  await expect(store.backup(copy)).rejects.toThrow('exists already');
  await store.close();
  const opened = openSqlite(copy);
  const { length } = [...(opened.load() as Iterable<RecordRow>)];
  expect(length).toBeGreaterThanOrEqual(4_000);
  await opened.close();
});

test('a backup that begins during a commit waits for its end', async () => {
  await openSqlite(path).close();
  const database = new DatabaseSync(path);
  database.exec('BEGIN IMMEDIATE');
  const copy = join(folder, 'copy.db');
  const copied = copyDatabase(database, copy);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  database.exec('COMMIT');
  await copied;
  database.close();
  await openSqlite(copy).close();
});

test('a backup that fails leaves no file', async () => {
  const store = openSqlite(path);
  const rows = Array.from({ length: 200 }, (_, index) => running(index));
  await store.commit(rows, DURABLY);
  await store.close();
  const code = `import { openSqlite } from '@mx-member/host/sqlite';
    openSqlite(${JSON.stringify(path)}).backup(${JSON.stringify(`${path}-backup`)}).catch(() => process.exit(9));`;
  // No file of this process may grow beyond 64 kB, as on a disk that is full.
  const limited = `trap '' XFSZ; ulimit -f 64; exec "$@"`;
  const node = [process.execPath, '--conditions=@mx-member/source', '--input-type=module'];
  const child = spawn('bash', ['-c', limited, 'bash', ...node, '--eval', code], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  expect((await once(child, 'exit'))[0]).toBe(9);
  expect((await readdir(folder)).filter((name) => name.includes('backup'))).toEqual([]);
});

test('of two backups to one path at the same time, one is made and the other is refused', async () => {
  const store = openSqlite(path);
  const rows = Array.from({ length: 2_000 }, (_, index) => running(index));
  await store.commit(rows, DURABLY);
  const copy = `${path}-backup`;
  const made = await Promise.allSettled([store.backup(copy), store.backup(copy)]);
  expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(made.map((one) => String(Object(one).reason)).join()).toContain('exists already');
  await store.close();
  expect((await readdir(folder)).filter((name) => name.includes('backup'))).toEqual([
    'members.db-backup',
  ]);
  const copied = openSqlite(copy);
  expect(await copied.find(memberOf(1_999))).toEqual(rows[1_999]);
  await copied.close();
});

test('an empty file becomes a store only if the options say so', async () => {
  await writeFile(path, '');
  expect(() => openSqlite(path)).toThrow(
    /members\.db is empty: it has no members\. .*create: true/,
  );
  expect((await stat(path)).size).toBe(0);
  const store = openSqlite(path, { create: true });
  await store.commit([running(1)], DURABLY);
  await store.close();
  await openSqlite(path).close();
});

test('a process that is killed while it creates the file leaves one that the next process opens', async () => {
  const code = `import { DatabaseSync } from 'node:sqlite';
    import { openSqlite } from '@mx-member/host/sqlite';
    DatabaseSync.prototype.exec = () => process.kill(process.pid, 'SIGKILL');
    openSqlite(${JSON.stringify(path)});`;
  const child = spawn(
    process.execPath,
    ['--conditions=@mx-member/source', '--input-type=module', '--eval', code],
    { cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'ignore', 'inherit'] },
  );
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
  expect((await stat(path)).size).toBe(0);
  await openSqlite(path).close();
  expect((await readdir(folder)).sort()).toEqual(['members.db', 'members.db-owner']);
  await writeFile(path, '');
  expect(() => openSqlite(path)).toThrow('is empty');
});

test.each([0, 2])(
  'a database of another program, with the version %i, is refused and not changed',
  async (version) => {
    const other = new DatabaseSync(path);
    other.exec(`CREATE TABLE notes (text TEXT); PRAGMA user_version = ${version};`);
    other.close();
    const before = await readFile(path);
    for (const create of [false, true])
      expect(() => openSqlite(path, { create })).toThrow('is a database of another program');
    expect(await readFile(path)).toEqual(before);
  },
);

test('the file shrinks if most of it is free', async () => {
  const store = openSqlite(path);
  const ended = Array.from({ length: 500 }, (_, index) => ({ ...running(index), endedAt: 1 }));
  await store.commit([...ended.slice(1), running(0)], DURABLY);
  await store.commit([{ type: 'forgotten', endedBefore: 2 }], DURABLY);
  await store.close();
  expect((await stat(path)).size).toBeLessThan(400_000);
  const again = openSqlite(path);
  expect(await again.find(memberOf(0))).toEqual(running(0));
  await again.close();
});
