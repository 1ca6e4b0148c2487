import type { ChartEdge, ChartState, ChartTransition } from './model.ts';

/** Sizes of the chart in pixels. */
export const SIZES = {
  line: 15,
  pad: 10,
  title: 20,
  /** The dot beside a state that another begins with, and the arrow from it. */
  start: 20,
} as const;

const FAMILY = 'system-ui, sans-serif';

/** The chart's two fonts, as CSS has them: what is measured is what is drawn. */
export const FONTS = {
  name: `600 13.5px ${FAMILY}`,
  small: `11.5px ${FAMILY}`,
} as const;

/** A line of words. */
export interface Note {
  readonly text: string;
  /** What it says, when it is a transition, of which there may be several lines; a call otherwise. */
  readonly transition: ChartTransition | null;
}

/** A condition has a line of its own, which keeps the chart narrow. */
const linesOf = (transition: ChartTransition, text: string): readonly Note[] =>
  text.split(/ (?=\[)/).map((line) => ({ text: line, transition }));

/** What stands under a state's name: its calls, and the transitions that are no arrows. */
export const notesOfState = ({ calls, reactions, jumps }: ChartState): readonly Note[] => [
  ...calls.map((call) => ({ text: `calls ${call}`, transition: null })),
  ...reactions.flatMap((transition) => linesOf(transition, transition.short)),
  ...jumps.flatMap(({ transition, to }) => linesOf(transition, `${transition.short} → ${to}`)),
];

/** What stands beside an arrow. */
export const notesOfEdge = ({ transitions }: ChartEdge): readonly Note[] =>
  transitions.flatMap((transition) => linesOf(transition, transition.short));
