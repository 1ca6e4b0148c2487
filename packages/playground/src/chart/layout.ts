import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { ANYWHERE, graphOf, type Measure, pieceId } from './graph.ts';
import type { Chart, ChartEdge, ChartState } from './model.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedState {
  readonly state: ChartState;
  readonly box: Box;
}
export interface PlacedEdge {
  readonly edge: ChartEdge;
  readonly points: readonly Point[];
  /** Where the words of its transitions are, a line each. */
  readonly label: Box;
}

/** A chart with a place for everything, in pixels from its upper left corner. */
export interface PlacedChart {
  readonly width: number;
  readonly height: number;
  /** Outer states before those in them. */
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
  /** The machine as a whole, with its own reactions, and where its transitions begin; `null` when it has neither. */
  readonly anywhere: PlacedState | null;
}

const boxOf = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box => ({
  x,
  y,
  width,
  height,
});

const pointsOf = ({ sections = [] }: ElkExtendedEdge): readonly Point[] =>
  sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);

const nodesIn = (node: ElkNode): readonly ElkNode[] => [
  node,
  ...(node.children ?? []).flatMap(nodesIn),
];
const statesIn = (state: ChartState): readonly ChartState[] => [
  state,
  ...state.states.flatMap(statesIn),
];

/** The pieces of an arrow, from its source to its target. */
function piecesOf(edge: ChartEdge, routes: readonly ElkExtendedEdge[]): readonly ElkExtendedEdge[] {
  const prefix = pieceId(edge, '');
  const own = routes.filter(({ id }) => id === edge.id || id.startsWith(prefix));
  const isInner = ({ sources }: ElkExtendedEdge) =>
    own.some(({ targets }) => targets[0] === sources[0]);
  const pieces = own.filter((piece) => !isInner(piece));
  for (let last = pieces.at(-1); last; ) {
    const end = last.targets[0];
    last = own.find(({ sources }) => sources[0] === end);
    if (last) pieces.push(last);
  }
  return pieces;
}

/** Gives everything in a chart a place. */
export async function layOut(chart: Chart, elk: ELK, measure: Measure): Promise<PlacedChart> {
  const placed = await elk.layout(graphOf(chart, measure));
  const nodes = nodesIn(placed);
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
  const routes = nodes.flatMap((node) => node.edges ?? []);
  const anywhere = boxes.get(ANYWHERE);
  return {
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    states: statesIn(chart.root)
      .slice(1)
      .map((state) => ({ state, box: boxes.get(state.id) ?? boxOf({}) })),
    edges: chart.edges.map((edge) => {
      const pieces = piecesOf(edge, routes);
      const main = pieces.find(({ id }) => id === edge.id);
      return { edge, points: pieces.flatMap(pointsOf), label: boxOf(main?.labels?.[0] ?? {}) };
    }),
    anywhere: anywhere ? { state: chart.root, box: anywhere } : null,
  };
}
