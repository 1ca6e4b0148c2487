import chart from './chart.json' with { type: 'json' };

/** A transition of the machine. */
export interface Transition {
  /** The key: state, event and number. */
  readonly key: string;
  /** The id of its arrow in the pictures; `null` if it has none. */
  readonly arrow: string | null;
  /** The state that it leaves; `''` for the machine as a whole. */
  readonly from: string;
  /** Its event; `null` if it is taken at once. */
  readonly on: string | null;
  /** `null` if it does not leave its state. */
  readonly to: string | null;
  /** The route, for a transition of the state that routes readings. */
  readonly route: string | null;
  /** A sentence about the transition. */
  readonly about: string;
  /** Why it exists: the end of `about`. */
  readonly description: string;
}

/** The chart of the machine. States are named by their path, such as `challenged.waiting`; `''` is the machine as a whole. */
export interface ChartFile {
  /** The id of the machine. */
  readonly id: string;
  readonly description: string;
  /** A sentence about each box of the pictures: the states, and one for what the machine does in any of them. */
  readonly about: Readonly<Record<string, string>>;
  /** The initial state of each compound state. */
  readonly initial: Readonly<Record<string, string>>;
  readonly transitions: readonly Transition[];
  /** The chart as SVG, for a wide and a narrow page. */
  readonly pictures: Readonly<Record<'wide' | 'narrow', string>>;
}

/** The chart of the machine. `pnpm generate` makes it from the machine. */
export const CHART_FILE: ChartFile = chart;
