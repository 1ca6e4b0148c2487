import { expect, test } from 'vitest';
import { isEverywhere } from '../support/run-count.ts';
import { type Plan, planOf, printed, type Written } from '../world/plan.ts';
import { PLANS } from '../world/plans.ts';
import { World } from '../world/world.ts';
import { problemsOf } from './oracles.ts';

/** A process is killed at each of its effects on MX and on its store, and the next one comes at once, or an hour later. */

const CREATED: readonly Written[] = [
  {},
  { member: 'lostReply' },
  { member: 'conflict', bank: { before: 'DENIED' } },
  { member: 'conflict', bank: { before: 'DENIED' }, faults: ['updateMember:drop-after:1'] },
  { login: 'bankPage' },
  { job: 'verify', reply: '200', asks: 'text' },
];
/** In the long run: a creation finds a job of another program at work. The other hosts keep their steps in one process. */
const IN_RESTATE: readonly Written[] = [
  {
    host: 'restate',
    member: 'conflict',
    job: 'verify',
    other: { job: 'aggregate', at: 0, ends: 'CONNECTED' },
  },
];
const AFTERWARDS: readonly Written[] = [
  { downFor: 2_000, person: { repeats: false } },
  { downFor: 3_600_000 },
];

/** Plays a plan once for each effect at which the process can die. */
async function killedAtEach(one: Plan): Promise<void> {
  for (let death = 1; ; death += 1) {
    const plan = { ...one, deaths: [death] };
    const world = await World.play(plan);
    expect(problemsOf(world), printed(plan)).toEqual([]);
    if (world.restarts.length > 0) continue;
    expect(death).toBeGreaterThan(10);
    return;
  }
}

const PLAYED = isEverywhere ? IN_RESTATE : CREATED;
test.each(PLAYED.map((one) => [printed(planOf(one)), one] as const))('%s', async (_, one) => {
  for (const after of AFTERWARDS) await killedAtEach(planOf({ ...one, ...after }));
});

/** What people who mistype do. The other hosts take longer. */
const MISTYPED = PLANS.filter(
  ({ promise, isWrong, plan: { host } }) =>
    !isEverywhere && promise === 10 && isWrong === undefined && host === 'http',
);

test.each(MISTYPED.map(({ about, plan }) => [about, plan] as const))('%s', async (_, plan) => {
  await killedAtEach(plan);
});
