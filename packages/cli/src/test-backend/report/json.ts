import { BACKEND_RULES } from '@mx-member/simulator/world';
import { jsonLine, type Write } from '../../common/io.ts';
import { type ScenarioResult, scenarioOutcome } from '../scenarios/scenario-result.ts';
import { type RunReport, summaryOf } from './summary.ts';

/** One JSON object per line: each scenario, and last the totals. */
export function createJsonRunReport(write: Write): RunReport {
  let leftOut: readonly string[] = [];
  return {
    begin(chosen) {
      leftOut = chosen.leftOut.map(({ name }) => name);
    },
    result(result: ScenarioResult) {
      const { scenario, judgements, endedByItself } = result;
      write(
        jsonLine({
          scenario: scenario.name,
          outcome: scenarioOutcome(result),
          ...(endedByItself && { endedByItself }),
          verdicts: judgements.map(({ rule, judgement }) => ({
            verdict: rule,
            ...judgement,
            ...(judgement.outcome === 'failed' && {
              rule: BACKEND_RULES[rule].rule,
              remedy: BACKEND_RULES[rule].remedy,
            }),
          })),
        }),
      );
    },
    end: (results) => void write(jsonLine({ ...summaryOf(results), leftOut })),
    close: () => {},
  };
}
