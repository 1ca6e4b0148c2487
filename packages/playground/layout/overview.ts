import type { Box, Drawing, DrawnArrow, DrawnBox, Point } from '../src/chart/drawing.ts';
import { SIZES } from '../src/chart/drawing.ts';
import { linesOf, widthOf } from './measure.ts';
import type { Chart, ChartState } from './model.ts';
import { aboutState, shortOf } from './sentences.ts';

/** A way between two phases, with its text, from the diagram of the specification. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly words: string;
}

/** The path of an arrow between two boxes. */
export interface Path {
  readonly points: readonly Point[];
  /** The center of its text; `null` if the text stands elsewhere. */
  readonly label: Point | null;
  readonly isRare?: boolean;
}

/** A place for each phase, and a path for each way. */
export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly box: { readonly width: number; readonly height: number };
  readonly places: Readonly<Record<string, Point>>;
  readonly pathOf: (way: string) => Path | undefined;
}

export const waysIn = (diagram: string): readonly Way[] =>
  [...diagram.matchAll(/^ +(\w+) --> (\w+)(?:: (.*))?$/gm)].map(
    ([, from = '', to = '', words = '']) => ({ from, to, words }),
  );

function boxOf(state: ChartState, plan: Plan): DrawnBox {
  const { width, height } = plan.box;
  const words = linesOf(shortOf(state.description), SIZES.small, width - 2 * SIZES.pad);
  return {
    id: state.id,
    kind: state.kind === 'final' ? 'final' : 'atomic',
    name: state.name,
    isInitial: state.name === 'aggregating',
    lines: words.map((text) => ({ text, key: null })),
    about: aboutState(state),
    ...(plan.places[state.name] ?? { x: 0, y: 0 }),
    width,
    height,
  };
}

function labelOf(words: string, { x, y }: Point): Box & { lines: DrawnBox['lines'] } {
  const width = widthOf(words, { size: SIZES.small, isBold: false }) + 4;
  return {
    x: Math.round(x - width / 2),
    y: Math.round(y - SIZES.line / 2) - 1,
    width,
    height: SIZES.line + 2,
    lines: [{ text: words, key: null }],
  };
}

/** Lays out the phases of a chart by a plan. @throws {Error} if the plan has no path for a way of the machine. */
export function layOutOverview({ root }: Chart, ways: readonly Way[], plan: Plan): Drawing {
  const states = root.states.filter(({ name }) => plan.places[name]);
  const idOf = (name: string) => states.find((state) => state.name === name)?.id;
  const arrows = ways.flatMap(({ from, to, words }): readonly DrawnArrow[] => {
    const [source, target] = [idOf(from), idOf(to)];
    if (source === undefined || target === undefined) return [];
    const path = plan.pathOf(`${from} ${to}`);
    if (!path) throw new Error(`the overview has no path from ${from} to ${to}`);
    return [
      {
        id: `${from} -> ${to}`,
        source,
        target,
        keys: [],
        points: path.points,
        label: words !== '' && path.label ? labelOf(words, path.label) : null,
        about: `${from} → ${to}${words === '' ? '' : `: ${words}`}.`,
        isRare: path.isRare ?? false,
      },
    ];
  });
  return {
    width: plan.width,
    height: plan.height,
    boxes: states.map((state) => boxOf(state, plan)),
    arrows,
  };
}
