import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import { isEverywhere, runCount } from '../support/run-count.ts';
import { FATES, playTabs, SECONDS, STORAGES, type TabsPlan, WHO } from './support/two-tabs.ts';

beforeEach(stopTime);
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

const PLANS: readonly TabsPlan[] = STORAGES.flatMap((storage) =>
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

/** An even sample of the plans. `pnpm test:long` runs all. */
const count = Math.min(PLANS.length, runCount(isEverywhere ? 250 : 25));
const played = PLANS.filter(
  (_, index) =>
    Math.floor((index * count) / PLANS.length) !== Math.floor(((index - 1) * count) / PLANS.length),
);

test(`MX gets an answer once for each time that a person gave it, in ${played.length} of ${PLANS.length} orders of two tabs, storage and network`, async () => {
  for (const plan of played) {
    const { outcome, atMx, refused, starts, log } = await playTabs(plan);
    const said = `${JSON.stringify(plan)}\n${log.join('\n')}\n`;
    expect(outcome, said).toBe('connected');
    for (const times of Object.values(atMx)) expect(times, said).toBe(1);
    // MX refuses an answer only in one case: the page thought it was lost, the person gave it again, and then it arrived.
    const late = plan.fates.filter((fate) => fate === 'late').length;
    expect(refused, said).toBeLessThanOrEqual(late);
    // A page without a storage begins again after a reload.
    expect(starts, said).toBeLessThanOrEqual(plan.second === 'reload' ? 2 : 1);
    vi.unstubAllGlobals();
  }
});

test('without the key of a command, MX would get a repeated answer twice', async () => {
  const plan: TabsPlan = {
    storage: 'kept',
    second: 'none',
    who: 'first',
    fates: ['repeated'],
    latency: 0,
  };
  expect(await playTabs(plan)).toMatchObject({ atMx: { 1: 1 }, refused: 0 });
  vi.unstubAllGlobals();
  const { atMx, refused, log } = await playTabs({ ...plan, isKeyLost: true });
  expect([atMx, refused]).toEqual([{ 1: 2 }, 1]);
  expect(log.filter((line) => line.includes('answer 1')).map((line) => line.slice(7))).toEqual([
    'A: sends answer 1, which repeated',
    'relay: answer 1 goes to MX',
    'MX: takes answer 1',
    'relay: answer 1 goes to MX',
    'MX: refuses answer 1, because no question of it is open',
  ]);
});
