import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectCreations, connectHost } from '@mx-member/host/http';
import type { MemberId } from '@mx-member/machine';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { expect, onTestFinished, test } from 'vitest';
import { createMember } from '../../support/new-member.ts';
import { credentials } from '../../support/simulated.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { run, start } from '../support/process.ts';

const FAST = '--pace fast --step 30';
const SECRET = 'unmistakable-482913';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'mx-member-serve-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

interface Addresses {
  readonly url: string;
  readonly simulatorUrl: string;
}

/** A server that listens, with `--json`. */
async function serve(line: string, env: Readonly<Record<string, string>> = {}) {
  const process = start(`serve --json ${line}`, env);
  onTestFinished(() => void process.child.kill('SIGKILL'));
  const addresses = JSON.parse(await process.firstLine()) as Addresses;
  return { ...process, ...addresses };
}

/** A member at the simulator that asks two questions, and starts no job by itself. */
const memberAt = (url: string): Promise<MemberId> =>
  createMember(simulatedMx(url), 'simulate:text,token');

const logOf = (err: string) =>
  err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('the commands that it prints lead a member through two rounds to connected', async () => {
  const process = start(`serve --port 0 ${FAST} --file ${join(await folder(), 'm.db')}`);
  await process.lineWith('Ctrl-C');
  const [, pasted = ''] = /\nTry it.*\n((?: {2}.+\n)+)/.exec(process.out()) ?? [];
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', pasted]);
  expect(stderr).toBe('');
  const shown = stdout.trim().split('\n');
  expect(shown.map((line) => JSON.parse(line))).toMatchObject([
    { needs: 'answers', round: 1 },
    { needs: 'answers', round: 2 },
    { state: 'connected', outcome: { outcome: 'connected', fresh: true } },
  ]);
  process.child.kill('SIGTERM');
  const { code, err } = await process.ended();
  expect(code).toBe(0);
  expect(logOf(err).map(({ message }) => message)).toEqual(
    expect.arrayContaining(['listening', 'ended', 'stopping', 'stopped']),
  );
});

test('after SIGKILL in the middle of a challenge the next start goes on, and each answer arrives once', async () => {
  const at = await folder();
  const line = `--port 0 ${FAST} --file ${join(at, 'm.db')}`;
  const first = await serve(line);
  const member = await memberAt(first.simulatorUrl);
  const before = connectHost({ url: first.url });
  let view = await before.start({ member, job: 'aggregate' });
  while (view.needs !== 'answers') view = await before.next(member, view);
  first.child.kill('SIGKILL');
  await first.ended();

  const second = await serve(line);
  const host = connectHost({ url: second.url });
  const answersTo = ({ challenges }: typeof view) =>
    challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  // The answer that the user had typed waits for the first poll.
  const answered = await host.answer(member, { answers: answersTo(view), prompt: view.prompt });
  expect(answered.problems).toEqual([]);
  view = answered.view;
  while (view.needs !== 'answers') view = await host.next(member, view);
  expect(view.round).toBe(2);
  ({ view } = await host.answer(member, { answers: answersTo(view), prompt: view.prompt }));
  while (!view.outcome) view = await host.next(member, view);
  expect(view).toMatchObject({ state: 'connected', outcome: { fresh: true } });
  second.child.kill('SIGINT');
  const { code, err } = await second.ended();
  expect(code).toBe(0);
  expect(logOf(err)).toContainEqual(
    expect.objectContaining({
      message: 'listening',
      restored: 1,
    }),
  );
});

test('a second one on the same file ends with 2, and names who has it', async () => {
  const file = join(await folder(), 'm.db');
  const { child } = await serve(`--port 0 ${FAST} --file ${file}`);
  const { code, err, out } = await run(`serve --port 0 --file ${file}`);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`is in use by process ${child.pid} on `);
});

test('a wrong answer and a password are in no log, response or file', async () => {
  const at = await folder();
  const served = await serve(`--port 0 ${FAST} --file ${join(at, 'm.db')}`);
  const member = await memberAt(served.simulatorUrl);
  const host = connectHost({ url: served.url });
  let view = await host.start({ member, job: 'aggregate' });
  while (view.needs !== 'answers') view = await host.next(member, view);
  const [{ guid } = { guid: '' }] = view.challenges;
  const path = `/users/${member.userGuid}/members/${member.memberGuid}/answer`;
  const bodies = [
    JSON.stringify({ answers: [{ guid, value: SECRET, [SECRET]: 1 }], prompt: view.prompt }),
    `{${SECRET}`,
    JSON.stringify({ answers: [{ guid, value: SECRET }], prompt: view.prompt }),
  ];
  for (const body of bodies) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(served.url + path, { method: 'POST', headers, body });
    expect(await response.text()).not.toContain('unmistakable');
  }
  while (!view.outcome) view = await host.next(member, view);
  expect(view.outcome).toMatchObject({ outcome: 'failed', reason: 'answer' });
  served.child.kill('SIGTERM');
  const { err, out } = await served.ended();
  expect(err + out).not.toContain('unmistakable');
  expect(logOf(err)).toContainEqual(
    expect.objectContaining({
      message: 'ended',
      reason: 'answer',
    }),
  );
  const files = await readdir(at);
  expect(files).toContain('m.db-bank');
  for (const name of files)
    expect((await readFile(join(at, name))).includes('unmistakable')).toBe(false);
});

