import { describe, test } from 'vitest';
import { query } from './support/admin.ts';
import { hasEnded, KEY, MEMBER, needsAnswers, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

/** Callers that wait for another view and leave. */

describe.concurrent('callers that wait', () => {
  test('for the same view share one call, which ends with the view', async ({
    expect,
    onTestFinished,
  }) => {
    const cluster = await startCluster({ onTestFinished }, { port: quickBank() });
    await cluster.start();
    const { revision } = await cluster.until(needsAnswers);
    const leaving = new AbortController();
    const left = Array.from({ length: 300 }, () =>
      cluster.host.next(MEMBER, { revision, signal: leaving.signal }).catch((error) => error),
    );
    const staying = cluster.host.next(MEMBER, { revision });
    const next = `SELECT id FROM sys_invocation WHERE target LIKE '${cluster.name}/%/next'`;
    const calls = () => query(cluster.admin, `${next} AND status <> 'completed'`);
    await expect.poll(calls).not.toEqual([]);
    leaving.abort('left');
    expect(new Set(await Promise.all(left))).toEqual(new Set(['left']));
    // As many calls as callers would stand before any other call of the member.
    expect(await calls()).toHaveLength(1);
    await cluster.host.cancel(MEMBER);
    expect(hasEnded(await staying)).toBe(true);
    await expect.poll(calls).toEqual([]);
  });

  test('for one member are limited to a few', async ({ expect, onTestFinished }) => {
    const cluster = await startCluster({ onTestFinished }, { port: quickBank() });
    await cluster.start();
    const { revision } = await cluster.until(needsAnswers);
    const body = JSON.stringify({ revision, wait: 25_000 });
    let waiting = 0;
    const ask = async () => {
      waiting += 1;
      const reply = await cluster.call('next', body);
      waiting -= 1;
      return reply;
    };
    const all = Array.from({ length: 100 }, ask);
    await Promise.race(all);
    // Callers without a place return at once, and later ones are refused.
    while (waiting > 16) await cluster.host.view(MEMBER);
    expect((await cluster.call('next', body)).status).toBe(429);
    await cluster.host.cancel(MEMBER);
    await Promise.all(all);
  });
});

test('an answer to an earlier prompt with the same guid is not sent again', async ({
  expect,
  onTestFinished,
}) => {
  const bank = quickBank();
  const errors: unknown[] = [];
  const cluster = await startCluster(
    { onTestFinished },
    { port: bank, onError: (thrown) => errors.push(thrown) },
  );
  await cluster.start();
  const view = await cluster.until(needsAnswers);
  const guid = view.challenges[0]?.guid ?? '';
  const replayed = await cluster.seal('old', {
    member: MEMBER,
    guid,
    lifecycle: 1,
    prompt: view.prompt ?? 0,
  });
  const body = { answers: [{ guid, sealed: replayed }], prompt: view.prompt };
  const response = await fetch(`${cluster.ingress}/${cluster.name}/${KEY}/answer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  await cluster.until((shown) => shown.revision > view.revision && needsAnswers(shown));
  expect(bank.received).toEqual([]);
  expect(String(errors[0])).toContain('another member, challenge or prompt');
});
