import { describe, test } from 'vitest';
import { query } from './support/admin.ts';
import { hasEnded, MEMBER, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

describe.concurrent('the record of a finished member', () => {
  test('is removed after its retention, together with the fence', async ({
    expect,
    onTestFinished,
  }) => {
    const cluster = await startCluster(
      { onTestFinished },
      { port: quickBank({ rounds: 0 }), retention: 500 },
    );
    await cluster.start();
    await cluster.until(hasEnded);
    // What is remembered of the user's logins has a retention of its own.
    const rows = () =>
      query(
        cluster.admin,
        `SELECT key FROM state WHERE service_name LIKE '${cluster.name}%' AND key NOT IN ('logins', 'dropsLogins')`,
      );
    await expect.poll(rows).toEqual([]);
    await expect(cluster.host.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
  });

  test('stays if the member was started again meanwhile', async ({ expect, onTestFinished }) => {
    const bank = quickBank({ rounds: 0 });
    const cluster = await startCluster({ onTestFinished }, { port: bank, retention: 1_000 });
    await cluster.start();
    const { revision: after } = await cluster.until(hasEnded);
    bank.readStatus = async () => ({
      connectionStatus: 'UPDATED',
      isBeingAggregated: true,
      challenges: [],
    });
    await cluster.host.start({ member: MEMBER, job: 'aggregate' }, { after });
    const forgotten = () =>
      query(
        cluster.admin,
        `SELECT id FROM sys_invocation WHERE target_service_name = '${cluster.name}' AND target_handler_name = 'forget'`,
      );
    await expect.poll(forgotten).toEqual([]);
    expect(await cluster.host.view(MEMBER)).toMatchObject({ outcome: null });
  });
});

describe.concurrent('a forgotten user', () => {
  test('leaves no state even with an open question, waiting callers are notified, and the member can start again', async ({
    expect,
    onTestFinished,
  }) => {
    const cluster = await startCluster({ onTestFinished }, { port: quickBank() });
    await cluster.start();
    const { revision } = await cluster.until(({ needs }) => needs === 'answers');
    const waiting = cluster.host.next(MEMBER, { revision });
    const rows = () =>
      query(cluster.admin, `SELECT key FROM state WHERE service_name LIKE '${cluster.name}%'`);
    await expect.poll(async () => (await rows()).map(({ key }) => key)).toContain('listeners');
    const erased = await cluster.host.forget(MEMBER.userGuid);
    expect(erased).toEqual({ members: [MEMBER], records: 1, aside: 0 });
    expect(await waiting).toMatchObject({ outcome: { reason: 'cancelled' } });
    await expect(cluster.host.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
    await expect.poll(rows).toEqual([]);
    expect(await cluster.host.forget(MEMBER.userGuid)).toEqual({
      members: [],
      records: 0,
      aside: 0,
    });
    await cluster.start();
    expect(await cluster.host.view(MEMBER)).toMatchObject({ outcome: null });
  });
});
