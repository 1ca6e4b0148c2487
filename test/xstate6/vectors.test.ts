import { isDeepStrictEqual } from 'node:util';
import { memberMachine } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { assign } from 'xstate';
import { ASSIGNS, GUARDS } from '../../packages/machine/src/chart/actions.ts';
import { CHART } from '../../packages/machine/src/chart/chart.ts';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import {
  bySteps,
  byXState,
  type Case,
  casesOfVectors,
  type Outcome,
} from '../support/evaluators.ts';
import { portOf } from '../support/fake-member.ts';
import { wrongCharts } from '../support/wrong-charts.ts';
import { bySix } from './support/evaluate.ts';
import { machineOf, type Parts, RIGHT, sixActors } from './support/machine.ts';

/** The chart does the same under `step`, XState 5 and XState 6, and a mistake in either translation is noticed. */

const actors = sixActors(portOf([]));
const withParts = (parts: Partial<Parts>) => machineOf(actors, { ...RIGHT, ...parts });

const cases = casesOfVectors();
const expected = cases.map(([from, event]) => bySteps({ begin, stepUnchecked }, from, event));

/** Cases that differ from each other come first, because they notice most mistakes. */
const order = (() => {
  const seen = new Map<string, number>();
  const times = cases.map(([from, event]) => {
    const key = `${'state' in from ? from.state : ''} ${event?.type}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return seen.get(key) ?? 0;
  });
  return [...cases.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
})();

/** Whether an evaluator does something else than the steps, anywhere in the vectors. */
const isNoticed = (evaluate: (...one: Case) => Outcome): boolean =>
  order.some((index) => {
    try {
      return !isDeepStrictEqual(evaluate(...(cases[index] as Case)), expected[index]);
    } catch {
      return true;
    }
  });

test('XState 6 does what steps do, in every step of the vectors', () => {
  const machine = withParts({});
  for (const [index, one] of cases.entries())
    expect(bySix(machine, ...one)).toEqual(expected[index]);
  expect(cases.length).toBeGreaterThan(500);
});

test('anything that is left out of the chart or reordered is noticed under XState 6', () => {
  const unnoticed: string[] = [];
  for (const { name, chart } of wrongCharts()) {
    // A chart from which no machine can be made is noticed in the first case.
    let wrong: ReturnType<typeof withParts> | undefined;
    const evaluate = (...one: Case) => {
      wrong ??= withParts({ chart: { ...CHART, ...chart } });
      return bySix(wrong, ...one);
    };
    if (!isNoticed(evaluate)) unnoticed.push(name);
  }
  expect(unnoticed).toEqual([
    // Only one route applies at a time, and the last one applies if no other does.
    'states.deciding.always backwards',
    `without states.deciding.always.${CHART.states.deciding.always.length - 1}.guard`,
    // One action changes the memory and the other emits an event, so their order does not matter.
    'states.challenged.on.challenge.answer.0.actions backwards',
  ]);
});

const never = () => false;

test.each(Object.keys(GUARDS))(
  'under 5 and under 6, a guard %s that never fits is noticed',
  (name) => {
    const five = memberMachine.provide({ guards: { [name]: never } } as never);
    expect(isNoticed((from, event) => byXState(from, event, five))).toBe(true);
    const wrong = withParts({ guards: { ...GUARDS, [name]: never } });
    expect(isNoticed((...one) => bySix(wrong, ...one))).toBe(true);
  },
);

test.each(Object.keys(ASSIGNS))(
  'under 5 and under 6, a context that %s leaves as it was is noticed',
  (name) => {
    const five = memberMachine.provide({ actions: { [name]: assign({}) } } as never);
    expect(isNoticed((from, event) => byXState(from, event, five))).toBe(true);
    const wrong = withParts({
      assigns: { ...ASSIGNS, [name]: ({ context }) => ({ context, route: null }) },
    });
    expect(isNoticed((...one) => bySix(wrong, ...one))).toBe(true);
  },
);

const { translate } = RIGHT;

test.each<[string, Parts['translate']]>([
  [
    'a result is not translated',
    (event) => ('output' in event ? (event as never) : translate(event)),
  ],
  [
    'an error is not translated',
    (event) => ('error' in event ? (event as never) : translate(event)),
  ],
  [
    'every fault counts as a mistake of the host',
    (event) => ('error' in event ? { type: 'error', fault: null } : translate(event)),
  ],
])('a translation in which %s is noticed', (_, wrong) => {
  const machine = withParts({ translate: wrong });
  expect(isNoticed((...one) => bySix(machine, ...one))).toBe(true);
});
