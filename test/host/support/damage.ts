import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createHost } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { begin, type MemberId } from '@mx-member/machine/step';
import { Bank, memberOf } from '../../support/bank.ts';
import type { seeded } from '../../support/seeded.ts';

/** A database file with random damage, and how a host handles it. */

const MEMBERS = 60;

/** Makes a file with running members. */
export async function makeFile(folder: string): Promise<string> {
  const path = join(folder, 'whole.db');
  const store = openSqlite(path);
  const rows = Array.from({ length: MEMBERS }, (_, index) => {
    const member = memberOf(index);
    const text = JSON.stringify(begin({ member, job: 'aggregate' }).record);
    return { type: 'record', member, text, endedAt: null } as const;
  });
  await store.commit(rows, { durable: true });
  await store.close();
  return path;
}

/** Changes up to 40 bytes of a copy: all in one place, as a bad sector would, or anywhere. */
function damage(whole: string, path: string, { below }: ReturnType<typeof seeded>): void {
  copyFileSync(whole, path);
  const bytes = readFileSync(path);
  const isOnePlace = below(2) === 0;
  const from = below(bytes.length - 64);
  for (let left = 1 + below(40); left > 0; left--)
    bytes[isOnePlace ? from + below(64) : below(bytes.length)] = below(256);
  writeFileSync(path, bytes);
}

interface Row {
  readonly user_guid: string;
  readonly member_guid: string;
  readonly record: string;
}
const SELECT = 'SELECT user_guid, member_guid, record FROM members';

/** The members whose rows SQLite still reads unchanged. `null` if it cannot read the table. */
function healthyIn(path: string, whole: readonly Row[]): readonly MemberId[] | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const find = database.prepare(`${SELECT} NOT INDEXED WHERE user_guid = ? AND ended_at IS NULL`);
    return whole.flatMap(({ user_guid: userGuid, member_guid: memberGuid, record }) => {
      const rows = find.all(userGuid) as unknown as Row[];
      const isThere = rows.some((row) => row.member_guid === memberGuid && row.record === record);
      return isThere ? [{ userGuid, memberGuid }] : [];
    });
  } catch {
    return null;
  } finally {
    database?.close();
  }
}

function rowsIn(path: string): readonly Row[] {
  const database = new DatabaseSync(path);
  const rows = database.prepare(SELECT).all() as unknown as Row[];
  database.close();
  return rows;
}

export type Fate = 'refused' | 'opened, all healthy' | 'opened, some rows reported';

/**
 * Damages a copy of a file and opens it with a host.
 *
 * @throws {Error} when a healthy member does not run, or the file is refused without a reason.
 */
export async function openDamaged(whole: string, random: ReturnType<typeof seeded>): Promise<Fate> {
  const path = whole.replace('whole', 'damaged');
  damage(whole, path, random);
  const healthy = healthyIn(path, rowsIn(whole));
  const reported: MemberId[] = [];
  let host: Awaited<ReturnType<typeof createHost>>;
  try {
    host = await createHost({
      port: new Bank(),
      store: openSqlite(path),
      onError: (thrown) => {
        const { name, member } = Object(thrown);
        if (name !== 'UnreadableRow') throw thrown;
        reported.push(member);
      },
    });
  } catch (error) {
    if (/damaged\.db (is damaged: SQLite says|was written by another version)/.test(String(error)))
      return 'refused';
    throw error;
  }
  try {
    if (healthy === null) throw new Error('The host opened a file that SQLite cannot read.');
    for (const member of healthy) {
      const view = await host.view(member);
      if (!view.busy) throw new Error(`The member ${member.memberGuid} does not run.`);
    }
  } finally {
    await host.close();
  }
  return reported.length > 0 ? 'opened, some rows reported' : 'opened, all healthy';
}
