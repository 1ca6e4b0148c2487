import { expect, test } from 'vitest';
import { isEverywhere, runCount } from '../support/run-count.ts';
import { testIf } from '../support/test-if.ts';
import { drawn } from '../world/draw.ts';
import { EVERY_HOST } from '../world/hosts/hosts.ts';
import { type Plan, parsed, printed, shrunk } from '../world/plan.ts';
import { Sometimes } from '../world/sometimes.ts';
import { told } from '../world/told.ts';
import { World } from '../world/world.ts';
import { limitsOf, type Played, played } from './limits.ts';
import { problemsOf } from './oracles.ts';

/**
 * Plans drawn from seeds. A plan that goes wrong is printed in its smallest form, as a row for `PLANS`. In the environment:
 * `PLAN` is such a row, and what happens in it is printed; `SEED` is the first seed, or a list of seeds, `COUNT` how many, `HOSTS` who runs them,
 * and `ON` has features that are in each plan.
 */

const { PLAN, SEED, COUNT, HOSTS, ON } = process.env;
/** `pnpm test:chaos` runs the hosts that need a server, or take longest. */
const USUAL = isEverywhere ? 'postgres,http,restate,page' : 'memory,sqlite,http,restate,page,actor';
const USUAL_COUNT = 100;
/** So many plans meet everything that plans can meet. */
const MEETS_ALL = 3_000;
/** In so many plans, a larger part than this within the known limits is something else. */
const MOST_LIMITED = 0.01;
const planOfSeed = (seed: number): Plan => drawn(seed, (HOSTS ?? USUAL).split(','), ON?.split(','));

const sometimes = new Sometimes();

/** Plays a plan for what it says of promise 10 alone. */
async function playedWithHolds(plan: Plan): Promise<Played> {
  const one = await played(plan);
  return { ...one, broken: one.broken.filter((promise) => ['10', 'thrown'].includes(promise)) };
}

/** The simplest plan that breaks the same promise, and that the known limits do not explain. */
async function smallest(
  plan: Plan,
  promise: string | undefined,
  play: (plan: Plan) => Promise<Played>,
): Promise<string> {
  const isWrong = async (next: Plan) => {
    const one = await play(next);
    return one.broken.some((broken) => broken === promise) && !(await limitsOf(one, play));
  };
  const small = await shrunk(plan, isWrong);
  return `${printed(small)}\n    ${(await play(small)).problems.join('\n    ')}`;
}

async function tell(text: string): Promise<void> {
  const world = await World.play(parsed(text));
  console.log(`${told(world)}\n${problemsOf(world).join('\n') || 'right'}`);
}

test('drawn plans keep the promises', async () => {
  if (PLAN) return tell(PLAN);
  const listed = (SEED ?? '0').split(',').map(Number);
  const count = Number(COUNT ?? (listed.length > 1 ? 1 : runCount(USUAL_COUNT)));
  const seeds = listed.flatMap((first) => Array.from({ length: count }, (_, more) => first + more));
  const unexpected: string[] = [];
  const from = process.hrtime.bigint();
  const limited = new Map<string, number>();
  let within = 0;
  for (const seed of seeds) {
    const plan = planOfSeed(seed);
    const one = await played(plan);
    const { world, broken } = one;
    if (world) sometimes.note(world);
    const limits = await limitsOf(one, played);
    for (const { name } of limits ?? []) limited.set(name, (limited.get(name) ?? 0) + 1);
    if (limits) {
      within += Number(limits.length > 0);
      continue;
    }
    const line = `${seed} breaks ${broken.join(', ')}: ${await smallest(plan, broken[0], played)}`;
    // A long run shows each at once.
    console.log(line);
    unexpected.push(line);
  }
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  const { length } = seeds;
  console.log(`${length} plans, ${(length / seconds).toFixed(0)} in a second`);
  if (length > USUAL_COUNT) console.log(sometimes.table);
  if (limited.size > 0) console.log('within known limits:', Object.fromEntries(limited));
  if (length >= MEETS_ALL)
    expect(within, 'plans within the known limits').toBeLessThan(MOST_LIMITED * length);
  if (length >= MEETS_ALL) expect(sometimes.missing, 'what was never met').toEqual([]);
  expect(unexpected).toEqual([]);
});

testIf(!(PLAN || HOSTS || ON))(
  'drawn people who mistype are asked before the third refused login',
  async () => {
    const first = Number(SEED ?? 0);
    const unexpected: string[] = [];
    for (let seed = first; seed < first + Number(COUNT ?? runCount(USUAL_COUNT)); seed += 1) {
      const plan = drawn(seed, EVERY_HOST, ['mistypes']);
      // An actor without a host remembers no logins.
      if (plan.host === 'actor') continue;
      const one = await playedWithHolds(plan);
      const [promise] = one.broken;
      if (promise === undefined || (await limitsOf(one, playedWithHolds))) continue;
      const line = `${seed} breaks ${promise}: ${await smallest(plan, promise, playedWithHolds)}`;
      console.log(line);
      unexpected.push(line);
    }
    expect(unexpected).toEqual([]);
  },
);
