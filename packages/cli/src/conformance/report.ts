import type { Result } from './check.ts';

/** How it all ended. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  /** Vectors that were left out after one that ended the run. */
  readonly notRun: number;
  /** How many vectors in a row the command broke in, if that is what ended the run. */
  readonly gaveUpAfter: number | null;
}

/** What tells of a run: lines of text, of JSON, or a file. */
export interface Report {
  /** Called with each vector, as soon as it has ended. */
  result(result: Result): void;
  /** Called once, after the last vector. */
  end(summary: Summary): void;
  /** Leaves the terminal as it was found. */
  close?(): void;
}

/** Several as one. */
export const together = (reports: readonly Report[]): Report => ({
  result(result) {
    for (const report of reports) report.result(result);
  },
  end(summary) {
    for (const report of reports) report.end(summary);
  },
  close() {
    for (const report of reports) report.close?.();
  },
});
