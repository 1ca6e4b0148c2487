import { memberMachine } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { type AnyStateNode, createMachine } from 'xstate';
import { createElk } from '../../packages/playground/src/chart/elk.ts';
import { inferTaken } from '../../packages/playground/src/chart/infer.ts';
import { type Box, layOut, type Point } from '../../packages/playground/src/chart/layout.ts';
import {
  activeIds,
  type ChartState,
  chartOf,
  eventLabel,
} from '../../packages/playground/src/chart/model.ts';
import { SIZES } from '../../packages/playground/src/chart/notes.ts';

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesOf),
];
const statesOf = (state: ChartState): readonly ChartState[] => [
  state,
  ...state.states.flatMap(statesOf),
];

describe('the chart', () => {
  const chart = chartOf(memberMachine);
  const states = statesOf(chart.root);
  const drawn = [
    ...chart.edges.flatMap(({ transitions }) => transitions),
    ...states.flatMap(({ reactions, jumps }) => [
      ...reactions,
      ...jumps.map(({ transition }) => transition),
    ]),
  ];

  test('has every state and every transition of the machine, each once', () => {
    const nodes = nodesOf(memberMachine.root);
    expect(states.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id));
    const count = nodes.reduce(
      (sum, { transitions, always }) =>
        sum + [...transitions.values()].flat().length + (always?.length ?? 0),
      0,
    );
    expect(drawn).toHaveLength(count);
    expect(new Set(drawn.map(({ key }) => key)).size).toBe(count);
  });

  test('has a description for every state, and for all that it may be asked about', () => {
    expect(states.filter(({ description }) => description === '')).toEqual([]);
  });

  test('begins, as a whole and in each state, where the machine says', () => {
    const beginnings = nodesOf(memberMachine.root)
      .filter(({ type }) => type === 'compound')
      .map(({ id, config }) => `${id}.${String(config.initial)}`);
    const marked = states.filter(({ isInitial }) => isInitial).map(({ id }) => id);
    expect(marked.toSorted()).toEqual(beginnings.toSorted());

    const other = createMachine({ id: 'm', initial: 'b', states: { a: {}, b: {} } });
    expect(chartOf(other).root.states.map(({ isInitial }) => isInitial)).toEqual([false, true]);
  });

  test('leaves out the name of the one call that a state makes where the state is in sight', () => {
    const shortOf = (label: string) => drawn.find((one) => one.label === label)?.short;
    expect(shortOf('startJob failed [isConflict]')).toBe('failed [isConflict]');
    expect(shortOf('challenge.answer [answersFit]')).toBe('challenge.answer [answersFit]');
  });

  test('is the same when it is drawn from the definition that an inspector sends', () => {
    const sent = createMachine(JSON.parse(JSON.stringify(memberMachine.config)));
    expect(chartOf(sent)).toEqual(chart);
  });

  test('names events and active states in words', () => {
    expect(eventLabel('xstate.error.actor.readStatus')).toBe('readStatus failed');
    expect(eventLabel('xstate.after.pollDelay.mxMember.resumed.waiting')).toBe('after pollDelay');
    expect(activeIds('m', { a: { b: 'c' } })).toEqual(['m', 'm.a', 'm.a.b', 'm.a.b.c']);
  });
});

