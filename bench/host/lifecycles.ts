/** Runs lifecycles with one question in a host on SQLite, against the simulator in another process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMx } from '@mx-member/adapters/mx';
import { openSqlite } from '@mx-member/host/sqlite';
import { ADDRESS, createMembers, KEYS, VERSION } from '../loopback/members.ts';
import { serveLifecycles } from '../support/lifecycles.ts';
import { connectAtHost } from '../support/person.ts';
import { open } from './crowd.ts';

const folder = await mkdtemp(join(tmpdir(), 'mx-member-bench-'));
process.on('disconnect', async () => {
  await rm(folder, { recursive: true, force: true });
  process.exit();
});
const members = await createMembers();
const host = await open({
  port: createMx({ ...KEYS, environment: ADDRESS, version: VERSION }),
  store: openSqlite(join(folder, 'members.db')),
  pacing: { first: 0, spread: 0, busy: 0, busyMost: 0 },
  unsafePacing: true,
});
/** The revision of the last end in each lane. */
const ends = new Map<number, number>();

serveLifecycles(async (lane) => {
  const [member] = members.slice(lane);
  if (!member) throw new Error('There are more lanes than members.');
  ends.set(lane, await connectAtHost(host, member, ends.get(lane)));
});
