import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../packages/cli/src/serve/listen.ts';
import { openServeTarget } from '../../../packages/cli/src/serve/target.ts';
import { createMember } from '../../support/new-member.ts';

const login = { username: 'mx', password: 'hush' };

/** A file in a folder that lasts as long as the test. */
function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-place-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'm.db');
}

test('after a restart the simulated MX has its address again, and another one where a program has taken it', async () => {
  const file = newFile();
  const source = { kind: 'simulator', pace: 'fast', step: 10, webhookLogin: null } as const;
  const open = () => openServeTarget(source, { file, servedAt: 'http://127.0.0.1' });
  const first = await open();
  await first.close();
  const second = await open();
  expect(second.simulatorUrl).toBe(first.simulatorUrl);
  onTestFinished(second.close);
  const third = await open();
  expect(third.simulatorUrl).not.toBe(first.simulatorUrl);
  await third.close();
});

test('only its owner can read the file of the simulated bank, also if it had another mode', async () => {
  const file = newFile();
  const source = { kind: 'simulator', pace: 'fast', step: 10, webhookLogin: null } as const;
  const open = () => openServeTarget(source, { file, servedAt: 'http://127.0.0.1' });
  const modes = () =>
    readdirSync(dirname(file)).map((name) => statSync(join(dirname(file), name)).mode & 0o777);
  const first = await open();
  expect(new Set(modes())).toEqual(new Set([0o600]));
  await first.close();
  for (const name of readdirSync(dirname(file))) chmodSync(join(dirname(file), name), 0o644);
  const second = await open();
  expect(new Set(modes())).toEqual(new Set([0o600]));
  await second.close();
});

test('the simulated MX sends its webhooks to the server with the login of the server', async () => {
  const webhook = Promise.withResolvers<Request>();
  const { url, close } = await listen({ port: 0 }, async (request) => {
    const { url, method, headers } = request;
    webhook.resolve(new Request(url, { method, headers, body: await request.text() }));
    return new Response(null, { status: 204 });
  });
  onTestFinished(close);
  const source = { kind: 'simulator', pace: 'fast', step: 10, webhookLogin: login } as const;
  const place = await openServeTarget(source, { file: newFile(), servedAt: url });
  onTestFinished(place.close);

  const member = await createMember(place.mx, 'correct');
  await place.mx.startJob({ member, job: 'aggregate' });
  const sent = await webhook.promise;
  expect(new URL(sent.url).pathname).toBe('/webhooks/mx');
  const { signal } = new AbortController();
  expect(await place.webhook?.(sent.clone(), { signal })).toEqual(member);

  const unsigned = new Request(sent);
  unsigned.headers.delete('authorization');
  expect(await place.webhook?.(unsigned, { signal })).toMatchObject({ status: 401 });
});
