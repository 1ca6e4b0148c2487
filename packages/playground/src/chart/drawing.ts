/** A statechart that is laid out: what `layout.json` holds. Places are in pixels from the upper left corner. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A line of words in a box or beside an arrow. */
export interface Line {
  readonly text: string;
  /** The transition that it stands for; `null` for any other words. */
  readonly key: string | null;
}

export interface DrawnBox extends Box {
  /** The state's id; `any state` for the machine as a whole. */
  readonly id: string;
  readonly kind: 'compound' | 'atomic' | 'routing' | 'final' | 'anywhere';
  readonly name: string;
  /** Whether the state around it begins here. */
  readonly isInitial: boolean;
  readonly lines: readonly Line[];
  /** What it says of itself, in a sentence. */
  readonly about: string;
}

export interface DrawnArrow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** The transitions that it stands for. */
  readonly keys: readonly string[];
  readonly points: readonly Point[];
  /** Where its words are; `null` for none. */
  readonly label: (Box & { readonly lines: readonly Line[] }) | null;
  /** What it says of itself, where its lines are no transitions; else empty. */
  readonly about: string;
  /** It is drawn only when it was taken: there are many, and few are ever taken. */
  readonly isRare: boolean;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Outer states before those in them. */
  readonly boxes: readonly DrawnBox[];
  readonly arrows: readonly DrawnArrow[];
}

/** A transition of the machine. */
export interface Transition {
  /** Its state, event and number. */
  readonly key: string;
  readonly event: string;
  readonly source: string;
  /** `null` when it stays where it is. */
  readonly target: string | null;
  /** In the state that routes readings: the route that it is for. */
  readonly route: string | null;
  /** What it is, in a sentence. */
  readonly about: string;
  /** Why it is there; the end of `about`. */
  readonly description: string;
}

/** The machine as the page knows it. */
export interface ChartFile {
  readonly id: string;
  readonly description: string;
  /** What each compound state begins with, by ids. */
  readonly initial: Readonly<Record<string, string>>;
  readonly transitions: readonly Transition[];
  /** The phases, for a wide and a narrow page, with and without the bank's own page. */
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
  /** From the top of a box to the foot of its name. */
  title: 23,
  /** The dot beside a state that another begins with, and the arrow from it. */
  start: 20,
} as const;
