import { MxError } from '@mx-member/machine/step';
import { expect, test } from 'vitest';
import { traced } from '../host/contract/traced.ts';
import { holdNext } from '../support/bank.ts';
import { hasEnded, needsAnswers, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

test('Restate repeats a handler at each await over HTTP/1.1, and the trace has each step once', async (context) => {
  const { trace, lines, expectValid } = traced();
  const cluster = await startCluster(context, {
    port: quickBank({ rounds: 1 }),
    transport: 'HTTP/1.1',
    trace,
  });
  await cluster.start();
  await cluster.answer(await cluster.until(needsAnswers));
  await cluster.until(hasEnded);
  expectValid();
  const steps = lines.map((line) => 'step' in line && line.step);
  expect(new Set(steps).size).toBe(lines.length);
  expect(lines.length).toBeGreaterThan(6);
});

test('a trace of Restate stays valid when a worker dies during a call, and when the budget defers a poll', async (context) => {
  const { trace, lines, expectValid } = traced();
  const bank = quickBank({ rounds: 1 });
  let deferrals = 2;
  const cluster = await startCluster(context, {
    trace,
    port: {
      startJob: (...args) => bank.startJob(...args),
      submitAnswers: (...args) => bank.submitAnswers(...args),
      readStatus: async (...args) => {
        if (deferrals-- > 0) throw new MxError('rateLimited', { retryAfter: 20 });
        return bank.readStatus(...args);
      },
    },
  });
  await cluster.start();
  const view = await cluster.until(needsAnswers);
  const held = holdNext(bank, 'submitAnswers');
  await cluster.answer(view);
  await held.arrived;
  await cluster.kill();
  held.release();
  await cluster.restart();
  await cluster.until(hasEnded);
  expectValid();
  expect(lines.map(({ type }) => type)).toContain('follow');
});
