import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { SIZES } from '../src/chart/drawing.ts';
import { widthOf } from './measure.ts';
import type { ChartEdge, ChartState } from './model.ts';
import { type Note, notesOfEdge, notesOfState } from './notes.ts';

/** Describes one phase for the layout engine: its states and the arrows between them. */

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '12',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  // The states of the machine are in the order of the lifecycle.
  'elk.layered.cycleBreaking.strategy': 'GREEDY_MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
};

/** Space for the mark of an active state. */
const MARK = 10;

const small = { size: SIZES.small, isBold: false };

export const widthOfNotes = (notes: readonly Note[]): number =>
  Math.max(0, ...notes.map(({ text }) => widthOf(text, small)));

/** The size of a box with a name and notes. */
export function sizeOf(state: ChartState): { readonly width: number; readonly height: number } {
  const notes = notesOfState(state);
  const name = widthOf(state.name, { size: SIZES.name, isBold: true }) + MARK;
  return {
    width: Math.max(name, widthOfNotes(notes)) + 2 * SIZES.pad,
    height: SIZES.title + notes.length * SIZES.line + SIZES.pad,
  };
}

/** Space to the left of an initial state, for the dot and its arrow. */
const START_ROOM = {
  text: 'start',
  width: SIZES.start,
  height: SIZES.line,
  layoutOptions: { 'elk.nodeLabels.placement': 'OUTSIDE H_LEFT V_CENTER' },
};

const labelOf = (edge: ChartEdge) => {
  const notes = notesOfEdge(edge);
  return {
    text: edge.id,
    layoutOptions: { 'elk.edgeLabels.inline': 'true' },
    width: widthOfNotes(notes) + 4,
    height: notes.length * SIZES.line + 2,
  };
};

/** A phase in the format of the layout engine. The initial state comes first, because readers begin there. */
export function graphOf(phase: ChartState, edges: readonly ChartEdge[]): ElkNode {
  const ids = new Set(phase.states.map(({ id }) => id));
  const states = phase.states.toSorted((a, b) => Number(b.isInitial) - Number(a.isInitial));
  return {
    id: phase.id,
    layoutOptions: {
      ...OPTIONS,
      'elk.padding': `[top=${sizeOf(phase).height},left=8,bottom=8,right=8]`,
    },
    children: states.map((state) => ({
      id: state.id,
      ...sizeOf(state),
      labels: state.isInitial ? [START_ROOM] : [],
    })),
    edges: edges
      .filter(({ source, target }) => ids.has(source) && ids.has(target))
      .map((edge) => ({
        id: edge.id,
        sources: [edge.source],
        targets: [edge.target],
        labels: [labelOf(edge)],
      })),
  };
}
