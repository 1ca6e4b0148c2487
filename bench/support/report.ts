/** What a benchmark is asked. */
export interface Setting {
  /** Fewer and smaller runs, to see that it works: the figures mean little. */
  readonly quick: boolean;
}

export interface Benchmark {
  readonly name: string;
  run(setting: Setting): Promise<Report>;
}

/** What a benchmark has found: for people (`tables`), for programs (`figures`) and for the README (`charts`). */
export interface Report {
  readonly title: string;
  /** What was measured, and what a figure means. */
  readonly method: string;
  readonly tables: readonly Table[];
  readonly aims: readonly Aim[];
  /** A sentence for each limit that is exceeded and must not be; any of them fails the run. */
  readonly failures?: readonly string[];
  readonly charts: readonly Chart[];
  /** Plain JSON. */
  readonly figures: object;
}

export interface Table {
  readonly head: readonly string[];
  /** The first cell is a name, the others are figures. */
  readonly rows: readonly (readonly string[])[];
}

/** What was hoped for: at most `limit`. */
export interface Aim {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}

export interface Chart {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The quartiles, where there is a spread. */
  readonly low?: number;
  readonly high?: number;
  /** One of ours, which is drawn in another colour. */
  readonly isOurs: boolean;
}
