import { createTracer } from '@mx-member/adapters/trace';
import { createHost } from '@mx-member/host';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

beforeEach(stopTime);
afterEach(releaseTime);

test('errors of a tracer are reported and do no harm', async () => {
  const reported: unknown[] = [];
  const host = await createHost({
    port: new Bank({ rounds: 0 }),
    trace: createTracer({
      write() {
        throw new Error('full');
      },
    }),
    onError: (_, where) => reported.push(where),
  });
  await host.start({ member: memberOf(0), job: 'aggregate' });
  await pass(60_000);
  expect(await host.view(memberOf(0))).toMatchObject({ state: 'connected' });
  expect(new Set(reported)).toEqual(new Set(['trace']));
  await host.close();
});
