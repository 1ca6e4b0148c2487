import {
  createAndStart,
  createHost,
  metricsText,
  type RunningHost,
  unusableText,
} from '@mx-member/host';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** An MX that cannot be used is said once a minute, with its cause. */

beforeEach(stopTime);
afterEach(releaseTime);

const noConnection = (code: string) => async () => {
  throw new TypeError('fetch failed: secret', {
    cause: Object.assign(new Error('secret'), { code }),
  });
};

async function hostOver(fetch: (request: Request) => Promise<Response>) {
  const onError = vi.fn();
  const host = await createHost({ port: mxOver(fetch), onError, closeTimeout: 1 });
  for (const index of [1, 2, 3]) await host.start({ member: memberOf(index), job: 'aggregate' });
  return { host, onError };
}

async function closed(host: RunningHost): Promise<void> {
  const end = host.close();
  await pass(1_000);
  await end;
}

test.each<readonly [string, (request: Request) => Promise<Response>, string]>([
  ['certificate', noConnection('CERT_HAS_EXPIRED'), 'CERT_HAS_EXPIRED'],
  ['certificate', noConnection('DEPTH_ZERO_SELF_SIGNED_CERT'), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['name', noConnection('ENOTFOUND'), 'ENOTFOUND'],
  ['refused', noConnection('ECONNREFUSED'), 'ECONNREFUSED'],
  ['connection', noConnection('UND_ERR_SOCKET'), 'UND_ERR_SOCKET'],
  ['slow', () => new Promise(() => {}), 'TIMEOUT'],
  ['notMx', async () => new Response('<html>'), 'NOT_JSON'],
  ['notMx', async () => Response.json({ hello: 'secret' }), 'OTHER_FIELDS'],
])('by %s: one error a minute, however many calls fail', async (cause, fetch, code) => {
  const { host, onError } = await hostOver(fetch);
  await pass(55_000);
  expect(onError).toHaveBeenCalledTimes(1);
  const [thrown, where] = onError.mock.calls[0] ?? [];
  expect(thrown).toMatchObject({ name: 'MxError', cause: { code } });
  expect(['startJob', 'readStatus']).toContain(where);
  expect(JSON.stringify(thrown) + thrown.message).not.toContain('secret');
  await pass(600_000);
  expect(onError.mock.calls.length).toBeGreaterThan(5);
  expect(onError.mock.calls.length).toBeLessThanOrEqual(11);
  const { unusable, failures } = host.stats();
  expect(unusable).toMatchObject({ cause, code, since: expect.any(Number) });
  expect(failures[cause]).toBeGreaterThan(onError.mock.calls.length);
  expect(metricsText(host.stats())).toContain(
    `unusable_calls_total{cause="${cause}"} ${failures[cause]}`,
  );
  await closed(host);
});

test('two causes are two errors, and a usable reply ends it', async () => {
  let reply = async (): Promise<Response> => new Response(null, { status: 503 });
  const { host, onError } = await hostOver(() => reply());
  await pass(5_000);
  reply = noConnection('ENOTFOUND');
  await pass(50_000);
  expect(onError.mock.calls.map(([{ status, cause }]) => status ?? cause.code)).toEqual([
    503,
    'ENOTFOUND',
  ]);
  const { unusable } = host.stats();
  expect(unusable && unusableText(unusable)).toBe(
    'The name in the address of MX is not found (ENOTFOUND), since 2026-01-01 00:00:00 UTC. Check the address, the DNS of this network, and its proxy.',
  );
  reply = async () => new Response(null, { status: 429 });
  await pass(60_000);
  expect(host.stats().unusable).toBeNull();
  await closed(host);
});

test.each<readonly [string, (request: Request) => Promise<Response>]>([
  ['refused', noConnection('ECONNREFUSED')],
  ['serverError', async () => new Response(null, { status: 503 })],
])('by %s: creations that fail are one error a minute too', async (cause, fetch) => {
  const onError = vi.fn();
  const mx = mxOver(fetch);
  const host = await createHost({ port: mx, directory: mx, onError, closeTimeout: 1 });
  const created = [1, 2, 3].map((index) =>
    createAndStart({
      mx,
      host,
      id: `form-${index}`,
      userGuid: memberOf(index).userGuid,
      institutionCode: 'mxbank',
      credentials: credentials('correct'),
    }).catch(() => 'failed'),
  );
  await pass(55_000);
  expect(await Promise.all(created)).toEqual(['failed', 'failed', 'failed']);
  expect(onError.mock.calls).toEqual([[expect.objectContaining({ name: 'MxError' }), 'creation']]);
  const { unusable, failures, calls } = host.stats();
  expect(unusable).toMatchObject({ cause });
  expect(failures[cause]).toBe(calls.create?.unreachable);
  await closed(host);
});