test('it stops in good order while somebody waits, and says how it is until then', async () => {
  const served = await serve(`--port 0 --step 60000 --file ${join(await folder(), 'm.db')}`);
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

test('it is called by its own names only', async () => {
  const { url } = await serve(`--port 0 --file ${join(await folder(), 'm.db')}`);
  const status = (host: string) =>
    new Promise((resolve) => {
      const sent = httpRequest(
        `${url}/users/USR-1/members/MBR-1`,
        { headers: { host } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.end();
    });
  expect(await status('localhost')).toBe(404);
  expect(await status('evil.example')).toBe(403);
});

test('with the keys of MX callers need a token, and webhooks a login', async () => {
  const bank = await serveMxSimulator({ clientId: 'id', apiKey: 'secret-key' });
  onTestFinished(bank.close);
  const token = 'token-of-sixteen-or-more';
  const served = await serve(
    `--port 0 --environment ${bank.url} --public-host members.example --file ${join(await folder(), 'm.db')}`,
    {
      MX_CLIENT_ID: 'id',
      MX_API_KEY: 'secret-key',
      MX_MEMBER_TOKEN: token,
      MX_WEBHOOK_USERNAME: 'mx',
      MX_WEBHOOK_PASSWORD: 'hush',
    },
  );
  const unknown = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
  const without = connectHost({ url: served.url });
  await expect(without.view(unknown)).rejects.toMatchObject({ code: 'signedOut' });
  const wrong = connectHost({ url: served.url, headers: { authorization: `Bearer ${token}x` } });
  await expect(wrong.view(unknown)).rejects.toMatchObject({ code: 'signedOut' });
  const host = connectHost({ url: served.url, headers: { authorization: `Bearer ${token}` } });
  await expect(host.view(unknown)).rejects.toMatchObject({ code: 'notFound' });
  expect(await host.institutionCredentials({ institutionCode: 'mxbank' })).toHaveLength(2);
  const webhook = (password: string) =>
    fetch(`${served.url}/webhooks/mx`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`mx:${password}`)}` },
      body: JSON.stringify({ type: 'MEMBER', user_guid: 'USR-1', member_guid: 'MBR-1' }),
    });
  expect((await webhook('hush')).status).toBe(204);
  expect((await webhook('wrong')).status).toBe(401);
  served.child.kill('SIGTERM');
  const { err, out } = await served.ended();
  for (const secret of [token, 'secret-key', 'hush']) expect(err + out).not.toContain(secret);
});

test('with the keys of MX it says that a proxy must end TLS', async () => {
  const keys = { MX_CLIENT_ID: 'id', MX_API_KEY: 'key', MX_MEMBER_TOKEN: 'a'.repeat(16) };
  const process = start(`serve --port 0 --file ${join(await folder(), 'm.db')}`, keys);
  await process.lineWith('A proxy of yours must end TLS');
  process.child.kill('SIGINT');
  expect((await process.ended()).code).toBe(0);
});

test('SIGTERM drains: nothing starts, what runs is served, and then it ends', async () => {
  const served = await serve(`--port 0 --step 60000 --file ${join(await folder(), 'm.db')}`, {
    MX_MEMBER_DRAIN: '1500',
    MX_MEMBER_METRICS_PORT: '0',
  });
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

test('backup copies the members of a running server into a file that another one starts from', async () => {
  const at = await folder();
  const token = 'token-of-sixteen-or-more';
  const served = await serve(`--port 0 --metrics-port 0 --step 60000 --file ${join(at, 'm.db')}`, {
    MX_MEMBER_TOKEN: token,
  });
  const member = await memberAt(served.simulatorUrl);
  const headers = { authorization: `Bearer ${token}` };
  const host = connectHost({ url: served.url, headers });
  await host.start({ member, job: 'aggregate' });
  const port = /:(\d+)\/metrics/.exec(served.err())?.[1];
  const line = `backup --metrics-port ${port} --json`;
  expect((await run(line, { MX_MEMBER_TOKEN: `${token}x` })).err).toContain('MX_MEMBER_TOKEN must');
  const { code, lines } = await run(line, { MX_MEMBER_TOKEN: token });
  expect(code).toBe(0);
  const copy = await serve(`--port 0 --step 60000 --file ${lines[0]?.file}`);
  expect((await connectHost({ url: copy.url }).view(member)).state).toBe('aggregating');
});

test('creates a member for the user whom the address names, and follows it', async () => {
  const token = 'token-of-sixteen-or-more';
  const line = `--port 0 ${FAST} --file ${join(await folder(), 'm.db')}`;
  const served = await serve(line, { MX_MEMBER_TOKEN: token });
  const { userGuid } = await simulatedMx(served.simulatorUrl).createUser({});
  const url = `${served.url}/users/${userGuid}`;
  const headers = { authorization: `Bearer ${token}` };
  const id = 'made-once';
  const login = { id, institutionCode: 'mxbank', credentials: credentials(SECRET) };
  await expect(connectCreations({ url }).create(login)).rejects.toMatchObject({
    code: 'signedOut',
  });
  const creations = connectCreations({ url, headers });
  const created = await creations.create(login);
  expect(await creations.create(login)).toMatchObject({ state: 'following' });
  await expect(connectCreations({ url: served.url, headers }).create(login)).rejects.toMatchObject({
    code: 'forbidden',
  });
  if (created.state !== 'following') throw new Error(created.state);
  const host = connectHost({ url: served.url, headers });
  let { view } = created;
  while (!view.outcome) view = await host.next(created.member, view);
  expect(view.outcome).toMatchObject({ outcome: 'connected', fresh: true });
  served.child.kill('SIGTERM');
  const { err, out } = await served.ended();
  expect(err + out).not.toContain('unmistakable');
});

test('backup says that nobody listens', async () => {
  const { code, err } = await run('backup --metrics-port 1');
  expect([code, err]).toEqual([1, 'mx-member: Nobody listens on port 1.\n']);
});
