/** The types of `layout.json`, a statechart with its layout. Places are in pixels from the upper left corner. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A line of text in a box or beside an arrow. */
export interface Line {
  readonly text: string;
  /** The transition that the line describes; `null` for other text. */
  readonly key: string | null;
}

export interface DrawnBox extends Box {
  /** The id of the state; `any state` for the machine as a whole. */
  readonly id: string;
  readonly kind: 'compound' | 'atomic' | 'routing' | 'final' | 'anywhere';
  readonly name: string;
  /** Whether it is the initial state of its parent. */
  readonly isInitial: boolean;
  readonly lines: readonly Line[];
  /** A sentence about the state. */
  readonly about: string;
}

export interface DrawnArrow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** The transitions that the arrow stands for. */
  readonly keys: readonly string[];
  readonly points: readonly Point[];
  /** The box of its text; `null` for none. */
  readonly label: (Box & { readonly lines: readonly Line[] }) | null;
  /** A sentence about the arrow; empty if its lines are transitions with their own sentences. */
  readonly about: string;
  /** Whether it is drawn only after it was taken, because it is rare. */
  readonly isRare: boolean;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** The boxes, each before the boxes inside it. */
  readonly boxes: readonly DrawnBox[];
  readonly arrows: readonly DrawnArrow[];
}

/** A transition of the machine. */
export interface Transition {
  /** The key: state, event and number. */
  readonly key: string;
  readonly event: string;
  readonly source: string;
  /** `null` if it does not leave its state. */
  readonly target: string | null;
  /** The route, for a transition of the state that routes readings. */
  readonly route: string | null;
  /** A sentence about the transition. */
  readonly about: string;
  /** Why it exists: the end of `about`. */
  readonly description: string;
}

/** The chart of the machine, for the page. */
export interface ChartFile {
  readonly id: string;
  readonly description: string;
  /** The initial state of each compound state, by id. */
  readonly initial: Readonly<Record<string, string>>;
  readonly transitions: readonly Transition[];
  /** The phases: for a wide and a narrow page, with and without the bank's own page. */
  readonly overview: Readonly<
    Record<'wide' | 'narrow', Readonly<Record<'plain' | 'oauth', Drawing>>>
  >;
  /** All states. */
  readonly detail: Drawing;
}

/** Sizes that layout and drawing share, in pixels. */
export const SIZES = {
  name: 14,
  small: 12.5,
  line: 16,
  pad: 10,
  /** From the top of a box to the baseline of its name. */
  title: 23,
  /** The dot beside an initial state, and its arrow. */
  start: 20,
} as const;
