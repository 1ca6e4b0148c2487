import { describedMachine } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { activeIn, chartEvent, placeOf } from '../../packages/playground/src/chart/events.ts';
import { aboutTransition, CHART_FILE } from '../../packages/playground/src/chart/file.ts';
import { inferTaken } from '../../packages/playground/src/chart/infer.ts';
import { arrowOf, ROUTER } from '../../packages/playground/src/chart/names.ts';

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesOf),
];
const nodes = nodesOf(describedMachine.root);
const idOf = ({ path }: AnyStateNode): string => path.join('.');
const countOfTransitions = nodes.reduce(
  (sum, { transitions, always }) =>
    sum + [...transitions.values()].flat().length + (always?.length ?? 0),
  0,
);

describe('the chart', () => {
  test('has a sentence about every state and every transition of the machine', () => {
    for (const node of nodes.slice(1)) {
      expect(node.description).not.toBe('');
      expect(CHART_FILE.about[idOf(node)]).toContain(`: ${node.description}`);
    }
    expect(CHART_FILE.transitions).toHaveLength(countOfTransitions);
    expect(new Set(CHART_FILE.transitions.map(aboutTransition)).size).toBe(countOfTransitions);
    expect(new Set(CHART_FILE.transitions.map(({ key }) => key)).size).toBe(countOfTransitions);
  });

  test.each(Object.entries(CHART_FILE.pictures))(
    'shows every state and every arrow once on a %s page',
    (_, picture) => {
      const shown = [...picture.matchAll(/<g id="([^"]*)" class="[^"]*thing/g)].map(([, id = '']) =>
        id.replaceAll('&#45;', '-').replaceAll('&gt;', '>'),
      );
      const states = nodes.map((node) => idOf(node) || 'any state');
      const arrows = new Set(CHART_FILE.transitions.flatMap((way) => arrowOf(way) ?? []));
      expect(shown.toSorted()).toEqual([...states, ...arrows].toSorted());
      expect(Object.keys(CHART_FILE.about).toSorted()).toEqual(states.toSorted());
    },
  );

  test('has the initial states of the machine', () => {
    const beginnings = nodes
      .filter(({ type }) => type === 'compound')
      .map((node) => [idOf(node), idOf(node.initial.target?.[0] as AnyStateNode)]);
    expect(CHART_FILE.initial).toEqual(Object.fromEntries(beginnings));
    expect(CHART_FILE.initial['']).toBe(ROUTER);
  });

  test('knows the events of XState, and names places and active states', () => {
    expect(chartEvent('xstate.error.actor.readStatus')).toBe('error');
    expect(chartEvent('xstate.after.pollDelay.mxMember.resumed.waiting')).toBe('elapsed');
    expect(chartEvent('challenge.answer')).toBe('challenge.answer');
    expect(placeOf({ a: { b: 'c' } })).toBe('a.b.c');
    expect(activeIn('a.b')).toEqual(['', 'a', 'a.b']);
  });
});

describe('the last transition, inferred from states and events', () => {
  const infer = (
    before: string | null,
    event: string | null,
    after: string,
    route: string | null = null,
  ) => inferTaken(CHART_FILE, { before, event, after, route });

  test('is followed through a state that is left at once', () => {
    expect(infer('aggregating.reading', 'done', 'connected')).toEqual([
      'aggregating.reading done 0',
      'deciding  0',
    ]);
  });

  test('is the transition to the current state, if several have the same event', () => {
    expect(infer('challenged.waiting', 'challenge.answer', 'resumed.submitting')).toEqual([
      'challenged challenge.answer 0',
    ]);
  });

  test('is the transition of the known route, or else every possible one', () => {
    const places = ['challenged.reading', 'done', 'challenged.waiting'] as const;
    const first = 'challenged.reading done 0';
    expect(infer(...places, 'asked')).toEqual([first, 'deciding  7']);
    expect(infer(...places)).toEqual([first, 'deciding  6', 'deciding  7']);
  });

  test('may stay in its state', () => {
    expect(infer('challenged.waiting', 'challenge.answer', 'challenged.waiting')).toEqual([
      'challenged challenge.answer 1',
    ]);
  });

  test('may belong to the machine as a whole, or may be the first', () => {
    expect(infer('resumed.waiting', 'cancel', 'failed')).toEqual([' cancel 0']);
    expect(infer(null, null, 'aggregating.starting')).toEqual(['deciding  3']);
  });
});
