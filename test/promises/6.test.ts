import { afterEach, beforeEach, expect, test } from 'vitest';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import { bySteps, byXState } from '../support/evaluators.ts';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import { PLANS } from '../world/plans.ts';
import { World } from '../world/world.ts';

/** 6. The actor and `step` agree effect by effect, here in every step of the written plans. */

beforeEach(stopTime);
afterEach(releaseTime);

test('XState and step agree in every step of the written plans', async () => {
  let count = 0;
  for (const { plan } of PLANS) {
    const { steps } = await World.play(plan);
    for (const [, cause] of steps) {
      if (cause.type !== 'begin' && cause.type !== 'event') continue;
      const [from, event] =
        cause.type === 'begin' ? [cause.input, null] : [cause.record, cause.event as never];
      expect(bySteps({ begin, stepUnchecked }, from, event)).toEqual(byXState(from, event));
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(300);
});
