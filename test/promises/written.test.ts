import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import { MISTAKES } from '../world/mistakes.ts';
import { planOf } from '../world/plan.ts';
import { PLANS } from '../world/plans.ts';
import { World } from '../world/world.ts';
import { problemsOf } from './judge.ts';

/** Plans that are written down: each is right, or wrong in the way that its row says. */

beforeEach(stopTime);
afterEach(releaseTime);

test.each(PLANS.map((one) => [one.about, one] as const))('%s', async (_, { plan, isWrong }) => {
  const problems = problemsOf(await World.play(plan));
  if (!isWrong) return expect(problems).toEqual([]);
  const broken = [...new Set(problems.map((problem) => problem.split(':')[0]))];
  expect(broken, 'promises that it breaks today: take out `isWrong` when it is right').toEqual(
    isWrong,
  );
});

describe('the oracles find that', () => {
  test.each(MISTAKES.map((one) => [one.about, one] as const))('%s', async (_, mistake) => {
    const plan = planOf(mistake.plan);
    expect(problemsOf(await World.play(plan))).toEqual([]);
    const problems = problemsOf(await World.play(plan, mistake));
    expect(problems.map((problem) => Number(problem.split(':')[0]))).toContain(mistake.breaks);
  });
});
