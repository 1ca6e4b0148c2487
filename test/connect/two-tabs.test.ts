import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import { isEverywhere, runCount } from '../support/run-count.ts';
import { FATES, playTabs, type Scenario, SECONDS, STORAGES, WHO } from './support/two-tabs.ts';

beforeEach(stopTime);
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

const SCENARIOS: readonly Scenario[] = STORAGES.flatMap((storage) =>
  SECONDS.flatMap((second) =>
    WHO.filter((who) => second !== 'none' || who === 'first').flatMap((who) =>
      FATES.flatMap((fate) =>
        (['arrives', 'late', 'repeated'] as const).flatMap((next) =>
          [0, 4_000].map((latency) => ({ storage, second, who, fates: [fate, next], latency })),
        ),
      ),
    ),
  ),
);

/** An even sample of the scenarios. `pnpm test:long` runs all. */
const count = Math.min(SCENARIOS.length, runCount(isEverywhere ? 250 : 25));
const played = SCENARIOS.filter(
  (_, index) =>
    Math.floor((index * count) / SCENARIOS.length) !==
    Math.floor(((index - 1) * count) / SCENARIOS.length),
);

test(`MX gets an answer once for each time that a person gave it, in ${played.length} of ${SCENARIOS.length} orders of two tabs, storage and network`, async () => {
  for (const scenario of played) {
    const { outcome, atMx, refused, starts, log } = await playTabs(scenario);
    const said = `${JSON.stringify(scenario)}\n${log.join('\n')}\n`;
    expect(outcome, said).toBe('connected');
    for (const times of Object.values(atMx)) expect(times, said).toBe(1);
    // MX refuses an answer only in one case: the page thought it was lost, the person gave it again, and then it arrived.
    const late = scenario.fates.filter((fate) => fate === 'late').length;
    expect(refused, said).toBeLessThanOrEqual(late);
    // A page without a storage begins again after a reload.
    expect(starts, said).toBeLessThanOrEqual(scenario.second === 'reload' ? 2 : 1);
    vi.unstubAllGlobals();
  }
});

test('without the key of a command, MX would get a repeated answer twice', async () => {
  const scenario: Scenario = {
    storage: 'kept',
    second: 'none',
    who: 'first',
    fates: ['repeated'],
    latency: 0,
  };
  expect(await playTabs(scenario)).toMatchObject({ atMx: { 1: 1 }, refused: 0 });
  vi.unstubAllGlobals();
  const { atMx, refused, log } = await playTabs({ ...scenario, isKeyLost: true });
  expect([atMx, refused]).toEqual([{ 1: 2 }, 1]);
  expect(log.filter((line) => line.includes('answer 1')).map((line) => line.slice(7))).toEqual([
    'A: sends answer 1, which repeated',
    'relay: answer 1 goes to MX',
    'MX: takes answer 1',
    'relay: answer 1 goes to MX',
    'MX: refuses answer 1, because no question of it is open',
  ]);
});
