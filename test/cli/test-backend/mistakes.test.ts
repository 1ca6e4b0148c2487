import { afterEach, beforeEach, expect, test } from 'vitest';
import { shippedScenarios } from '../../../packages/cli/src/test-backend/scenarios/shipped.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { isEverywhere } from '../../support/run-count.ts';
import { MISTAKE_NAMES, MISTAKES, type Mistake } from './servers/backend.ts';
import { playInProcess } from './servers/in-process.ts';

const SCENARIOS = shippedScenarios();

/** A sample. `test:everywhere` runs all. */
const some = <T>(all: readonly T[], every: number): readonly T[] =>
  all.filter((_, index) => isEverywhere || index % every === 2);

beforeEach(stopTime);
afterEach(releaseTime);

/** Plays a scenario to its end in virtual time. */
async function play(name: string, mistake: Mistake | null) {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario) throw new Error(`Unknown scenario ${name}.`);
  let isOver = false;
  const played = playInProcess(scenario, mistake).finally(() => {
    isOver = true;
  });
  await pass(2 * scenario.most, () => isOver);
  return played;
}

test.each(
  some(
    SCENARIOS.map(({ name }) => name),
    3,
  ),
)('a correct server passes %s', async (name) => {
  const { result } = await play(name, null);
  const broken = result.judgements.filter(({ judgement }) => judgement.outcome !== 'passed');
  expect(broken).toEqual([]);
});

test.each(some(MISTAKE_NAMES, 4))('a server that %s is caught', async (mistake) => {
  const [rule, name] = MISTAKES[mistake];
  const { result, isSafe } = await play(name, mistake);
  const broken = result.judgements
    .filter(({ judgement }) => judgement.outcome === 'failed')
    .map((one) => one.rule);
  expect(broken).toContain(rule);
  expect(isSafe).toBe(true);
});
