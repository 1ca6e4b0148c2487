import chart from './chart.json' with { type: 'json' };
import { pathInWords } from './names.ts';

/** A transition of the machine. */
export interface Transition {
  /** The key: state, event and number. */
  readonly key: string;
  /** The state that it leaves; `''` for the machine as a whole. */
  readonly from: string;
  /** Its event; `null` if it is taken at once. */
  readonly on: string | null;
  /** `null` if it does not leave its state. */
  readonly to: string | null;
  /** Its event, with the call that the event ends, and with its condition if the event has more transitions. */
  readonly label: string;
  /** The route, for a transition of the state that routes readings. */
  readonly route: string | null;
  /** Why it exists; `''` if that is plain. */
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

/** Sentences about a transition. */
export function aboutTransition({ from, on, to, label, description }: Transition): string {
  const what = on === null ? `if ${label}` : label;
  const way = to === null ? ' stays' : ` → ${pathInWords(to)}`;
  return `${what}: ${pathInWords(from)}${way}. ${description}`.trim();
}
