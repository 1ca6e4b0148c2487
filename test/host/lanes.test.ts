import { afterEach, beforeEach, expect, test } from 'vitest';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { answersAfterRestart, answersWhilePolling } from '../support/host-load.ts';

/** Answers go first, however many polls are due. `bench --only budget` measures the same with more members. */

beforeEach(stopTime);
afterEach(releaseTime);

/** The value at a share of a sorted list. */
const at = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(part * (times.length - 1))] ?? Number.NaN;

test('after a restart with many open questions an answer is sent at once, and new questions are found', {
  timeout: 20_000,
}, async () => {
  const load = { restored: 600, users: 20, perSecond: 10, requestsPerSecond: 10 };
  const { taken, sent, found } = await answersAfterRestart(load, pass);
  expect(taken).toHaveLength(20);
  expect(at(taken, 0.5)).toBeLessThanOrEqual(1_000);
  expect(at(taken, 1)).toBeLessThanOrEqual(2_500);
  expect(Math.max(...sent)).toBeLessThanOrEqual(Math.max(...taken) + 1_000);
  // With 600 members and 10 calls a second, a single queue would take a minute.
  expect(Math.max(...found)).toBeLessThan(20_000);
});

test('answers reach MX within a second even if more polls are due than MX accepts', {
  timeout: 20_000,
}, async () => {
  const { taken, sent } = await answersWhilePolling(
    { polling: 150, askers: 20, perSecond: 10 },
    pass,
  );
  expect(taken).toHaveLength(20);
  expect(Math.max(...sent)).toBeLessThanOrEqual(1_000);
});
