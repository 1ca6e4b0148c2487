import { readFileSync } from 'node:fs';
import {
  createHost,
  createMemoryStore,
  createOperatingHandler,
  type HostStats,
  metricsText,
  type RunningHost,
} from '@mx-member/host';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';

beforeEach(stopTime);
afterEach(releaseTime);

const start = (host: RunningHost, index: number) =>
  host.start({ member: memberOf(index), job: 'aggregate' });

/** The value of each sample, by its name and labels. */
const samplesOf = (text: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );

test('the metrics count running members, results of calls, and late members', async () => {
  const bank = new Bank({ step: 3_600_000 });
  const host = await createHost({ port: bank });
  for (const index of [1, 2, 3]) await start(host, index);
  await pass(10_000);
  bank.fault = new MxError('rateLimited', { status: 429 });
  const { perSecond } = host.stats();
  await pass(30_000, () => (host.stats().calls.readStatus?.rateLimited ?? 0) > 0);
  const samples = samplesOf(metricsText(host.stats()));
  expect(samples).toMatchObject({
    'mx_member_members{state="aggregating"}': 3,
    'mx_member_calls_total{call="startJob",result="ok"}': 3,
    mx_member_calls_in_flight_limit: 100,
    mx_member_late_members: 0,
    mx_member_undelivered_outcomes: 0,
    mx_member_store_failing: 0,
  });
  expect(samples.mx_member_rate_limited_total).toBeGreaterThan(0);
  expect(samples.mx_member_calls_per_second_limit).toBeLessThan(perSecond);
  await host.close();
});

test('the metrics do not contain a guid', async () => {
  const host = await createHost({ port: new Bank() });
  await start(host, 1);
  await pass(5_000);
  const text = metricsText(host.stats());
  expect(text).not.toMatch(/USR|MBR/);
  // Each family has a help text and a type.
  const families = [...text.matchAll(/^# TYPE (\w+) (?:gauge|counter)$/gm)].map(([, name]) => name);
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#')))
    expect(families).toContain(/^\w+/.exec(line)?.[0]);
  // The page for operators lists exactly these metrics.
  const page = readFileSync(new URL('../../docs/production.md', import.meta.url), 'utf8');
  const named = new Set([...page.matchAll(/mx_member_\w+/g)].map(([name]) => name));
  expect([...named].sort()).toEqual([...families].sort());
  await host.close();
});

test('an outcome counts as undelivered until `onEnded` acknowledges it', async () => {
  let acknowledge = () => {};
  const onEnded = () =>
    new Promise<void>((resolve) => {
      acknowledge = resolve;
    });
  const host = await createHost({ port: new Bank(), onEnded, onEndedTimeout: 600_000 });
  await start(host, 1);
  await host.cancel(memberOf(1));
  await pass(100);
  expect(host.stats().undelivered).toBe(1);
  acknowledge();
  await settle();
  expect(host.stats().undelivered).toBe(0);
  await host.close();
});

test('a host is ready while it is open and its store works, and is always alive', async () => {
  const store = createMemoryStore();
  let isBroken = false;
  const commit = store.commit.bind(store);
  const broken = Object.assign(store, {
    commit: (...args: Parameters<typeof commit>) => {
      if (isBroken) throw new Error('disk full');
      return commit(...args);
    },
  });
  const onError = vi.fn();
  const host = await createHost({ port: new Bank(), store: broken, onError });
  let current: RunningHost | null = null;
  const handle = createOperatingHandler(() => current);
  const status = async (path: string) =>
    (await handle(new Request(`http://127.0.0.1${path}`))).status;
  expect([await status('/livez'), await status('/readyz')]).toEqual([200, 503]);
  current = host;
  expect([await status('/livez'), await status('/readyz')]).toEqual([200, 200]);
  isBroken = true;
  await expect(start(host, 1)).rejects.toMatchObject({ code: 'unreachable' });
  expect([await status('/livez'), await status('/readyz')]).toEqual([200, 503]);
  expect(host.stats().errors.store).toBeGreaterThan(0);
  isBroken = false;
  // Callers do not wait for the next attempt.
  await expect(start(host, 2)).rejects.toMatchObject({ code: 'unreachable', sent: false });
  await pass(5_000);
  await start(host, 2);
  expect(await status('/readyz')).toBe(200);
  await host.close();
  expect([await status('/livez'), await status('/readyz')]).toEqual([200, 503]);
});

test('every series exists with 0 from the start, and outcomes are counted by reason', async () => {
  const host = await createHost({ port: new Bank({ rounds: 0 }) });
  const atFirst = samplesOf(metricsText(host.stats()));
  expect(atFirst).toMatchObject({
    mx_member_ready: 1,
    'mx_member_calls_total{call="readStatus",result="unauthorized"}': 0,
    'mx_member_outcomes_total{reason="connected"}': 0,
    'mx_member_outcomes_total{reason="cancelled"}': 0,
    'mx_member_errors_total{place="record"}': 0,
  });
  await start(host, 1);
  await start(host, 2);
  await host.cancel(memberOf(2));
  await pass(60_000);
  const later = samplesOf(metricsText(host.stats()));
  expect(later).toMatchObject({
    'mx_member_outcomes_total{reason="connected"}': 1,
    'mx_member_outcomes_total{reason="cancelled"}': 1,
  });
  const series = (samples: object) =>
    Object.keys(samples).filter((name) => !name.startsWith('mx_member_members'));
  expect(series(later)).toEqual(series(atFirst));
  await host.close();
});

test('a host is not alive after a commit has hung for a minute', async () => {
  const hanging = { ...createMemoryStore(), commit: () => new Promise<void>(() => {}) };
  const host = await createHost({ port: new Bank(), store: hanging });
  const handle = createOperatingHandler(() => host);
  const livez = async () => (await handle(new Request('http://127.0.0.1/livez'))).status;
  await pass(6_000);
  expect(host.stats().isStoreFailing).toBe(true);
  await expect(start(host, 1)).rejects.toMatchObject({ code: 'unreachable', sent: false });
  await pass(49_000);
  expect(await livez()).toBe(200);
  await pass(10_000);
  expect(await livez()).toBe(503);
  const closed = host.close();
  await pass(10_000);
  await closed;
});

test('metrics are served only to callers that `authorize` allows', async () => {
  const stats = { isOpen: true, isStoreFailing: false } as HostStats;
  const host = { stats: () => stats };
  const authorize = ({ headers }: Request) => headers.get('authorization') === 'Bearer t';
  const handle = createOperatingHandler(() => host, { authorize });
  const get = async (path: string, init?: RequestInit) =>
    (await handle(new Request(`http://127.0.0.1${path}`, init))).status;
  expect(await get('/metrics')).toBe(403);
  expect(await get('/readyz')).toBe(200);
  expect(await get('/users')).toBe(404);
  expect(await get('/metrics', { method: 'POST' })).toBe(405);
  const broken = createOperatingHandler(() => host, {
    authorize: () => Promise.reject(new Error('down')),
  });
  expect((await broken(new Request('http://127.0.0.1/metrics'))).status).toBe(403);
});
