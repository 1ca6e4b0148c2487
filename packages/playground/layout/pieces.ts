import type { ElkNode } from 'elkjs/lib/elk-api.js';
import {
  type Box,
  type DrawnArrow,
  type DrawnBox,
  type Point,
  SIZES,
} from '../src/chart/drawing.ts';
import { widthOfNotes } from './graph.ts';
import type { ChartEdge, ChartState } from './model.ts';
import { type Note, notesOfEdge, notesOfState } from './notes.ts';
import { ANYWHERE, aboutState } from './sentences.ts';

/** Builds the pieces of the chart with all states, each at its place. */

/** The box of a state, with its name and its lines. */
export const boxOf = (state: ChartState, box: Box): DrawnBox => ({
  id: state.id,
  kind: state.kind,
  name: state.name,
  isInitial: state.isInitial,
  lines: notesOfState(state),
  about: aboutState(state),
  ...box,
});

const rounded = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) });

function arrowOf(edge: ChartEdge, points: readonly Point[], label: Box | null): DrawnArrow {
  return {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    keys: edge.transitions.map(({ key }) => key),
    points: points.map(rounded),
    label: label && { ...label, lines: notesOfEdge(edge) },
    about: '',
    isRare: false,
  };
}

const moved = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>, by: Point): Box => ({
  x: Math.round(x + by.x),
  y: Math.round(y + by.y),
  width: Math.ceil(width),
  height: Math.ceil(height),
});

/** A phase with everything in it, at its place. */
export function placePhase(
  phase: ChartState,
  laidOut: ElkNode,
  edges: readonly ChartEdge[],
  at: Point,
) {
  const nodes = new Map(laidOut.children?.map((node) => [node.id, node]));
  const routes = new Map(laidOut.edges?.map((edge) => [edge.id, edge]));
  const outer = boxOf(phase, moved({ ...laidOut, x: 0, y: 0 }, at));
  return {
    phase,
    outer,
    inner: phase.states.map((state) => boxOf(state, moved(nodes.get(state.id) ?? {}, at))),
    arrows: edges.flatMap((edge) => {
      const route = routes.get(edge.id);
      const [section] = route?.sections ?? [];
      if (!section) return [];
      const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
      const label = route?.labels?.[0];
      return [
        arrowOf(
          edge,
          points.map(({ x, y }) => ({ x: x + at.x, y: y + at.y })),
          label ? moved(label, at) : null,
        ),
      ];
    }),
  };
}

/** One arrow for all transitions from the router into one phase or final state. */
export function routesTo(
  { id, states }: ChartState,
  router: ChartState,
  edges: readonly ChartEdge[],
) {
  const targets = new Set([id, ...states.map((state) => state.id)]);
  const into = edges.filter(({ source, target }) => source === router.id && targets.has(target));
  const nameOf = (target: string) => states.find((state) => state.id === target)?.name;
  const lines: readonly Note[] = into.flatMap(({ target, transitions }) =>
    transitions.map(({ key, short }) => {
      const name = nameOf(target);
      return { key, text: name === undefined || name === short ? short : `${short} → ${name}` };
    }),
  );
  return { keys: lines.map(({ key }) => key ?? ''), lines };
}

/** A text whose left side, right side or center is at a point. */
export function labelAt(
  lines: readonly Note[],
  { x, y }: Point,
  side: 'left' | 'middle' | 'right',
) {
  const width = widthOfNotes(lines) + 4;
  const height = lines.length * SIZES.line + 2;
  const left = { left: x, middle: x - width / 2, right: x - width }[side];
  return { x: Math.round(left), y, width, height, lines };
}

/** An arrow from one phase to the next one, under the first and into the side of the second, which is higher. */
export function arrowBetween(edge: ChartEdge, from: Box, to: Box): DrawnArrow {
  const x = from.x + Math.round(from.width / 2);
  const y = from.y + from.height + 22;
  if (to.x < from.x || to.y + to.height < y + SIZES.line)
    throw new Error(`the arrow ${edge.id} has no path`);
  const points = [
    { x, y: from.y + from.height },
    { x, y },
    { x: to.x, y },
  ];
  return arrowOf(edge, points, labelAt(notesOfEdge(edge), { x, y: y + 6 }, 'middle'));
}

/** The machine as a whole, with its own transitions, and its arrow to a final state on the right. */
export function placeAnywhere(root: ChartState, edge: ChartEdge, end: Omit<Box, 'width'>) {
  const notes = notesOfState(root);
  const width = Math.max(widthOfNotes(notes), widthOfNotes([{ text: ANYWHERE, key: null }])) + 20;
  const height = SIZES.title + notes.length * SIZES.line + SIZES.pad;
  const label = widthOfNotes(notesOfEdge(edge)) + 36;
  const y = end.y + Math.round((end.height - height) / 2);
  const box = { x: end.x - label - width, y, width, height };
  const middle = end.y + Math.round(end.height / 2);
  const points = [
    { x: box.x + width, y: middle },
    { x: end.x, y: middle },
  ];
  return {
    box: { ...boxOf(root, box), id: ANYWHERE, kind: 'anywhere', name: ANYWHERE } as const,
    arrow: {
      ...arrowOf(
        edge,
        points,
        labelAt(notesOfEdge(edge), { x: end.x - label / 2, y: middle - 9 }, 'middle'),
      ),
      source: ANYWHERE,
    },
  };
}
