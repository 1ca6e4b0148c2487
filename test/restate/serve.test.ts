import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WriteStream } from 'node:tty';
import { createMx } from '@mx-member/adapters/mx';
import { connectCreations, connectHost } from '@mx-member/host/http';
import { createOpen, createSealKeys } from '@mx-member/restate';
import { createMemberService } from '@mx-member/restate/service';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { expect, inject, test } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { createMember } from '../support/new-member.ts';
import { credentials } from '../support/simulated.ts';
import { register } from './support/admin.ts';
import { QUICK } from './support/quick.ts';
import { startWorker } from './support/worker.ts';

const KEYS = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };

/** A stream that records what is written. */
function output() {
  const written: string[] = [];
  // The part of a stream that `serve` uses.
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };
  return { stream: stream as unknown as WriteStream, written };
}

test('serve --restate serves members that run in workers', async ({ onTestFinished }) => {
  const { ingress, admin } = inject('restate');
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-serve-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { publicKey, privateKey } = await createSealKeys();
  const sealKey = join(folder, 'seal.json');
  await writeFile(sealKey, JSON.stringify(publicKey));

  const [out, err, stop] = [output(), output(), new AbortController()];
  const line = ['--restate', ingress, '--seal-key', sealKey, '--file', join(folder, 'members')];
  const served = run(['serve', ...line, '--port', '0', '--step', '20', '--json'], {
    stdin: process.stdin,
    stdout: out.stream,
    stderr: err.stream,
    env: {},
    signal: stop.signal,
    interrupt: () => {},
  });
  await expect.poll(() => out.written.join('')).toContain('simulatorUrl');
  const { url, simulatorUrl, restate } = JSON.parse(out.written.join(''));
  expect(restate).toBe(ingress);

  const environment = new URL(simulatorUrl);
  const services = createMemberService({
    port: createMx({ ...KEYS, environment }),
    open: await createOpen([privateKey]),
    ingress,
    pacing: QUICK,
    unsafePacing: true,
  });
  const worker = await startWorker(services);
  onTestFinished(worker.kill);
  await register(admin, worker.url);

  const mx = createMx({ ...KEYS, environment, version: 'v20111101' });
  const member = await createMember(mx, 'simulate:text');
  const host = connectHost({ url });
  let view = await host.start({ member, job: 'aggregate' });
  while (view.needs !== 'answers') view = await host.next(member, view);
  const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  ({ view } = await host.answer(member, { answers, prompt: view.prompt }));
  while (!view.outcome) view = await host.next(member, view);
  expect(view.state).toBe('connected');

  const why = `${url}/why/${member.memberGuid}`;
  expect((await fetch(why)).status).toBe(400);
  const story = await fetch(`${why}?user=${member.userGuid}`);
  expect(await story.text()).toMatch(/It ends: connected/);

  const creations = connectCreations({ url: `${url}/users/${member.userGuid}` });
  const login = { institutionCode: 'mxbank', credentials: credentials('correct', 'mxuser2') };
  expect(await creations.create({ id: 'by-serve', ...login })).toMatchObject({
    state: 'following',
  });
  expect(await creations.read({ id: 'by-serve' })).toMatchObject({ state: 'following' });

  stop.abort();
  expect(await served).toBe(0);
  expect(err.written.join('')).not.toContain('correct');
});

test.each([
  ['--seal-key seal.json', '--seal-key needs --restate.'],
  ['--restate http://localhost:8080', '--restate needs --seal-key'],
  ['--restate localhost --seal-key seal.json', '--restate must be the address of an ingress'],
  [
    '--restate http://localhost:8080 --seal-key /none',
    '--seal-key: /none cannot be read (ENOENT).',
  ],
  [
    '--restate http://localhost:8080 --seal-key package.json',
    '--seal-key: the file must hold the public',
  ],
  [
    '--restate http://localhost:8080 --seal-key seal.json --pace fast',
    '--pace cannot be used with --restate',
  ],
])('serve %s reports what is wrong', async (line, message) => {
  const [out, err] = [output(), output()];
  const code = await run(['serve', ...line.split(' '), '--port', '0'], {
    stdin: process.stdin,
    stdout: out.stream,
    stderr: err.stream,
    env: {},
    signal: AbortSignal.timeout(10_000),
    interrupt: () => {},
  });
  expect([code, err.written.join('')]).toEqual([
    expect.any(Number),
    expect.stringContaining(message),
  ]);
  expect(code).not.toBe(0);
});
