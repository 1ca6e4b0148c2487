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
  const cluster = await startCluster(context, {
    port: telemetry.observePort(bank),
    observer: telemetry,
  });
  await cluster.start();
  await cluster.answer(await cluster.until(needsAnswers));
  await cluster.until(hasEnded);
  const shown = await metrics();
  const made = (name: string) => bank.calls.filter(({ call }) => call === name).length;
  expect(shown['mx_member.calls']).toEqual({
    startJob: made('startJob'),
    readStatus: made('readStatus'),
    submitAnswers: made('submitAnswers'),
  });
  // Each event of a phase counts as one phase.
  expect(shown['mx_member.phase.duration']?.aggregating).toMatchObject({
    count: expect.toSatisfy((count: number) => count > 1),
  });
});
