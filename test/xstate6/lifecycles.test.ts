import { expect, test } from 'vitest';
import { GUARDS } from '../../packages/machine/src/chart/actions.ts';
import { drawn } from '../world/draw.ts';
import { actorPlace } from '../world/hosts/actor.ts';
import { HOSTS } from '../world/hosts/hosts.ts';
import type { Plan } from '../world/plan.ts';
import { World } from '../world/world.ts';
import type { Parts } from './support/machine.ts';
import { openSix } from './support/open.ts';

/** Drawn plans of the world, with an actor of XState 5 and with one of XState 6. */

const PLANS = 500;
/** Nobody dies, because the two versions announce snapshots in other numbers, and a process dies at one of them. */
const planOf = (seed: number): Plan => ({
  ...drawn(seed, ['actor'], ['questions', 'webhooks']),
  deaths: [],
});

/** Everything that the actor does, and that the person sees. */
async function lived(plan: Plan, parts: Partial<Parts> | null) {
  // An inspection event of XState 6 is not one of XState 5, so the plan has no trace.
  HOSTS.six = () =>
    actorPlace((port, options) => openSix(parts ?? {})(port, { ...options, inspect: () => {} }));
  const { views, mx, answers, acts } = await World.play(parts ? { ...plan, host: 'six' } : plan);
  return { views, sent: mx.sent, answers, acts };
}

test(`${PLANS} drawn plans are alike under XState 5 and XState 6`, {
  timeout: 1_200_000,
}, async () => {
  const met = new Map<string, number>();
  for (let seed = 0; seed < PLANS; seed += 1) {
    const five = await lived(planOf(seed), null);
    expect(await lived(planOf(seed), {}), `seed ${seed}`).toEqual(five);
    for (const state of new Set(five.views.map(({ view }) => view.state)))
      met.set(state, (met.get(state) ?? 0) + 1);
  }
  for (const state of ['connected', 'failed', 'challenged', 'resumed', 'authorizing'])
    expect(met.get(state), state).toBeGreaterThan(PLANS / 100);
});

const never = () => false;

test.each(['answersFit', 'canReadNow'])(
  'drawn plans notice under 6 that the guard %s never fits',
  async (name) => {
    const parts = { guards: { ...GUARDS, [name]: never } };
    let isNoticed = false;
    for (let seed = 0; seed < 100 && !isNoticed; seed += 1)
      isNoticed =
        JSON.stringify(await lived(planOf(seed), parts)) !==
        JSON.stringify(await lived(planOf(seed), null));
    expect(isNoticed).toBe(true);
  },
);
