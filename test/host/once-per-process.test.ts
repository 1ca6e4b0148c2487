import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, oncePerProcess } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import { MxError as FirstMxError } from '@mx-member/machine/step';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';

test('a module that is loaded again gets the running host at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-once-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // SQLite refuses a second host in this process, and PostgreSQL lets it wait.
  const open = () =>
    createHost({ port: new Bank(), store: openSqlite(join(folder, 'members.db')) });
  const host = await oncePerProcess('reloaded', open)();
  const member = memberOf(1);
  await host.start({ member, job: 'aggregate' });
  vi.resetModules();
  const again = await import('@mx-member/host');
  expect(again.oncePerProcess).not.toBe(oncePerProcess);
  const reloaded = again.oncePerProcess('reloaded', open);
  expect(await Promise.all([reloaded(), reloaded()])).toEqual([host, host]);
  expect(await (await reloaded()).view(member)).toMatchObject({ busy: true });
  // The errors of the first copy are errors of the second one.
  const { HostError, MxError } = await import('@mx-member/machine');
  const unknown = await (await reloaded()).view(memberOf(2)).catch((thrown: unknown) => thrown);
  expect(unknown).toBeInstanceOf(HostError);
  expect(new Error('other')).not.toBeInstanceOf(HostError);
  expect(new FirstMxError('unreachable')).toBeInstanceOf(MxError);
  expect(MxError).not.toBe(FirstMxError);
  await host.close();
});

test('names are apart, and after a failure the next call tries again', async () => {
  const open = vi.fn(async () => 'opened').mockRejectedValueOnce(new Error('down'));
  const one = oncePerProcess('one', open);
  await expect(one()).rejects.toThrow('down');
  expect(await one()).toBe('opened');
  expect(await oncePerProcess('other', async () => 'other')()).toBe('other');
  expect(open).toHaveBeenCalledTimes(2);
});

test('importing the modules of the guide opens nothing, with and without keys', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-once-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  onTestFinished(() => void vi.unstubAllEnvs());
  const records = join(folder, 'absent', 'members.db'); // Opening it would throw.
  vi.stubEnv('RECORDS', records);
  const fetch = vi.spyOn(globalThis, 'fetch');
  for (const key of [undefined, 'key']) {
    vi.stubEnv('MX_CLIENT_ID', key);
    vi.stubEnv('MX_API_KEY', key);
    vi.resetModules();
    const route = await import('../../examples/frameworks/app/api/mx/[...path]/route.ts');
    expect(Object.keys(route).sort()).toEqual(['DELETE', 'GET', 'POST', 'PUT']);
  }
  expect(fetch).not.toHaveBeenCalled();
  vi.resetModules();
  const { register } = await import('../../examples/frameworks/instrumentation.ts');
  await register(); // Outside of Node's runtime it does nothing.
  vi.stubEnv('NEXT_RUNTIME', 'nodejs');
  await expect(register()).rejects.toThrow('ENOENT');
});
