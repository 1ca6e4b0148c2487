import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { connectHost } from '@mx-member/host/http';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { expect, test } from 'vitest';
import { createMember } from '../../support/new-member.ts';
import { credentials } from '../../support/simulated.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { run, start } from '../support/process.ts';
import { FAST, folder, memberAt, serve } from '../support/serving.ts';

/** How `serve` begins, drains, ends, and is backed up. */

test('a second one on the same file ends with 2, and names who has it', async (context) => {
  const file = join(folder(context), 'm.db');
  const { child } = await serve(context, `--port 0 ${FAST} --file ${file}`);
  const { code, err, out } = await run(`serve --port 0 --file ${file}`);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`is in use by process ${child.pid} on `);
});

test('it stops in good order while somebody waits, and says how it is until then', async (context) => {
  const served = await serve(
    context,
    `--port 0 --step 60000 --file ${join(folder(context), 'm.db')}`,
  );
  for (const path of ['livez', 'readyz'])
    expect((await fetch(`${served.url}/${path}`)).status).toBe(200);
  const member = await memberAt(served.simulatorUrl);
  const host = connectHost({ url: served.url });
  let view = await host.start({ member, job: 'aggregate' });
  const waiting = (async () => {
    for (;;) view = await host.next(member, view);
  })();
  const ended = expect(waiting).rejects.toMatchObject({ code: 'unreachable' });
  served.child.kill('SIGTERM');
  await ended;
  expect((await served.ended()).code).toBe(0);
});

test('a Node without SQLite is said to be too old', async () => {
  const old = { NODE_OPTIONS: '--no-experimental-sqlite' };
  expect(await run('serve --port 0', old)).toMatchObject({
    code: 1,
    err: `mx-member: serve needs Node 22.13 or newer, and this is ${process.version}.\n`,
  });
});

