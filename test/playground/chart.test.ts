import { memberMachine } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { type AnyStateNode, createMachine } from 'xstate';
import { linesOf, widthOf } from '../../packages/playground/layout/measure.ts';
import { chartOf, statesIn } from '../../packages/playground/layout/model.ts';
import { layOutOverview, waysIn } from '../../packages/playground/layout/overview.ts';
import { planWide } from '../../packages/playground/layout/plan-wide.ts';
import type { Box, Drawing, Line, Point } from '../../packages/playground/src/chart/drawing.ts';
import { activeIds, eventLabel, placeOf } from '../../packages/playground/src/chart/events.ts';
import { LAYOUT } from '../../packages/playground/src/chart/file.ts';
import { inferTaken } from '../../packages/playground/src/chart/infer.ts';

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesOf),
];
const nodes = nodesOf(memberMachine.root);
const countOfTransitions = nodes.reduce(
  (sum, { transitions, always }) =>
    sum + [...transitions.values()].flat().length + (always?.length ?? 0),
  0,
);

describe('the chart', () => {
  const chart = chartOf(memberMachine);

  test('has every state and every transition of the machine once', () => {
    expect(statesIn(chart.root).map(({ id }) => id)).toEqual(nodes.map(({ id }) => id));
    expect(chart.transitions).toHaveLength(countOfTransitions);
    expect(new Set(chart.transitions.map(({ key }) => key)).size).toBe(countOfTransitions);
  });

  test('has a description for every state', () => {
    expect(statesIn(chart.root).filter(({ description }) => description === '')).toEqual([]);
  });

  test('has the initial states of the machine', () => {
    const beginnings = nodes
      .filter(({ type }) => type === 'compound')
      .map(({ id, config }) => [id, `${id}.${String(config.initial)}`]);
    expect(LAYOUT.initial).toEqual(Object.fromEntries(beginnings));
    const other = createMachine({ id: 'm', initial: 'b', states: { a: {}, b: {} } });
    expect(chartOf(other).root.states.map(({ isInitial }) => isInitial)).toEqual([false, true]);
  });

  test('leaves out the name of the only call of a state in a label beside that state', () => {
    const shortOf = (label: string) => chart.transitions.find((one) => one.label === label)?.short;
    expect(shortOf('startJob failed [isConflict]')).toBe('failed [isConflict]');
    expect(shortOf('challenge.answer [answersFit]')).toBe('challenge.answer [answersFit]');
  });

  test('names events, places and active states in words', () => {
    expect(eventLabel('xstate.error.actor.readStatus')).toBe('readStatus failed');
    expect(eventLabel('xstate.after.pollDelay.mxMember.resumed.waiting')).toBe('after pollDelay');
    expect(placeOf({ a: { b: 'c' } })).toBe('a.b.c');
    expect(activeIds('m', 'a.b')).toEqual(['m', 'm.a', 'm.a.b']);
  });
});

describe('the last transition, inferred from states and events', () => {
  const infer = (
    before: string | null,
    event: string,
    after: string,
    route: string | null = null,
  ) => inferTaken(LAYOUT, { before, event, after, route });

  test('is followed through a state that is left at once', () => {
    expect(infer('aggregating.reading', 'xstate.done.actor.readStatus', 'connected')).toEqual([
      'mxMember.aggregating.reading xstate.done.actor.readStatus 0',
      'mxMember.deciding  0',
    ]);
  });

  test('is the transition to the current state, if several have the same event', () => {
    expect(infer('challenged.waiting', 'challenge.answer', 'resumed.submitting')).toEqual([
      'mxMember.challenged challenge.answer 0',
    ]);
  });

  test('is the transition of the known route, or else every possible one', () => {
    const read = 'xstate.done.actor.readStatus';
    const places = ['challenged.reading', read, 'challenged.waiting'] as const;
    const first = `mxMember.challenged.reading ${read} 0`;
    expect(infer(...places, 'asked')).toEqual([first, 'mxMember.deciding  7']);
    expect(infer(...places)).toEqual([first, 'mxMember.deciding  6', 'mxMember.deciding  7']);
  });

  test('may stay in its state', () => {
    expect(infer('challenged.waiting', 'challenge.answer', 'challenged.waiting')).toEqual([
      'mxMember.challenged challenge.answer 1',
    ]);
  });

  test('may belong to the machine as a whole, or may be the first', () => {
    expect(infer('resumed.waiting', 'cancel', 'failed')).toEqual(['mxMember cancel 0']);
    expect(infer(null, '', 'aggregating.starting')).toEqual(['mxMember.deciding  3']);
  });
});

