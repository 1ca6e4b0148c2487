import { createHost, type RecordRow } from '@mx-member/host';
import { openPostgres } from '@mx-member/host/postgres';
import { hostStoreChecks } from '@mx-member/host/testing';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { contract } from './contract/contract.ts';
import { inPostgres } from './contract/in-postgres.ts';
import { newSchema } from './support/pglite.ts';

describe('a store in PostgreSQL', () => {
  const checks = hostStoreChecks(async () => {
    const { schema, pool, remove } = await newSchema();
    return { open: () => openPostgres(pool, { schema }), remove };
  });
  test.each(checks.map(({ name, run }) => [name, run] as const))('%s', (_, run) => run());
});

contract('createHost in PostgreSQL', inPostgres, { explains: true });

describe('the owner of the members', () => {
  const MEMBER = memberOf(1);
  const DURABLY = { durable: true };
  const row = (text: string): RecordRow => ({
    type: 'record',
    member: MEMBER,
    text,
    endedAt: null,
  });
  let place: Awaited<ReturnType<typeof newSchema>>;

  beforeEach(async () => {
    place = await newSchema();
    stopTime();
  });
  afterEach(async () => {
    releaseTime();
    await place.remove();
  });
  const open = (options = {}, pool = place.newPool()) =>
    openPostgres(pool, { schema: place.schema, ...options });

  test('a second process waits, gets the owner’s name, and takes over within a second', async () => {
    const first = await open({ name: 'worker 1' });
    const pool = Object.assign(place.newPool(), { isLocked: true });
    const owners: string[] = [];
    let isOpen = false;
    const second = open({ onStandby: (owner: string) => owners.push(owner) }, pool).then(
      (store) => {
        isOpen = true;
        return store;
      },
    );
    await pass(60_000);
    expect(owners).toEqual(['worker 1']);
    expect(isOpen).toBe(false);
    await first.close();
    pool.isLocked = false;
    await pass(1_000);
    expect(isOpen).toBe(true);
    await (await second).close();
  });

  test('the wait for another process can be aborted', async () => {
    const pool = Object.assign(place.newPool(), { isLocked: true });
    const controller = new AbortController();
    const opened = open({ signal: controller.signal }, pool);
    opened.catch(() => {});
    await pass(5_000);
    controller.abort(new Error('enough'));
    await expect(opened).rejects.toThrow('enough');
  });

  test('a replaced owner cannot commit, and reports it once', async () => {
    const first = await open();
    await first.commit([row('of the first')], DURABLY);
    const second = await open();
    expect(first.isOwner?.()).toBe(true);
    await expect(first.commit([row('too late')], DURABLY)).rejects.toMatchObject({
      name: 'OwnerChanged',
    });
    expect(first.isOwner?.()).toBe(false);
    expect(first.lost?.reason).toMatchObject({ name: 'OwnerChanged' });
    await expect(first.commit([row('too late')], DURABLY)).rejects.toMatchObject({
      name: 'OwnerChanged',
    });
    expect(await second.find(MEMBER)).toEqual(row('of the first'));
    await second.close();
  });

  test('an idle owner notices that it was replaced, and its host closes without sending anything', async () => {
    const bank = new Bank();
    const errors: unknown[] = [];
    const host = await createHost({
      port: bank,
      store: await open(),
      onError: (thrown, where) => errors.push([where, String(thrown)]),
    });
    const second = await open();
    await expect(host.start({ member: MEMBER, job: 'aggregate' })).rejects.toMatchObject({
      code: 'unreachable',
    });
    await pass(10_000);
    await expect(host.start({ member: MEMBER, job: 'aggregate' })).rejects.toMatchObject({
      code: 'closed',
    });
    expect(bank.calls).toEqual([]);
    expect(errors).toContainEqual(['store', expect.stringContaining('has taken over')]);
    await second.close();
  });

  test('after a lost connection the owner continues, unless another process has owned the members', async () => {
    const pool = place.newPool();
    const store = await open({}, pool);
    pool.isGone = true;
    pool.cut();
    await expect(store.commit([row('lost')], DURABLY)).rejects.toThrow('has ended');
    expect(store.isOwner?.()).toBe(false);
    await pass(60_000);
    expect(store.lost?.aborted).toBe(false);
    pool.isGone = false;
    await pass(2_000);
    await store.commit([row('kept')], DURABLY);
    expect(store.isOwner?.()).toBe(true);
    expect(await store.find(MEMBER)).toEqual(row('kept'));

    pool.isGone = true;
    pool.cut();
    const second = await open();
    pool.isGone = false;
    await pass(2_000);
    expect(store.lost?.reason).toMatchObject({ name: 'OwnerChanged' });
    await second.close();
  });

  test('a start is not sent if the process was suspended between its commit and its request', async () => {
    const bank = new Bank();
    const store = await open();
    let isStopped = false;
    const host = await createHost({
      port: bank,
      store: {
        ...store,
        isOwner: () => !isStopped && store.isOwner?.() === true,
        async commit(changes, options) {
          await store.commit(changes, options);
          isStopped = changes.some(({ type }) => type === 'record');
        },
      },
    });
    await host.start({ member: MEMBER, job: 'aggregate' });
    await settle();
    expect(bank.startsOf(MEMBER)).toBe(0);
    await host.close();
  });

  test('an owner is no longer sure after a silence as long as the lease', async () => {
    const pool = place.newPool();
    const store = await open({ lease: 4_000 }, pool);
    await pass(60_000);
    expect(store.isOwner?.()).toBe(true);
    // Nothing ran in this time, as in a suspended process.
    vi.setSystemTime(Date.now() + 120_000);
    expect(store.isOwner?.()).toBe(false);
    await store.close();
  });

  test('commits of polls do not wait for the disk', async () => {
    const pool = place.newPool();
    const store = await open({}, pool);
    pool.sent = [];
    await store.commit([row('a poll')], { durable: false });
    await store.commit([row('a start')], DURABLY);
    expect(
      pool.sent.map((text) => /set_config\('synchronous_commit', (\S+)/.exec(text)?.[1]),
    ).toEqual(["'off',", 'CASE']);
    await store.close();
  });

  test('a Pool of pg is accepted, and its errors are passed on', async () => {
    releaseTime();
    const pool = new Pool({ host: '127.0.0.1', port: 1 });
    await expect(openPostgres(pool)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await pool.end();
    stopTime();
  });

  test('tables of another version are refused and not changed', async () => {
    await (await open()).close();
    await place.query(`UPDATE ${place.schema}.owner SET format = 9`);
    await expect(open()).rejects.toThrow(/made by another version of @mx-member\/host \(format 9/);
    expect(await place.query(`SELECT format, number::int FROM ${place.schema}.owner`)).toEqual([
      { format: 9, number: 1 },
    ]);
  });

  test.each([
    [{ schema: 'Members' }, 'schema must consist of at most 63'],
    [{ schema: 'a; DROP TABLE members' }, 'schema must consist of at most 63'],
    [{ lease: 10 }, 'lease must be a whole number of at least 1000'],
  ])('the options %j are refused', async (options, message) => {
    await expect(open(options)).rejects.toThrow(message);
  });
});
