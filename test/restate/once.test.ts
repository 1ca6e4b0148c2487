import { describe, test } from 'vitest';
import type { Bank } from '../support/bank.ts';
import { holdNext } from '../support/bank.ts';
import {
  type Cluster,
  hasEnded,
  KEY,
  MEMBER,
  needsAnswers,
  startCluster,
} from './support/cluster.ts';
import { quickBank } from './support/quick.ts';
import type { Transport } from './support/worker.ts';

/** A fetch for which the fence grants everything, to show what would happen without a fence. */
const withoutFence = async (request: Request): Promise<Response> =>
  request.url.endsWith('/take') ? Response.json(true) : fetch(request);

/** Kills the worker after MX has the answer, and before the worker could store that. */
async function dieWhileSending(cluster: Cluster, bank: Bank): Promise<void> {
  await cluster.start();
  const view = await cluster.until(needsAnswers);
  const held = holdNext(bank, 'submitAnswers');
  await cluster.answer(view);
  await held.arrived;
  await cluster.kill();
  await cluster.restart();
  held.release();
}

describe.concurrent.each<Transport>(['HTTP/2', 'HTTP/1.1'])('over %s', (transport) => {
  test('an answer whose worker died while sending it arrives once, and the member continues', async ({
    expect,
    onTestFinished,
  }) => {
    const bank = quickBank();
    const cluster = await startCluster({ onTestFinished }, { port: bank, transport });
    await dieWhileSending(cluster, bank);
    expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
    expect(bank.received).toHaveLength(1);
  });

  test('without the fence the answer arrives twice, which shows that these tests can fail', async ({
    expect,
    onTestFinished,
  }) => {
    const bank = quickBank({ rounds: 2 });
    const cluster = await startCluster(
      { onTestFinished },
      { port: bank, transport, fetch: withoutFence },
    );
    await dieWhileSending(cluster, bank);
    await expect.poll(() => bank.received.length).toBe(2);
  });

  test('a start whose worker died while sending it arrives once', async ({
    expect,
    onTestFinished,
  }) => {
    const bank = quickBank({ rounds: 0, step: 200 });
    const cluster = await startCluster({ onTestFinished }, { port: bank, transport });
    const held = holdNext(bank, 'startJob');
    await cluster.start();
    await held.arrived;
    await cluster.kill();
    await cluster.restart();
    held.release();
    expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
    expect(bank.startsOf(MEMBER)).toBe(1);
  });

  test('if the fence cannot be reached, nothing is sent and the user is asked again', async ({
    expect,
    onTestFinished,
  }) => {
    const bank = quickBank();
    let isCut = false;
    const cluster = await startCluster(
      { onTestFinished },
      {
        port: bank,
        transport,
        fetch: async (request) =>
          isCut && request.url.endsWith('/take')
            ? Promise.reject(new TypeError('cut'))
            : fetch(request),
      },
    );
    await cluster.start();
    const first = await cluster.until(needsAnswers);
    isCut = true;
    await cluster.answer(first);
    const second = await cluster.until((view) => needsAnswers(view) && view.prompt > first.prompt);
    expect(second).toMatchObject({ round: 1, warning: { code: 'lost' } });
    expect(bank.received).toEqual([]);
    isCut = false;
    await cluster.answer(second);
    expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
    expect(bank.received).toHaveLength(1);
  });
});

test('a command from the future, which would block all others, is refused', async ({
  expect,
  onTestFinished,
}) => {
  const bank = quickBank({ rounds: 0 });
  const cluster = await startCluster({ onTestFinished }, { port: bank });
  const take = async (command: object) => {
    const response = await fetch(`${cluster.ingress}/${cluster.name}Fence/${KEY}/take`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(command),
    });
    return response.status;
  };
  expect(await take({ lifecycle: Number.MAX_SAFE_INTEGER, turn: 1 })).toBe(400);
  expect(await take({ lifecycle: Date.now() + 2 * 86_400_000, turn: 1 })).toBe(400);
  expect(await take({ lifecycle: 1, turn: Number.MAX_SAFE_INTEGER })).toBe(400);
  await cluster.start();
  expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
});
