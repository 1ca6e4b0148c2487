import { createHostHandler } from '@mx-member/host/http';
import { handlers, type ObjectContext, object } from '@restatedev/restate-sdk';
import { describe, test } from 'vitest';
import { HANDLER_OPTIONS } from '../../packages/restate/src/service/handler-options.ts';
import type { RestateLifecycle } from '../../packages/restate/src/service/member/state.ts';
import { holdNext } from '../support/bank.ts';
import { killInvocation, query } from './support/admin.ts';
import {
  type Cluster,
  hasEnded,
  KEY,
  MEMBER,
  needsAnswers,
  startCluster,
} from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

/** Invocations of a member that run or wait for their next attempt. */
const runningOf = ({ admin, name }: Cluster) =>
  query(
    admin,
    `SELECT id, target_handler_name AS handler, retry_count AS retries FROM sys_invocation WHERE target_service_name = '${name}' AND status NOT IN ('completed', 'scheduled')`,
  );

const stateOf = async ({ admin, name }: Cluster): Promise<readonly unknown[]> => {
  const rows = await query(
    admin,
    `SELECT service_name, key FROM state WHERE service_name LIKE '${name}%'`,
  );
  return rows.map(({ service_name, key }) => `${String(service_name).replace(name, '')}/${key}`);
};

const keptOf = async ({ admin, name }: Cluster) => {
  const [row] = await query(
    admin,
    `SELECT value_utf8 AS value FROM state WHERE service_name = '${name}' AND key = 'kept'`,
  );
  return JSON.parse(String(row?.value)) as RestateLifecycle;
};

