import { type ScenarioResult, scenarioOutcome } from '../scenarios/scenario-result.ts';
import type { ChosenScenarios } from '../scenarios/shipped.ts';

/** Reports a run. */
export interface RunReport {
  /** @param most How long the run takes at the longest, in ms of real time. */
  begin(chosen: ChosenScenarios, most: number): void;
  result(result: ScenarioResult): void;
  end(results: readonly ScenarioResult[]): void;
  /** Called at the end, even if the run ends early. */
  close(): void;
}

/** The totals of a run. */
export function summaryOf(results: readonly ScenarioResult[]) {
  const count = (outcome: string) =>
    results.filter((one) => scenarioOutcome(one) === outcome).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    notChecked: count('notChecked'),
    requestsWithoutVersion: results.reduce((sum, { withoutVersion }) => sum + withoutVersion, 0),
  };
}

/** The simulator serves requests without a version. MX has answered them with 406 since 2026-08-12. */
export const NO_VERSION =
  'Requests without "Accept-Version" were served here. MX answers them with 406 since August 12, 2026 (D-MIG): send "Accept-Version: v20111101" or "v20250224".';
