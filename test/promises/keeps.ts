import { describe, expect, test } from 'vitest';
import { EVERY_HOST } from '../world/hosts/hosts.ts';
import { MISTAKES } from '../world/mistakes.ts';
import { planOf } from '../world/plan.ts';
import { PLANS } from '../world/plans.ts';
import { World } from '../world/world.ts';
import { problemsOf, promisesIn } from './oracles.ts';

/**
 * The tests of a promise: the written plans that are about it, each of them right, or wrong as its row says; and mistakes that break
 * it, put into each host, which its oracle must find.
 */
export function keeps(promise: number): void {
  const plans = PLANS.filter((one) => one.promise === promise);
  test.each(plans.map((one) => [one.about, one] as const))('%s', async (_, { plan, isWrong }) => {
    const world = await World.play(plan);
    expect(world.deaths, 'moments at which its processes die').toEqual(plan.deaths);
    expect(promisesIn(problemsOf(world)), 'promises that it breaks').toEqual(isWrong ?? []);
  });

  const mistakes = MISTAKES.filter(({ breaks }) => breaks === promise).flatMap((mistake) => {
    const hosts = mistake.hosts ?? (mistake.door ? EVERY_HOST : [mistake.plan.host ?? 'memory']);
    return hosts.map((host) => [mistake.about, host, mistake] as const);
  });
  describe('is found', () => {
    test.each(mistakes)('%s: %s', async (_, host, mistake) => {
      const plan = planOf({ ...mistake.plan, host });
      expect(promisesIn(problemsOf(await World.play(plan)))).toEqual([]);
      expect(promisesIn(problemsOf(await World.play(plan, mistake)))).toContain(String(promise));
    });
  });
}
