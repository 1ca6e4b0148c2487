import type { ChartEdge, ChartState, ChartTransition } from './model.ts';

/** Sizes of the chart in pixels. */
export const SIZES = {
  line: 15,
  pad: 10,
  title: 20,
  small: 11.5,
  name: 13.5,
} as const;

/** A line under the name of a state. */
export interface Note {
  readonly text: string;
  /** What it says, when it is a transition; a call otherwise. */
  readonly transition: ChartTransition | null;
}

/** What stands under a state's name: its calls, and the transitions that are no arrows. */
export const notesOf = ({ calls, reactions, jumps }: ChartState): readonly Note[] => [
  ...calls.map((call) => ({ text: `calls ${call}`, transition: null })),
  ...reactions.map((transition) => ({ text: transition.label, transition })),
  ...jumps.map(({ transition, to }) => ({ text: `${transition.label} → ${to}`, transition })),
];

/** What stands beside an arrow. A condition has a line of its own, which keeps the chart narrow. */
export const linesOf = ({ transitions }: ChartEdge): readonly Note[] =>
  transitions.flatMap((transition) =>
    transition.label.split(/ (?=\[)/).map((text) => ({ text, transition })),
  );
