import type { Mx } from '@mx-member/adapters/mx';
import { createHost, createMemoryStore, type HostStore, type RunningHost } from '@mx-member/host';
import { createMembersHandler } from '@mx-member/host/http';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { PLACES, type Place } from '../host/support/places.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** What a page gets while the host's store fails or hangs, and what reaches MX meanwhile. */

let hosts: RunningHost[] = [];

beforeEach(stopTime);
afterEach(async () => {
  const closing = Promise.all(hosts.map((host) => host.close()));
  hosts = [];
  await pass(10_001);
  await closing;
  releaseTime();
});

/** An MX that records the requests that change something. */
async function openMx() {
  const simulator = createMxSimulator();
  const sent: string[] = [];
  const mx = mxOver((request) => {
    if (request.method !== 'GET') sent.push(request.method);
    return simulator.fetch(request);
  });
  const { userGuid } = await mx.createUser();
  sent.length = 0;
  return { mx, sent, userGuid };
}
type OpenMx = Awaited<ReturnType<typeof openMx>>;

/** A server of one user's pages, and its host. */
async function openServer(
  { mx, userGuid }: OpenMx,
  store: HostStore,
  updateCredentials: Mx['updateCredentials'] = mx.updateCredentials,
) {
  const onError = vi.fn();
  const host = await createHost({ port: mx, store, directory: mx, onError });
  hosts.push(host);
  const handler = createMembersHandler({
    host,
    mx: { ...mx, updateCredentials },
    userOf: () => ({ userGuid }),
    onError,
  });
  const send = async (method: string, path: string, body?: object) => {
    const response = await handler(
      new Request(`https://app.test${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
    return { status: response.status, json: await response.json() };
  };
  return { host, send };
}

/** A member whose login has failed, and which its person repairs. */
async function failedMember({ mx, userGuid }: OpenMx) {
  const { member } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    credentials: credentials('INVALID'),
  });
  await pass(60_000);
  expect((await mx.readStatus({ member })).connectionStatus).toBe('DENIED');
  return { member, path: `/users/${userGuid}/members/${member.memberGuid}` };
}

const NEW = { credentials: credentials('challenge') };

describe.each(['SQLite', 'PostgreSQL'])('while %s refuses writes', (name) => {
  test('no new credentials and no new member reach MX, and nothing counts as a login', async () => {
    const { store, remove, refuseWrites } = await (PLACES[name] as () => Promise<Place>)();
    onTestFinished(remove);
    const mx = await openMx();
    const { send } = await openServer(mx, store);
    const { path } = await failedMember(mx);
    mx.sent.length = 0;
    await refuseWrites?.(true);
    for (let time = 0; time < 11; time += 1) {
      expect(await send('PUT', `${path}/credentials`, NEW)).toMatchObject({
        status: 503,
        json: { code: 'unreachable', sent: false },
      });
      const wish = { institutionCode: 'mxbank', ...NEW };
      expect(await send('PUT', `/creations/new-${time}`, wish)).toMatchObject({
        status: 503,
        json: { code: 'unreachable', sent: false },
      });
      await pass(1_000);
    }
    expect(mx.sent).toEqual([]);
    await refuseWrites?.(false);
    await pass(20_000);
    expect(await send('PUT', `${path}/credentials`, NEW)).toMatchObject({ status: 200 });
    expect(mx.sent).toEqual(['PUT']);
  });
});

const never = () => new Promise<never>(() => {});

test.each([
  ['dies', never],
  ['loses the reply', () => Promise.reject(new Error('lost'))],
])('a question after new credentials is found by the host, if the server %s', async (_, then) => {
  const mx = await openMx();
  const { path } = await failedMember(mx);
  const store = createMemoryStore();
  const first = await openServer(mx, store, async (request) => {
    await mx.mx.updateCredentials(request);
    return then();
  });
  void first.send('PUT', `${path}/credentials`, NEW);
  await settle();
  const { send } = then === never ? await openServer(mx, store) : first;
  await pass(30_000);
  const { json } = await send('GET', path);
  expect(json).toMatchObject({ needs: 'answers' });
  expect(mx.sent.filter((method) => method === 'PUT')).toHaveLength(1);
});

test('credentials that did not reach MX begin nothing', async () => {
  const mx = await openMx();
  const { path } = await failedMember(mx);
  const { send } = await openServer(mx, createMemoryStore(), () =>
    Promise.reject(new Error('no network')),
  );
  void send('PUT', `${path}/credentials`, NEW);
  await pass(120_000);
  expect(await send('GET', path)).toMatchObject({ status: 404 });
});

describe('while the store hangs', () => {
  /** The status of a call, and how long it took in ms. */
  async function timed(call: Promise<{ readonly status: number; readonly json: unknown }>) {
    const from = Date.now();
    let took = Number.NaN;
    void call.then(() => {
      took = Date.now() - from;
    });
    await pass(60_000, () => !Number.isNaN(took));
    return { ...(await call), took };
  }

  test('a person waits at most 5 s for each call', async () => {
    const mx = await openMx();
    const { path } = await failedMember(mx);
    const store = { ...createMemoryStore() };
    const { send } = await openServer(mx, store);
    Object.assign(store, { find: never, commit: never });
    for (const call of [
      () => send('GET', path),
      () => send('POST', `${path}/hint`, {}),
      () => send('POST', `${path}/cancel`, {}),
      () => send('PUT', `${path}/credentials`, NEW),
      () => send('PUT', '/creations/new', { institutionCode: 'mxbank', ...NEW }),
      () => send('GET', '/creations/new'),
      () => send('POST', `${path}/start`, { job: 'aggregate' }),
    ])
      expect(await timed(call())).toMatchObject({
        status: 503,
        json: { sent: false },
        took: expect.toSatisfy((ms: number) => ms <= 5_000),
      });
    expect(mx.sent).toEqual(['POST']);
  });

  test('a start whose record hangs is not called unsent and not shown, and the next one is refused', async () => {
    const mx = await openMx();
    const { path } = await failedMember(mx);
    const store = { ...createMemoryStore() };
    const { send } = await openServer(mx, store);
    Object.assign(store, { commit: never });
    const start = await timed(send('POST', `${path}/start`, { job: 'aggregate' }));
    expect(start).toMatchObject({ status: 503, took: 5_000 });
    // The commit may still succeed, and the job then starts.
    expect(start.json).not.toHaveProperty('sent');
    expect(await timed(send('GET', path))).toMatchObject({ status: 503 });
    expect(await timed(send('POST', `${path}/start`, { job: 'aggregate' }))).toMatchObject({
      status: 503,
      json: { sent: false },
    });
    expect(mx.sent).toEqual(['POST']);
  });
});
