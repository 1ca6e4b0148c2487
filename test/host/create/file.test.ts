import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAndStart, createHost, readCreation } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { credentials } from '../../support/simulated.ts';
import { Outside } from './process.ts';

beforeEach(stopTime);
afterEach(releaseTime);

const FILLED = credentials('canary-password-7391', 'canary-user-7391');

test('a creation is stored in the host’s file, and credentials are not in any file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'creations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outside = new Outside();
  const mx = outside.mx();
  const { userGuid } = outside;
  const open = () =>
    createHost({ port: mx, directory: mx, store: openSqlite(join(folder, 'members.db')) });
  const request = { mx, userGuid, institutionCode: 'mxbank', credentials: FILLED };
  const hasNoCanary = () => {
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(0);
    for (const name of files)
      expect(readFileSync(join(folder, name), 'latin1')).not.toContain('canary');
  };

  const host = await open();
  outside.simulator.faults.add({
    on: 'createMember',
    times: 1,
    fault: { kind: 'drop', when: 'after' },
  });
  const created = createAndStart({ ...request, host, id: 'new' });
  hasNoCanary();
  await pass(4_000);
  expect(await created).toMatchObject({ state: 'following' });
  await pass(10_000);
  const repaired = createAndStart({ ...request, host, id: 'again' });
  await pass(4_000);
  expect(await repaired).toMatchObject({ state: 'following' });
  hasNoCanary();
  await host.close();

  const next = await open();
  for (const id of ['new', 'again'])
    expect(await readCreation({ host: next, userGuid, id })).toMatchObject({ state: 'following' });
  await next.close();
  hasNoCanary();
});
