import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { CHART } from '../../packages/machine/src/chart/chart.ts';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import {
  bySteps,
  byXState,
  type Case,
  casesOfVectors,
  type Evaluator,
} from '../support/evaluators.ts';
import { wrongMachines } from '../support/wrong-charts.ts';

/** The comparison in `evaluators.test.ts` notices when one of the two evaluators is wrong. */

/** Puts cases first that differ from all before them. */
function byNovelty(cases: readonly Case[]): Case[] {
  const seen = new Map<string, number>();
  const times = cases.map(([from, event]) => {
    const call = event && 'call' in event ? event.call : '';
    const key = `${'state' in from ? from.state : ''} ${event?.type} ${call}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return seen.get(key) ?? 0;
  });
  return [...cases.keys()]
    .sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0))
    .map((index) => cases[index] as Case);
}

const right: Evaluator = { begin, stepUnchecked };
const cases = byNovelty(casesOfVectors());
const expected = cases.map(([from, event]) => bySteps(right, from, event));

/** Whether a case has another result than expected. */
const isNoticed = (evaluate: (...one: Case) => object): boolean =>
  cases.some((one, index) => {
    try {
      return !isDeepStrictEqual(evaluate(...one), expected[index]);
    } catch {
      return true;
    }
  });

test('the correct chart passes', () => {
  expect(isNoticed(byXState)).toBe(false);
});

test('anything that is left out of the chart or reordered is noticed', {
  timeout: 120_000,
}, () => {
  const [unnoticed, all]: [string[], string[]] = [[], []];
  for (const { name, machine } of wrongMachines()) {
    all.push(name);
    if (machine && !isNoticed((from, event) => byXState(from, event, machine)))
      unnoticed.push(name);
  }
  expect(all.length).toBeGreaterThan(150);
  expect(unnoticed).toEqual([
    // Only one route applies at a time, and the last one applies if no other does.
    'states.deciding.always backwards',
    `without states.deciding.always.${CHART.states.deciding.always.length - 1}.guard`,
    // One action changes the memory and the other emits an event, so their order does not matter.
    'states.challenged.on.challenge.answer.0.actions backwards',
  ]);
});

type Effects = ReturnType<typeof stepUnchecked>['effects'];

/** An evaluator that does something else after an event. */
const wrong = (
  change: (effects: Effects, event: string, turn: number) => readonly object[],
): Evaluator => ({
  begin,
  stepUnchecked: (record, event) => {
    const { record: next, effects } = stepUnchecked(record, event);
    return { record: next, effects: change(effects, event.type, record.context.turn) as Effects };
  },
});
const isDrop = ({ type }: { readonly type: string }): boolean => type.startsWith('cancel');

test.each<[string, Evaluator]>([
  [
    'drops ended calls last',
    wrong((effects) => [...effects].sort((a, b) => +isDrop(a) - +isDrop(b))),
  ],
  ['drops nothing', wrong((effects) => effects.filter((effect) => !isDrop(effect)))],
  ['tells nobody', wrong((effects) => effects.filter((effect) => 'turn' in effect))],
  [
    'emits after it has begun the next call',
    wrong((effects) => [...effects].sort((a, b) => +('turn' in b) - +('turn' in a))),
  ],
  ['begins the next call twice', wrong((effects) => [...effects, ...effects.slice(-1)])],
  [
    'drops a call that has already ended',
    wrong((effects, type, turn) =>
      type === 'done' ? [{ type: 'cancelCall', turn, call: 'readStatus' }, ...effects] : effects,
    ),
  ],
  [
    'drops a wait that has passed',
    wrong((effects, type, turn) =>
      type === 'elapsed' ? [{ type: 'cancelWait', turn }, ...effects] : effects,
    ),
  ],
  [
    'forgets the changes of a step',
    { begin, stepUnchecked: (record, event) => ({ ...stepUnchecked(record, event), record }) },
  ],
  [
    'stays in its state',
    {
      begin,
      stepUnchecked: (record, event) => {
        const { record: next, effects } = stepUnchecked(record, event);
        return { record: { ...next, state: record.state }, effects };
      },
    },
  ],
  [
    'treats every failed call as successful',
    {
      begin,
      stepUnchecked: (record, event) =>
        stepUnchecked(
          record,
          event.type === 'error' && record.context.reading
            ? { ...event, type: 'done', reading: { ...record.context.reading, at: event.fault.at } }
            : event,
        ),
    },
  ],
])('an evaluator of steps that %s is noticed', (_, evaluator) => {
  expect(isNoticed((from, event) => bySteps(evaluator, from, event))).toBe(true);
});
