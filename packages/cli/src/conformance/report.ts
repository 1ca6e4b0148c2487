import { jsonLine, type Write } from '../common/io.ts';
import type { Failure, Result } from './check.ts';
import { sideBySide } from './differences.ts';
import { ageOfCommand, type SpecVersions } from './spec-version.ts';

/** How it all ended. */
export interface Summary {
  readonly passed: number;
  /** Without those that are known to fail. */
  readonly failed: number;
  /** How many fail that are known to; `null` where no file names any. */
  readonly known: number | null;
  /** Ids of vectors that pass although they are known to fail. */
  readonly passNow: readonly string[];
  /** `null` where the version of the command, or of the vectors, is not known. */
  readonly versions: SpecVersions | null;
  /** Vectors that were not run, because the run ended early. */
  readonly notRun: number;
  /** How many vectors in a row the command broke in, if that is what ended the run. */
  readonly gaveUpAfter: number | null;
}

/** Reports a run: as lines of text, as lines of JSON, or as a file. */
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

/** Lines of JSON, one object a line: for each vector, and last the numbers. */
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
 * @param room How many columns there are.
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
        ...(moreDifferences ? [`… and ${moreDifferences} more differences`] : []),
      ]
    : [broken];
