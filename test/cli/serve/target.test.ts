import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../packages/cli/src/serve/listen.ts';
import { openServeTarget } from '../../../packages/cli/src/serve/target.ts';
import { createMember } from '../../support/new-member.ts';

const login = { username: 'mx', password: 'hush' };

test('the simulated MX sends its webhooks to the server, with the login that the server wants', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-place-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const webhook = Promise.withResolvers<Request>();
  const { url, close } = await listen({ port: 0 }, async (request) => {
    const { url, method, headers } = request;
    webhook.resolve(new Request(url, { method, headers, body: await request.text() }));
    return new Response(null, { status: 204 });
  });
  onTestFinished(close);
  const source = { kind: 'simulator', pace: 'fast', step: 10, webhookLogin: login } as const;
  const place = await openServeTarget(source, { file: join(folder, 'm.db'), servedAt: url });
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
