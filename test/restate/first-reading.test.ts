import { MxError } from '@mx-member/machine/step';
import { test } from 'vitest';
import { holdNext } from '../support/bank.ts';
import { hasEnded, MEMBER, needsAnswers, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

/** What a member in Restate is spared: a second login after a crash, and an end because of a wrong key. */

test('a start that arrived before a worker died is not sent again, even if its job has ended meanwhile', async ({
  expect,
  onTestFinished,
}) => {
  const bank = quickBank({ rounds: 0 });
  const cluster = await startCluster({ onTestFinished }, { port: bank });
  const held = holdNext(bank, 'startJob');
  await cluster.host.start({ member: MEMBER, job: 'aggregate' });
  await held.arrived;
  await cluster.kill();
  await expect
    .poll(async () => (await bank.readStatus({ member: MEMBER })).isBeingAggregated)
    .toBe(false);
  await cluster.restart();
  held.release();
  expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
  expect(bank.startsOf(MEMBER)).toBe(1);
});

test('a start goes on without a reading if MX does not reply', async ({
  expect,
  onTestFinished,
}) => {
  const bank = quickBank({ rounds: 0 });
  bank.fault = new MxError('unreachable');
  const cluster = await startCluster({ onTestFinished }, { port: bank });
  const view = await cluster.host.start({ member: MEMBER, job: 'aggregate' });
  expect(view).toMatchObject({ busy: true });
  bank.fault = null;
  expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
});

test('a key that MX refuses for a while ends no member, and is reported', async ({
  expect,
  onTestFinished,
}) => {
  const bank = quickBank();
  const codes: unknown[] = [];
  const onError = (thrown: unknown) => codes.push(Object(thrown).code);
  const cluster = await startCluster({ onTestFinished }, { port: bank, onError });
  await cluster.start();
  const view = await cluster.until(needsAnswers);
  bank.fault = new MxError('unauthorized', { status: 401 });
  await expect.poll(() => codes.length, { timeout: 30_000 }).toBeGreaterThan(10);
  expect(new Set(codes)).toEqual(new Set(['unauthorized']));
  bank.fault = null;
  await cluster.answer(
    await cluster.until((one) => needsAnswers(one) && one.prompt >= view.prompt),
  );
  expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
});
