import { traceDigest } from '@mx-member/adapters/trace';
import { createReplay, explainStep } from '@mx-member/machine/trace';
import { expect, test } from 'vitest';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import { bySteps, byXState, type Case } from '../support/evaluators.ts';
import { runCount } from '../support/run-count.ts';
import { drawn } from '../world/draw.ts';
import { type Plan, printed, USUAL } from '../world/plan.ts';
import { PLANS } from '../world/plans.ts';
import { World } from '../world/world.ts';

/** 6. The actor and `step` agree effect by effect, and a replay of a trace finds what the lifecycle did. */

/** How many steps of a world XState and `step` do in the same way. */
function compared({ steps }: World): number {
  const cases = steps.flatMap(([, cause]): Case[] => {
    if (cause.type === 'begin') return [[cause.input, null]];
    return cause.type === 'event' ? [[cause.record, cause.event as Case[1]]] : [];
  });
  for (const [from, event] of cases)
    expect(bySteps({ begin, stepUnchecked }, from, event)).toEqual(byXState(from, event));
  return cases.length;
}

/** How many lines of the traces of a world are valid: all, or the test fails. */
function replayed({ trace }: World): number {
  const replay = createReplay(traceDigest);
  for (const [index, line] of trace.entries()) {
    const read = replay.read(JSON.parse(line));
    if (read.type === 'failure')
      expect({ ...read, line: index + 1, text: line.slice(0, 400) }).toBeNull();
    if (read.type === 'step')
      for (const sentence of explainStep(read)) expect(sentence).toMatch(/\.\)?\.?$/);
  }
  return trace.length;
}

test('in every step of the written plans', async () => {
  let [steps, lines] = [0, 0];
  for (const { plan } of PLANS) {
    const world = await World.play(plan);
    steps += compared(world);
    lines += replayed(world);
  }
  expect(steps).toBeGreaterThan(300);
  expect(lines).toBeGreaterThan(300);
});

test.each(['memory', 'page', 'actor'])('in every step of drawn plans: %s', async (host) => {
  for (let seed = 0; seed < runCount(8); seed += 1) {
    const world = await World.play(drawn(seed, [host], ['questions', 'faults', 'deaths']));
    compared(world);
    expect(replayed(world)).toBeGreaterThan(1);
  }
});

/** What MX gets and when, and how the lifecycle ends. */
async function requestsIn(plan: Plan) {
  const { mx, began, view } = await World.play(plan);
  const sent = mx.sent.filter(({ at }) => at >= began);
  return [
    ...sent.map(({ at, method, end }) => `${at - began} ms: ${method} ${end}`),
    view?.outcome,
  ];
}

test.each(['memory', 'http', 'page'])(
  '%s makes the requests of an actor at the same times',
  async (host) => {
    for (let seed = 0; seed < runCount(20); seed += 1) {
      const { bank, ...drawing } = drawn(seed, ['actor']);
      const plan: Plan = {
        ...drawing,
        // A host counts refused logins, an actor creates no member, and a clock that is set moves their timers in different ways.
        ...{ wrong: 0, bank: { ...bank, before: null } },
        ...{ member: 'existing', clock: USUAL.clock, deaths: [] },
      };
      const byHost = await requestsIn({ ...plan, host });
      expect(byHost, printed(plan)).toEqual(await requestsIn(plan));
    }
  },
);
