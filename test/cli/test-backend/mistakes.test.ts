import { afterEach, beforeEach, expect, test } from 'vitest';
import { scenarioOutcome } from '../../../packages/cli/src/test-backend/scenarios/scenario-result.ts';
import { shippedScenarios } from '../../../packages/cli/src/test-backend/scenarios/shipped.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { isEverywhere } from '../../support/run-count.ts';
import { playInProcess } from './servers/in-process.ts';
import { MISTAKES } from './servers/styles/mistakes.ts';
import { PAGE } from './servers/styles/page.ts';
import type { Style } from './servers/styles/style.ts';
import { TIMERS } from './servers/styles/timers.ts';

const SCENARIOS = shippedScenarios();

/** A sample. `test:everywhere` runs all. */
const some = <T>(all: readonly T[], every: number): readonly T[] =>
  all.filter((_, index) => isEverywhere || index % every === 2);

beforeEach(stopTime);
afterEach(releaseTime);

/** Ways to write a server. Our hosts are others: `test/promises/as-any-server.test.ts`. */
const STYLES: Readonly<Record<string, Style>> = {
  'with a timer for each member': TIMERS,
  'that reads when a page asks': PAGE,
};
const styles = Object.entries(STYLES);

/** Plays a scenario to its end in virtual time. */
async function play(name: string, { create }: Style, mistake: string | null) {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (!scenario) throw new Error(`Unknown scenario ${name}.`);
  let isOver = false;
  const played = playInProcess(scenario, create, mistake).finally(() => {
    isOver = true;
  });
  await pass(2 * scenario.most, () => isOver);
  return played;
}

test.each(
  some(
    styles.flatMap(([about, style]) => SCENARIOS.map(({ name }) => ({ about, style, name }))),
    9,
  ),
)('a correct server $about passes $name', async ({ style, name }) => {
  const { result } = await play(name, style, null);
  // A server without polls of its own has no evidence for some rules.
  const unproven = style === PAGE ? 'notChecked' : 'passed';
  const others = result.judgements.filter(
    ({ judgement: { outcome } }) => outcome !== 'passed' && outcome !== unproven,
  );
  expect(others).toEqual([]);
  expect(scenarioOutcome(result)).toBe('passed');
});

const NOTHING_TO_DO = { status: 204, body: {} };
const shows = (state: string): Style => ({
  mistakes: [],
  create: () => ({
    start: () => ({ status: 202, body: {} }),
    status: () => ({ status: 200, body: { state, questions: [] } }),
    answer: () => NOTHING_TO_DO,
    webhook: () => NOTHING_TO_DO,
    close: () => {},
  }),
});

/** Servers that never ask MX anything. */
const DEAD: Readonly<Record<string, Style>> = {
  'refuses every start': {
    mistakes: [],
    create: (options) => ({
      ...shows('working').create(options),
      start: () => ({ status: 500, body: {} }),
    }),
  },
  'always shows "connected"': shows('connected'),
  'always shows "failed"': shows('failed'),
  'always shows "working"': shows('working'),
};

/** Scenarios that catch a dead server by the outcome that it shows. Without such a rule they are not checked. */
const CATCHING = SCENARIOS.filter(({ checks }) => checks.includes('end-mistaken'));

test.each(
  some(
    Object.entries(DEAD).flatMap(([about, style]) =>
      SCENARIOS.map(({ name }) => ({ about, style, name })),
    ),
    9,
  ),
)('a server that $about does not pass $name', async ({ about, style, name }) => {
  const { result } = await play(name, style, null);
  const isCaught = CATCHING.some((one) => one.name === name) && !about.includes('working');
  expect(scenarioOutcome(result)).toBe(isCaught ? 'failed' : 'notChecked');
});

test.each(
  some(
    styles.flatMap(([about, style]) =>
      style.mistakes.map((mistake) => ({ about, style, mistake, breaks: MISTAKES[mistake] })),
    ),
    8,
  ),
)('a server $about that $mistake is caught', async ({ style, mistake, breaks: [rule, name] }) => {
  const { result, isSafe } = await play(name, style, mistake);
  const broken = result.judgements
    .filter(({ judgement }) => judgement.outcome === 'failed')
    .map((one) => one.rule);
  expect(broken).toContain(rule);
  expect(isSafe).toBe(true);
});
