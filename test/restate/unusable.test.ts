import { type MemberPort, MxError } from '@mx-member/machine/step';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

test('a worker says once a minute that MX cannot be used, with the cause', async () => {
  const bank = quickBank();
  const readStatus = vi.fn(async () => {
    throw new MxError('unreachable', { cause: { code: 'CERT_HAS_EXPIRED' } });
  });
  const port: MemberPort = {
    startJob: bank.startJob.bind(bank),
    submitAnswers: bank.submitAnswers.bind(bank),
    readStatus,
  };
  const onError = vi.fn();
  const cluster = await startCluster({ onTestFinished }, { port, onError });
  await cluster.start();
  await expect.poll(() => readStatus.mock.calls.length).toBeGreaterThan(3);
  expect(onError.mock.calls).toEqual([
    [expect.objectContaining({ cause: { code: 'CERT_HAS_EXPIRED' } }), 'readStatus'],
  ]);
});
