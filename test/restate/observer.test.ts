import type { MemberPort } from '@mx-member/machine/step';
import { expect, test } from 'vitest';
import { recordedTelemetry } from '../support/telemetry.ts';
import { hasEnded, needsAnswers, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

test('an observer gets null after the event of a caller too, because another worker may get the next event', async (context) => {
  const seen: unknown[] = [];
  const cluster = await startCluster(context, {
    port: quickBank({ rounds: 0 }),
    observer: { onView: (_, view) => seen.push(view?.state ?? null) },
  });
  await cluster.start();
  expect(seen.slice(0, 2)).toEqual(['aggregating', null]);
  await cluster.until(({ outcome }) => outcome !== null);
  expect(seen.at(-1)).toBe('connected');
});

test('with Restate the calls of a worker are counted correctly, and a lifecycle is never seen as a whole', async (context) => {
  const { telemetry, metrics } = recordedTelemetry();
  const bank = quickBank({ rounds: 1 });
  const made = { startJob: 0, readStatus: 0, submitAnswers: 0 };
  const counting: MemberPort = {
    startJob: (...args) => {
      made.startJob += 1;
      return bank.startJob(...args);
    },
    readStatus: (...args) => {
      made.readStatus += 1;
      return bank.readStatus(...args);
    },
    submitAnswers: (...args) => {
      made.submitAnswers += 1;
      return bank.submitAnswers(...args);
    },
  };
  const cluster = await startCluster(context, {
    port: telemetry.observePort(counting),
    observer: telemetry,
  });
  await cluster.start();
  await cluster.answer(await cluster.until(needsAnswers));
  await cluster.until(hasEnded);
  const shown = await metrics();
  expect(shown['mx_member.calls']).toEqual(made);
  // Each event of a phase counts as one phase.
  expect(shown['mx_member.phase.duration']?.aggregating).toMatchObject({
    count: expect.toSatisfy((count: number) => count > 1),
  });
});
