/** The settings of a benchmark. */
export interface Setting {
  /** Fewer and smaller runs, to see that it works. The figures mean little. */
  readonly quick: boolean;
}

export interface Benchmark {
  readonly name: string;
  run(setting: Setting): Promise<Report>;
}

/** The results of a benchmark: for people (`tables`), for programs (`figures`) and for the README (`charts`). */
export interface Report {
  readonly title: string;
  /** What was measured, and what a figure means. */
  readonly method: string;
  readonly tables: readonly Table[];
  readonly aims: readonly Aim[];
  /** A sentence for each hard limit that is exceeded. Any of them fails the run. */
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

/** A goal: a value of at most `limit`. */
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
  /** The lower quartile, if there is a spread. */
  readonly low?: number;
  readonly high?: number;
  /** Whether it is of this product. Those are drawn in another color. */
  readonly isProduct: boolean;
}