describe.concurrent('in a cluster', () => {
  test('a caller that waits for the next view gets the view of a cancelled member', async ({
    expect,
    onTestFinished,
  }) => {
    const cluster = await startCluster({ onTestFinished }, { port: quickBank() });
    await cluster.start();
    const { revision } = await cluster.until(needsAnswers);
    const next = cluster.host.next(MEMBER, { revision });
    await expect.poll(() => stateOf(cluster)).toContain('/listeners');
    const end = await cluster.host.cancel(MEMBER);
    expect(end).toMatchObject({ outcome: { reason: 'cancelled' } });
    expect(await next).toEqual(end);
    expect(await stateOf(cluster)).not.toContain('/listeners');
  });

  test('a waiting caller does not keep a call running', async ({ expect, onTestFinished }) => {
    const cluster = await startCluster({ onTestFinished }, { port: quickBank() });
    await cluster.start();
    const { revision } = await cluster.until(needsAnswers);
    const next = cluster.host.next(MEMBER, { revision });
    const waiting = async () =>
      (
        await query(
          cluster.admin,
          `SELECT status FROM sys_invocation WHERE target_service_name = '${cluster.name}' AND target_handler_name = 'next'`,
        )
      ).map(({ status }) => status);
    await expect.poll(waiting).toEqual(['suspended']);
    await cluster.host.cancel(MEMBER);
    expect(await next).toMatchObject({ state: 'failed' });
  });

  test('a wait that has passed leaves nothing behind', async ({ expect, onTestFinished }) => {
    const cluster = await startCluster({ onTestFinished }, { port: quickBank() });
    await cluster.start();
    const view = await cluster.until(needsAnswers);
    const { revision } = view;
    expect(await cluster.host.next(MEMBER, { revision, wait: 300 })).toMatchObject({ revision });
    await expect.poll(() => stateOf(cluster)).not.toContain('/listeners');
  });

  test('a wait of an earlier lifecycle does not poll for the next one', async ({
    expect,
    onTestFinished,
  }) => {
    const name = `poke-${crypto.randomUUID()}`;
    const target = { name: '' };
    const poke = object({
      name,
      handlers: {
        wake: handlers.object.exclusive(async (context: ObjectContext, event: object) => {
          context.genericSend({
            service: target.name,
            method: 'wake',
            key: context.key,
            parameter: new TextEncoder().encode(JSON.stringify(event)),
          });
        }),
      },
    });
    const bank = quickBank({ step: 60_000 });
    const slow = { first: 60_000, busy: 60_000, busyMost: 60_000 };
    const cluster = await startCluster(
      { onTestFinished },
      { port: bank, services: [poke], pacing: slow },
    );
    target.name = cluster.name;
    await cluster.start();
    const after = (await cluster.host.cancel(MEMBER)).revision;
    const old = await keptOf(cluster);
    const read = bank.calls.length;
    await cluster.host.start({ member: MEMBER, job: 'aggregate' }, { after });
    // The job of the first lifecycle still runs, so the next one waits for it.
    await expect.poll(() => bank.calls.length).toBe(read + 1);
    await expect.poll(() => runningOf(cluster)).toEqual([]);
    const before = bank.calls.length;
    const { turn } = (await keptOf(cluster)).record.context;
    const wake = (body: object) =>
      fetch(`${cluster.ingress}/${name}/${KEY}/wake`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    expect((await wake({ lifecycle: old.lifecycle, turn })).status).toBe(200);
    await cluster.host.cancel(MEMBER);
    expect(bank.calls).toHaveLength(before);
  });

  test.for([
    ['a poll', 'readStatus'],
    ['answers', 'submitAnswers'],
  ] as const)(
    'a member whose work was killed by an operator during %s continues',
    async ([, call], { expect, onTestFinished }) => {
      const bank = quickBank();
      const cluster = await startCluster({ onTestFinished }, { port: bank });
      await cluster.start();
      const view = await cluster.until(needsAnswers);
      const held = holdNext(bank, call);
      const answered = cluster.answer(view);
      await held.arrived;
      const wakes = (await runningOf(cluster)).filter(({ handler }) => handler === 'wake');
      const killed = wakes.map(({ id }) => killInvocation(cluster.admin, String(id)));
      expect(await Promise.all(killed)).toContain(true);
      held.release();
      await answered;
      await cluster.host.hint(MEMBER);
      expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
      expect(bank.received).toHaveLength(1);
    },
  );

  test('a new version of the workers takes over during a lifecycle, and the old one can be removed', async ({
    expect,
    onTestFinished,
  }) => {
    const bank = quickBank();
    const cluster = await startCluster({ onTestFinished }, { port: bank });
    await cluster.start();
    const view = await cluster.until(needsAnswers);
    const calls: string[] = [];
    await cluster.upgrade({
      startJob: (...args) => bank.startJob(...args),
      readStatus: (...args) => {
        calls.push('readStatus');
        return bank.readStatus(...args);
      },
      submitAnswers: (...args) => {
        calls.push('submitAnswers');
        return bank.submitAnswers(...args);
      },
    });
    await cluster.answer(view);
    expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
    expect(calls).toContain('submitAnswers');
    expect(calls.at(-1)).toBe('readStatus');
  });

  test('an outage of all workers, however long, does not end a member', async ({
    expect,
    onTestFinished,
  }) => {
    // Causes more attempts than the number after which Restate would pause a call.
    const { retryPolicy } = HANDLER_OPTIONS;
    Object.assign(HANDLER_OPTIONS, { retryPolicy: { ...retryPolicy, maxInterval: 20 } });
    const bank = quickBank();
    const cluster = await startCluster({ onTestFinished }, { port: bank });
    Object.assign(HANDLER_OPTIONS, { retryPolicy });
    await cluster.start();
    const view = await cluster.until(needsAnswers);
    await cluster.kill();
    const answered = cluster.answer(view);
    const retries = async () =>
      Math.max(0, ...(await runningOf(cluster)).map((row) => Number(row.retries)));
    await expect.poll(retries).toBeGreaterThan(72);
    await cluster.restart();
    expect(await answered).toMatchObject({ problems: [] });
    expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
    expect(bank.received).toHaveLength(1);
  });

  test('a webhook causes a poll at once, through the handler of the host', async ({
    expect,
    onTestFinished,
  }) => {
    // The question is asked as soon as the job has started.
    const bank = quickBank({ step: 0 });
    const slow = { first: 60_000, busy: 60_000, busyMost: 60_000 };
    const cluster = await startCluster({ onTestFinished }, { port: bank, pacing: slow });
    const handler = createHostHandler(cluster.host, {
      authorize: () => false,
      webhook: async (request) => (await request.json()).member,
    });
    await cluster.start();
    await expect.poll(() => bank.startsOf(MEMBER)).toBe(1);
    const response = await handler(
      new Request('http://host.test/webhooks/mx', {
        method: 'POST',
        body: JSON.stringify({ member: MEMBER }),
      }),
    );
    expect(response.status).toBe(204);
    expect(await cluster.until(needsAnswers)).toMatchObject({ round: 1 });
  });
});
