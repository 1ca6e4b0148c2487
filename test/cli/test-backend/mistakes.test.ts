import { afterEach, beforeEach, expect, test } from 'vitest';
import { scenarioOutcome } from '../../../packages/cli/src/test-backend/scenarios/scenario-result.ts';
import { shippedScenarios } from '../../../packages/cli/src/test-backend/scenarios/shipped.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { isEverywhere } from '../../support/run-count.ts';
import { playInProcess } from './servers/in-process.ts';
import { MISTAKES } from './servers/sample/mistakes.ts';
import type { SampleOptions, SampleServer } from './servers/sample/sample.ts';
import { timers } from './servers/sample/timers.ts';

const SCENARIOS = shippedScenarios();

/** A sample. `test:everywhere` runs all. */
const some = <T>(all: readonly T[], every: number): readonly T[] =>
  all.filter((_, index) => isEverywhere || index % every === 2);

beforeEach(stopTime);
afterEach(releaseTime);

type Create = (options: SampleOptions) => SampleServer;

/** Plays a scenario to its end in virtual time. */
async function play(name: string, create: Create, mistake: string | null) {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario) throw new Error(`Unknown scenario ${name}.`);
  let isOver = false;
  const played = playInProcess(scenario, create, mistake).finally(() => {
    isOver = true;
  });
  await pass(2 * scenario.most, () => isOver);
  return played;
}

test.each(some(SCENARIOS, 9))('a correct server with timers passes $name', async ({ name }) => {
  const { result } = await play(name, timers, null);
  expect(result.judgements.filter(({ judgement }) => judgement.outcome !== 'passed')).toEqual([]);
});

const NOTHING_TO_DO = { status: 204, body: {} };
const shows =
  (state: string): Create =>
  () => ({
    start: () => ({ status: 202, body: {} }),
    status: () => ({ status: 200, body: { state, questions: [] } }),
    answer: () => NOTHING_TO_DO,
    webhook: () => NOTHING_TO_DO,
    close: () => {},
  });

/** Servers that never ask MX anything. */
const DEAD: Readonly<Record<string, Create>> = {
  'refuses every start': (options) => ({
    ...shows('working')(options),
    start: () => ({ status: 500, body: {} }),
  }),
  'always shows "connected"': shows('connected'),
  'always shows "failed"': shows('failed'),
  'always shows "working"': shows('working'),
};

/** Scenarios that catch a dead server by the outcome that it shows. Without such a rule they are not checked. */
const CATCHING = SCENARIOS.filter(({ checks }) => checks.includes('end-mistaken'));

test.each(
  some(
    Object.entries(DEAD).flatMap(([about, create]) =>
      SCENARIOS.map(({ name }) => ({ about, create, name })),
    ),
    9,
  ),
)('a server that $about does not pass $name', async ({ about, create, name }) => {
  const { result } = await play(name, create, null);
  const isCaught = CATCHING.some((one) => one.name === name) && !about.includes('working');
  expect(scenarioOutcome(result)).toBe(isCaught ? 'failed' : 'notChecked');
});

test.each(some(Object.entries(MISTAKES), 8))(
  'a server that %s is caught',
  async (mistake, [rule, name]) => {
    const { result, isSafe } = await play(name, timers, mistake);
    const broken = result.judgements
      .filter(({ judgement }) => judgement.outcome === 'failed')
      .map((one) => one.rule);
    expect(broken).toContain(rule);
    expect(isSafe).toBe(true);
  },
);