describe('the last transition, told from outside', () => {
  const infer = (before: unknown, event: string, after: unknown) =>
    inferTaken(memberMachine, { before, event, after });

  test('is followed through a state that is left at once', () => {
    expect(infer({ aggregating: 'reading' }, 'xstate.done.actor.readStatus', 'connected')).toEqual([
      'mxMember.aggregating.reading xstate.done.actor.readStatus 0',
      'mxMember.deciding  0',
    ]);
  });

  test('is the one that leads where the machine is, of many for the same event', () => {
    const failed = 'xstate.error.actor.startJob';
    expect(infer({ aggregating: 'starting' }, failed, { aggregating: 'waiting' })).toEqual([
      `mxMember.aggregating.starting ${failed} 1`,
      'mxMember.deciding  10',
    ]);
  });

  test('is given in each way that it may have gone', () => {
    const failed = 'xstate.error.actor.submitAnswers';
    expect(infer({ resumed: 'submitting' }, failed, { resumed: 'reading' })).toEqual([
      `mxMember.resumed.submitting ${failed} 0`,
      'mxMember.deciding  3',
      `mxMember.resumed.submitting ${failed} 1`,
      `mxMember.resumed.submitting ${failed} 2`,
    ]);
  });

  test('may be one that stays', () => {
    expect(infer({ challenged: 'waiting' }, 'challenge.answer', { challenged: 'waiting' })).toEqual(
      ['mxMember.challenged challenge.answer 1'],
    );
  });

  test('may be that of the machine as a whole, or its first', () => {
    expect(infer({ resumed: 'waiting' }, 'cancel', 'failed')).toEqual(['mxMember cancel 0']);
    expect(infer(null, '', { aggregating: 'starting' })).toEqual(['mxMember.deciding  2']);
  });
});

describe('the layout of the chart', () => {
  const measure = (text: string) => text.length * 7;
  const placing = layOut(chartOf(memberMachine), createElk(), measure);

  const overlap = (a: Box, b: Box): boolean =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  /** The straight pieces of a line. */
  const strokesOf = (points: readonly Point[]): readonly Box[] =>
    points.slice(1).map((to, index) => {
      const from = points[index] ?? to;
      return {
        x: Math.min(from.x, to.x),
        y: Math.min(from.y, to.y),
        width: Math.abs(from.x - to.x),
        height: Math.abs(from.y - to.y),
      };
    });

  test('keeps states apart, and words off the states', async () => {
    const { states, edges } = await placing;
    const leaves = states.filter(({ state }) => state.states.length === 0);
    const pairs = leaves.flatMap((one, index) =>
      [...leaves.slice(index + 1).map(({ box }) => box), ...edges.map(({ label }) => label)]
        .filter((other) => overlap(one.box, other))
        .map(() => one.state.id),
    );
    expect(pairs).toEqual([]);
  });

  test('keeps room beside a state that another begins with, for the mark of it', async () => {
    const { states, edges } = await placing;
    const beginnings = states.filter(({ state }) => state.isInitial);
    expect(beginnings.length).toBeGreaterThan(1);
    for (const { state, box } of beginnings) {
      const mark = { x: box.x - SIZES.start, y: box.y + box.height / 2 - 4, width: 18, height: 8 };
      const inTheWay = [
        ...states.filter((one) => one.state.states.length === 0).map((one) => one.box),
        ...edges.map(({ label }) => label),
        ...edges.flatMap(({ points }) => strokesOf(points)),
      ].filter((other) => overlap(mark, other));
      expect(inTheWay, state.id).toEqual([]);
    }
  });

  test('draws each arrow in one line, from the border of its source to that of its target', async () => {
    const { states, edges, anywhere } = await placing;
    const boxOf = (id: string) =>
      states.find(({ state }) => state.id === id)?.box ?? anywhere?.box ?? null;
    const touches = (point: Point | undefined, box: Box | null): boolean =>
      !!point && !!box && overlap({ ...point, width: 0, height: 0 }, grown(box));
    const grown = ({ x, y, width, height }: Box): Box => ({
      x: x - 1,
      y: y - 1,
      width: width + 2,
      height: height + 2,
    });
    for (const { edge, points } of edges) {
      expect(touches(points[0], boxOf(edge.source)), edge.id).toBe(true);
      expect(touches(points.at(-1), boxOf(edge.target)), edge.id).toBe(true);
      for (const [index, { x, y }] of points.slice(1).entries())
        expect(
          Math.min(Math.abs(x - (points[index]?.x ?? 0)), Math.abs(y - (points[index]?.y ?? 0))),
        ).toBeLessThan(1);
    }
  });

  test('fits a column of an ordinary screen', async () => {
    const { width, height } = await placing;
    expect(width).toBeLessThan(1_100);
    expect(height).toBeLessThan(1_000);
  });
});
