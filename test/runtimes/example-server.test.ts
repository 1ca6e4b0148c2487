import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectHost } from '@mx-member/host/http';
import type { MemberId, MemberView } from '@mx-member/machine';
import type { MxSimulatorOptions } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { expect, onTestFinished, test } from 'vitest';
import { startExample } from './support/example.ts';

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return String(Object(address).port);
}

async function start(env: Readonly<Record<string, string>>) {
  const { url, stop } = await startExample('server/server.ts', env);
  onTestFinished(stop);
  const host = connectHost({ url });
  return {
    stop,
    async create(password: string): Promise<MemberId> {
      const body = { institutionCode: 'mxbank', LOGIN: 'mxuser', PASSWORD: password };
      const made = await fetch(`${url}/members`, { method: 'POST', body: JSON.stringify(body) });
      return made.json();
    },
    /** The view, as soon as it has this state. */
    async shows(member: MemberId, state: MemberView['state']): Promise<MemberView> {
      let view = await host.view(member);
      while (view.state !== state || (state === 'challenged' && view.needs === null))
        view = await host.next(member, view);
      return view;
    },
    answer(member: MemberId, { challenges, prompt }: MemberView) {
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      return host.answer(member, { answers, prompt });
    },
  };
}

/** A simulator, and the environment that gives the server its address. */
async function serveBank(options: Omit<MxSimulatorOptions, 'clientId' | 'apiKey'>) {
  const [clientId, apiKey] = ['id', 'key'];
  const bank = await serveMxSimulator({ clientId, apiKey, ...options });
  onTestFinished(bank.close);
  return { MX_URL: bank.url, MX_CLIENT_ID: clientId, MX_API_KEY: apiKey };
}

test('a member connects at a simulator without keys', async () => {
  const { create, shows, answer } = await start({ PORT: await freePort() });
  const member = await create('challenge');
  await answer(member, await shows(member, 'challenged'));
  expect((await shows(member, 'connected')).outcome).toMatchObject({ fresh: true });
});

test('a webhook causes a poll, which would otherwise be half a minute later', async () => {
  const [PORT, WEBHOOK_PASSWORD] = [await freePort(), 'hush'];
  const url = `http://127.0.0.1:${PORT}/webhooks/mx`;
  const webhooks = { url, username: 'mx', password: WEBHOOK_PASSWORD };
  // The job takes longer than the wait before the first poll.
  const env = await serveBank({ step: 2_000, webhooks });
  const { create, shows } = await start({ PORT, WEBHOOK_PASSWORD, ...env });
  await shows(await create('correct'), 'connected');
});

test('a member continues after the server was killed during a challenge', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const RECORDS = join(folder, 'records.sqlite');
  const env = { PORT: '0', RECORDS, ...(await serveBank({ step: 50 })) };

  const first = await start(env);
  const member = await first.create('challenge');
  const asked = await first.shows(member, 'challenged');
  await first.stop();

  const second = await start(env);
  const view = await second.shows(member, 'challenged');
  expect(view.challenges).toEqual(asked.challenges);
  expect(await second.answer(member, view)).toMatchObject({
    problems: [],
    view: { state: 'resumed' },
  });
  await second.shows(member, 'connected');
});
