import { jsonLine, type Write } from '../common/io.ts';
import type { Failure, Result } from './check.ts';
import { sideBySide } from './differences.ts';
import { ageOfCommand, type SpecVersions } from './spec-version.ts';

/** The totals of a run. */
export interface Summary {
  readonly passed: number;
  /** How many vectors fail, without those in `--known-failing`. */
  readonly failed: number;
  /** How many vectors of `--known-failing` fail; `null` without that option. */
  readonly known: number | null;
  /** Ids of vectors of `--known-failing` that pass. */
  readonly passNow: readonly string[];
  /** `null` where the version of the command, or of the vectors, is not known. */
  readonly versions: SpecVersions | null;
  /** How many vectors were not run, because the run ended early. */
  readonly notRun: number;
  /** After how many broken vectors in a row the run stopped; `null` if it did not stop for this reason. */
  readonly gaveUpAfter: number | null;
}

/** Reports a run: as lines of text, as lines of JSON, or as a file. */
export interface Report {
  /** Called after each vector. */
  result(result: Result): void;
  /** Called once, after the last vector. */
  end(summary: Summary): void;
  /** Restores the terminal. */
  close?(): void;
}

/** Combines several reports. */
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

/** One JSON object per line: each vector, and last the totals. */
export function createJsonReport(write: Write): Report {
  const line = (value: object) => write(jsonLine(value));
  return {
    result({ topic, vector: { id, rules }, failure, isKnown }) {
      const passed = failure === null;
      line({ vector: id, topic, rules, passed, ...(isKnown && { isKnown }), ...failure });
    },
    end: ({ passed, failed, notRun, known, passNow, versions }) =>
      line({
        ...{ passed, failed, notRun },
        ...(known !== null && { known, passNow }),
        ...(versions && { specification: { ...versions, commandIs: ageOfCommand(versions) } }),
      }),
  };
}

/**
 * Why a vector failed, as lines.
 * @param room The width of the screen, in columns.
 */
export const reasonLines = (
  {
    broken,
    differences,
    moreDifferences,
  }: Pick<Failure, 'broken' | 'differences' | 'moreDifferences'>,
  room: number,
): readonly string[] =>
  broken === null
    ? [
        ...sideBySide(differences, room),
        ...(moreDifferences ? [`… and ${moreDifferences} more`] : []),
      ]
    : [broken];
