import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartEdge, ChartState } from './model.ts';
import { type FONTS, notesOfEdge, notesOfState, SIZES } from './notes.ts';

/** Measures the width of a text in one of the chart's fonts, in pixels. */
export type Measure = (text: string, font: keyof typeof FONTS) => number;

/** What stands in for the machine as a whole, where a transition begins at it. */
export const ANYWHERE = 'any state';

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '10',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  // The machine's own order of states is that of the lifecycle.
  'elk.layered.cycleBreaking.strategy': 'GREEDY_MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.compaction.postCompaction.strategy': 'EDGE_LENGTH',
};

/** Room for the mark of an active state, in pixels. */
const MARK = 8;

function sizeOf(state: ChartState, measure: Measure): { width: number; height: number } {
  const { pad, title, line } = SIZES;
  const notes = notesOfState(state);
  const widths = [measure(state.name, 'name'), ...notes.map(({ text }) => measure(text, 'small'))];
  return {
    width: Math.ceil(Math.max(...widths)) + 2 * pad + MARK,
    height: title + notes.length * line + pad,
  };
}

/** Keeps room to the left of a state that another begins with, for the dot and its arrow. */
const START_ROOM = {
  text: 'start',
  width: SIZES.start,
  height: SIZES.line,
  layoutOptions: { 'elk.nodeLabels.placement': 'OUTSIDE H_LEFT V_CENTER' },
};

/** A state as the layout engine knows it. Ports and inner edges are added where arrows cross its border. */
interface Frame {
  readonly node: ElkNode & { readonly ports: ElkPort[]; readonly edges: ElkExtendedEdge[] };
  readonly outer: Frame | null;
}

/** The first state first: that is where the eye begins, and what the layout takes as the order of things. */
const inOrder = ({ states }: ChartState): readonly ChartState[] =>
  states.toSorted((a, b) => Number(b.isInitial) - Number(a.isInitial));

const openOptions = ({ width, height }: { width: number; height: number }) => ({
  'elk.padding': `[top=${height + 4},left=12,bottom=12,right=12]`,
  'elk.nodeSize.constraints': 'MINIMUM_SIZE',
  'elk.nodeSize.minimum': `(${width}, ${height})`,
});

/** All states by their ids, each framed. */
function framesOf(root: ChartState, measure: Measure): ReadonlyMap<string, Frame> {
  const frames = new Map<string, Frame>();
  const add = (state: ChartState, outer: Frame | null): ElkNode => {
    const isOpen = state.states.length > 0;
    const size = sizeOf(state, measure);
    const layoutOptions = isOpen ? { ...OPTIONS, ...(outer && openOptions(size)) } : {};
    const labels = state.isInitial ? [START_ROOM] : [];
    const node = {
      id: state.id,
      ports: [],
      edges: [],
      labels,
      layoutOptions,
      ...(!isOpen && size),
    };
    const frame: Frame = { node, outer };
    frames.set(state.id, frame);
    frame.node.children = inOrder(state).map((child) => add(child, frame));
    return node;
  };
  add(root, null);
  return frames;
}

/** From the outermost state to this one. */
const chainOf = (frame: Frame): readonly Frame[] => [
  ...(frame.outer ? chainOf(frame.outer) : []),
  frame,
];

/** How many states, from the outermost on, hold both. */
function sharedBy(from: readonly Frame[], to: readonly Frame[]): number {
  const most = Math.min(from.length, to.length) - 1;
  const parting = from.findIndex((frame, index) => frame !== to[index]);
  return parting === -1 ? most : Math.min(parting, most);
}

function labelOf(edge: ChartEdge, measure: Measure) {
  const lines = notesOfEdge(edge);
  return {
    text: edge.id,
    layoutOptions: { 'elk.edgeLabels.inline': 'true' },
    width: Math.ceil(Math.max(...lines.map(({ text }) => measure(text, 'small')))) + 4,
    height: lines.length * SIZES.line + 2,
  };
}

/** The piece of an arrow within a state; the one without a state is that which has the label. */
export const pieceId = (edge: ChartEdge, within: string): string => `${edge.id} in ${within}`;

/**
 * Draws an arrow from state to state: one piece in every state whose border it crosses, joined by ports. So each state
 * is laid out by itself, which keeps it small.
 */
function connect(edge: ChartEdge, source: Frame, target: Frame, measure: Measure): void {
  const [from, to] = [chainOf(source), chainOf(target)];
  const shared = sharedBy(from, to);

  const port = ({ node }: Frame, side: 'NORTH' | 'SOUTH'): string => {
    const id = `${edge.id} ${side} of ${node.id}`;
    node.ports.push({ id, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } });
    return id;
  };
  let end = source.node.id;
  const last = source.node.children?.at(-1);
  if (last) {
    // Leaves under the last state within. This piece only holds the place; it is not drawn.
    end = port(source, 'SOUTH');
    source.node.edges.push({ id: `${end} from its last`, sources: [last.id], targets: [end] });
  }
  for (const frame of from.slice(shared, -1).toReversed()) {
    const exit = port(frame, 'SOUTH');
    frame.node.edges.push({ id: pieceId(edge, frame.node.id), sources: [end], targets: [exit] });
    end = exit;
  }
  let start = target.node.id;
  const [initial] = target.node.children ?? [];
  if (initial) {
    // And goes in over the first one.
    start = port(target, 'NORTH');
    target.node.edges.push({
      id: `${start} to its first`,
      sources: [start],
      targets: [initial.id],
    });
  }
  for (const frame of to.slice(shared, -1).toReversed()) {
    const entry = port(frame, 'NORTH');
    frame.node.edges.push({
      id: pieceId(edge, frame.node.id),
      sources: [entry],
      targets: [start],
    });
    start = entry;
  }
  from[shared - 1]?.node.edges.push({
    id: edge.id,
    sources: [end],
    targets: [start],
    labels: [labelOf(edge, measure)],
  });
}

/** A chart as the layout engine wants it. */
export function graphOf({ root, edges }: Chart, measure: Measure): ElkNode {
  const frames = framesOf(root, measure);
  const whole = frames.get(root.id);
  if (!whole) return { id: root.id };
  const words = [ANYWHERE, ...notesOfState(root).map(({ text }) => text)];
  const width = Math.ceil(Math.max(...words.map((text) => measure(text, 'small')))) + 16;
  const height = 7 + words.length * SIZES.line;
  const node = { id: ANYWHERE, width, height, ports: [], edges: [] };
  const anywhere: Frame = { node, outer: whole };
  const hasOwn = words.length > 1 || edges.some(({ source }) => source === root.id);
  if (hasOwn) whole.node.children?.splice(1, 0, node);
  for (const edge of edges) {
    const source = edge.source === root.id ? anywhere : frames.get(edge.source);
    const target = frames.get(edge.target);
    if (source && target) connect(edge, source, target, measure);
  }
  return whole.node;
}
