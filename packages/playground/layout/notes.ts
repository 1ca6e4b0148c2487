import type { ChartEdge, ChartState, ChartTransition } from './model.ts';

/** A line of text. */
export interface Note {
  readonly text: string;
  /** The transition that the line describes; `null` for a call. A transition can have several lines. */
  readonly key: string | null;
}

/** Splits a text into lines. Conditions, and targets after a condition, get their own line, to keep the chart narrow. */
const notesOf = ({ key }: ChartTransition, text: string, separator = / (?=\[)/): readonly Note[] =>
  text.split(separator).map((line) => ({ text: line, key }));

/** The lines under the name of a state: its calls, and the transitions without an arrow. */
export const notesOfState = ({ calls, reactions, jumps }: ChartState): readonly Note[] => [
  ...calls.map((call) => ({ text: `calls ${call}`, key: null })),
  ...reactions.flatMap((transition) => notesOf(transition, transition.short)),
  ...jumps.flatMap(({ transition, to }) =>
    notesOf(transition, `${transition.short} → ${to}`, /(?<=\]) (?=→)/),
  ),
];

/** The lines beside an arrow. */
export const notesOfEdge = ({ transitions }: ChartEdge): readonly Note[] =>
  transitions.flatMap((transition) => notesOf(transition, transition.short));
