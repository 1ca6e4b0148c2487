import { MxError } from '@mx-member/machine/step';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

test('a worker says once a minute that MX cannot be used, with the cause', async () => {
  const bank = quickBank();
  bank.fault = new MxError('unreachable', { cause: { code: 'CERT_HAS_EXPIRED' } });
  const onError = vi.fn();
  const cluster = await startCluster({ onTestFinished }, { port: bank, onError });
  await cluster.start();
  await expect.poll(() => bank.calls.length).toBeGreaterThan(3);
  expect(onError.mock.calls).toEqual([
    [expect.objectContaining({ cause: { code: 'CERT_HAS_EXPIRED' } }), 'readStatus'],
  ]);
});