test('SIGTERM drains: nothing starts, what runs is served, and then it ends', async (context) => {
  const served = await serve(
    context,
    `--port 0 --step 60000 --file ${join(folder(context), 'm.db')}`,
    {
      MX_MEMBER_DRAIN: '1500',
      MX_MEMBER_METRICS_PORT: '0',
    },
  );
  const member = await memberAt(served.simulatorUrl);
  const host = connectHost({ url: served.url });
  await host.start({ member, job: 'aggregate' });
  const metricsUrl = /http:[^"]+metrics/.exec(served.err())?.[0] ?? '';
  const metrics = await (await fetch(metricsUrl)).text();
  expect(metrics).toContain('mx_member_members{state="aggregating"} 1\n');
  expect(metrics).not.toContain(member.memberGuid);
  const ended = served.ended();
  served.child.kill('SIGTERM');
  await expect
    .poll(async () => (await fetch(`${served.url}/readyz`)).status, { interval: 20 })
    .toBe(503);
  expect((await host.view(member)).state).toBe('aggregating');
  await expect(host.start({ member, job: 'aggregate' })).rejects.toMatchObject({
    code: 'unreachable',
  });
  expect((await ended).code).toBe(0);
});

test('after a success, its memory has nothing that was entered', async (context) => {
  const at = folder(context);
  const bank = start('simulate --port 0 --step 30 --json');
  context.onTestFinished(() => void bank.child.kill('SIGKILL'));
  const { url } = JSON.parse(await bank.firstLine()) as { readonly url: string };
  const token = 'token-of-sixteen-or-more';
  const served = await serve(
    context,
    `--port 0 --pace fast --environment ${url} --file ${join(at, 'm.db')}`,
    {
      MX_CLIENT_ID: DEFAULT_CLIENT_ID,
      MX_API_KEY: DEFAULT_API_KEY,
      MX_MEMBER_TOKEN: token,
      NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${at}`,
    },
  );
  const member = await createMember(simulatedMx(url), 'not-sent-from-here');
  const host = connectHost({ url: served.url, headers: { authorization: `Bearer ${token}` } });
  const enter = async (username: string, after?: number) => {
    await host.updateCredentials({ member, credentials: credentials('canary-1', username) });
    let view = await host.start({ member, job: null }, after === undefined ? {} : { after });
    while (!view.outcome) view = await host.next(member, view);
    return view;
  };
  const refused = await enter('canary-2');
  expect(refused.outcome).toMatchObject({ reason: 'credentials' });
  const { outcome } = await enter('mxuser', refused.revision);
  expect(outcome).toMatchObject({ outcome: 'connected' });
  served.child.kill('SIGUSR2');
  const snapshots = async () => (await readdir(at)).filter((name) => /heapsnapshot$/.test(name));
  await expect.poll(snapshots, { interval: 20 }).toHaveLength(1);
  // It answers again when the whole snapshot is written.
  await host.view(member);
  const [snapshot = ''] = await snapshots();
  const memory = await readFile(join(at, snapshot), 'utf8');
  expect(memory.includes(token)).toBe(true);
  expect(memory.includes('canary')).toBe(false);
});

test('backup copies the members of a running server into a file that another one starts from', async (context) => {
  const at = folder(context);
  const token = 'token-of-sixteen-or-more';
  const served = await serve(
    context,
    `--port 0 --metrics-port 0 --step 60000 --file ${join(at, 'm.db')}`,
    {
      MX_MEMBER_TOKEN: token,
    },
  );
  const member = await memberAt(served.simulatorUrl);
  const headers = { authorization: `Bearer ${token}` };
  const host = connectHost({ url: served.url, headers });
  await host.start({ member, job: 'aggregate' });
  const port = /:(\d+)\/metrics/.exec(served.err())?.[1];
  const line = `backup --metrics-port ${port} --json`;
  expect((await run(line, { MX_MEMBER_TOKEN: `${token}x` })).err).toContain(
    'set MX_MEMBER_TOKEN to the token',
  );
  const { code, lines } = await run(line, { MX_MEMBER_TOKEN: token });
  expect(code).toBe(0);
  const copy = await serve(context, `--port 0 --step 60000 --file ${lines[0]?.file}`);
  expect((await connectHost({ url: copy.url }).view(member)).state).toBe('aggregating');
});

test('a page of any site gets no backup, also from a server without a token', async (context) => {
  const at = folder(context);
  const served = await serve(
    context,
    `--port 0 --metrics-port 0 --step 60000 --file ${join(at, 'm.db')}`,
  );
  const port = /:(\d+)\/metrics/.exec(served.err())?.[1];
  const send = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/backup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    });
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await send(headers as Record<string, string>)).status).toBe(403);
  expect((await readdir(at)).filter((name) => name.includes('backup'))).toEqual([]);
  expect((await send({})).status).toBe(200);
});

test('backup needs the port of serve that takes backups', async (context) => {
  const zero = await run('backup --metrics-port 0');
  expect([zero.code, zero.err]).toEqual([
    2,
    'mx-member: --metrics-port must be the port on which serve listens, which its log names. Nothing listens on port 0.\n',
  ]);
  const { url } = await serve(context, `--port 0 --file ${join(folder(context), 'm.db')}`);
  const { port } = new URL(url);
  const main = await run(`backup --metrics-port ${port}`);
  expect([main.code, main.err]).toEqual([
    1,
    `mx-member: Port ${port} takes no backups. Give the --metrics-port of serve.\n`,
  ]);
});

test('backup says that nothing listens, and that a reserved port cannot be called', async () => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  await new Promise((closed) => other.close(closed));
  const free = await run(`backup --metrics-port ${port}`);
  expect([free.code, free.err]).toEqual([
    1,
    `mx-member: Nothing listens on port ${port}. Start serve with --metrics-port ${port}.\n`,
  ]);
  const reserved = await run('backup --metrics-port 6000');
  expect([reserved.code, reserved.err]).toEqual([
    1,
    'mx-member: Port 6000 is reserved for another protocol, so no request is sent to it. Give --metrics-port another port.\n',
  ]);
});

test('a metrics port in use is named with its option', async (context) => {
  const other = createServer();
  context.onTestFinished(() => void other.close());
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, err } = await run(
    `serve --port 0 --metrics-port ${port} --file ${join(folder(context), 'm.db')}`,
  );
  expect(code).toBe(1);
  expect(err).toBe(
    `mx-member: Port ${port} is in use: choose another with --metrics-port, or any free one with --metrics-port 0.\n`,
  );
});

test('a trace that cannot be written ends it with 1, and says what to do', async (context) => {
  const at = folder(context);
  const { code, err } = await run(`serve --port 0 --file ${join(at, 'm.db')} --trace ${at}/no/t`);
  expect(code).toBe(1);
  expect(err).toContain(`--trace: ${at}/no/t cannot be written (ENOENT). Name a file in a folder`);
  expect(await readdir(at)).toEqual([]);
});
