import type { ChartEdge, ChartState, ChartTransition } from './model.ts';

/** A line of words. */
export interface Note {
  readonly text: string;
  /** The transition that it stands for, of which there may be several lines; `null` for a call. */
  readonly key: string | null;
}

/** A condition, and where one with a condition leads, have a line of their own, which keeps the chart narrow. */
const notesOf = ({ key }: ChartTransition, text: string, separator = / (?=\[)/): readonly Note[] =>
  text.split(separator).map((line) => ({ text: line, key }));

/** What stands under a state's name: its calls, and the transitions that are no arrows. */
export const notesOfState = ({ calls, reactions, jumps }: ChartState): readonly Note[] => [
  ...calls.map((call) => ({ text: `calls ${call}`, key: null })),
  ...reactions.flatMap((transition) => notesOf(transition, transition.short)),
  ...jumps.flatMap(({ transition, to }) =>
    notesOf(transition, `${transition.short} → ${to}`, /(?<=\]) (?=→)/),
  ),
];

/** What stands beside an arrow. */
export const notesOfEdge = ({ transitions }: ChartEdge): readonly Note[] =>
  transitions.flatMap((transition) => notesOf(transition, transition.short));