const DRAWINGS: Readonly<Record<string, Drawing>> = {
  'all states': LAYOUT.detail,
  'the phases on a wide page': LAYOUT.overview.wide.plain,
  "the phases on a wide page with the bank's own page": LAYOUT.overview.wide.oauth,
  'the phases on a narrow page': LAYOUT.overview.narrow.plain,
  "the phases on a narrow page with the bank's own page": LAYOUT.overview.narrow.oauth,
};

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const grown = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

describe('the layout of the chart', () => {
  test('has every state and transition among all states', () => {
    const { boxes, arrows } = LAYOUT.detail;
    expect(new Set(boxes.map(({ id }) => id))).toEqual(
      new Set([...nodes.slice(1).map(({ id }) => id), 'any state']),
    );
    const linesIn = (lines: readonly Line[] = []) => lines.flatMap(({ key }) => key ?? []);
    const keys = [
      ...boxes.flatMap(({ lines }) => linesIn(lines)),
      ...arrows.flatMap(({ label }) => linesIn(label?.lines)),
    ];
    expect(new Set(keys)).toEqual(new Set(LAYOUT.transitions.map(({ key }) => key)));
  });

  test("has five phases, and the bank's own page for members that use it", () => {
    const names = ({ boxes }: Drawing) => boxes.map(({ name }) => name);
    const five = ['aggregating', 'challenged', 'resumed', 'connected', 'failed'];
    for (const { plain, oauth } of Object.values(LAYOUT.overview)) {
      expect(names(plain).toSorted()).toEqual(five.toSorted());
      expect(names(oauth).toSorted()).toEqual([...five, 'authorizing'].toSorted());
    }
  });

  test('fails if a way between two phases has no arrow', () => {
    const ways = waysIn('    connected --> aggregating: again\n');
    expect(() => layOutOverview(chartOf(memberMachine), ways, planWide(false))).toThrow(
      'no path from connected to aggregating',
    );
  });

  test.each(Object.entries(DRAWINGS))(
    '%s: boxes do not touch, and labels do not cover boxes',
    (_, one) => {
      const boxes = one.boxes.filter(({ kind }) => kind !== 'compound');
      const labels = one.arrows.filter(({ isRare }) => !isRare).flatMap(({ label }) => label ?? []);
      const clashes = boxes.flatMap((box, index) =>
        [...boxes.slice(index + 1), ...labels]
          .filter((other) => overlap(box, other))
          .map(() => box.id),
      );
      expect(clashes).toEqual([]);
    },
  );

  test.each(Object.entries(DRAWINGS))(
    '%s: each arrow goes in straight lines from the border of its source to the border of its target',
    (_, { boxes, arrows }) => {
      const boxOf = (id: string) => boxes.find((box) => box.id === id);
      const touches = (point: Point | undefined, id: string): boolean => {
        const box = boxOf(id);
        if (!point || !box) return false;
        const at = { ...point, width: 0, height: 0 };
        return overlap(at, grown(box, 2)) && !overlap(at, grown(box, -2));
      };
      for (const { id, source, target, points } of arrows) {
        expect(touches(points[0], source), id).toBe(true);
        expect(touches(points.at(-1), target), id).toBe(true);
        for (const [index, { x, y }] of points.slice(1).entries()) {
          const { x: fromX = 0, y: fromY = 0 } = points[index] ?? {};
          expect(Math.min(Math.abs(x - fromX), Math.abs(y - fromY)), id).toBeLessThan(1);
        }
      }
    },
  );

  test.each(Object.entries(DRAWINGS))('%s: no arrow goes through a box', (_, { boxes, arrows }) => {
    const solid = boxes.filter(({ kind }) => kind !== 'compound').map((box) => grown(box, -2));
    const through = arrows.flatMap(({ id, points }) =>
      points.slice(1).flatMap((to, index) => {
        const from = points[index] ?? to;
        const stroke = {
          x: Math.min(from.x, to.x),
          y: Math.min(from.y, to.y),
          width: Math.abs(from.x - to.x),
          height: Math.abs(from.y - to.y),
        };
        return solid.some((box) => overlap(stroke, box)) ? [id] : [];
      }),
    );
    expect(through).toEqual([]);
  });

  test('breaks texts between words, at the given width', () => {
    expect(linesOf('one two three', 10, widthOf('one two', { size: 10, isBold: false }))).toEqual([
      'one two',
      'three',
    ]);
  });
});
