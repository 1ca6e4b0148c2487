import type { BackendEvidence } from '../evidence/evidence.ts';
import type { AttackScenario } from '../scenarios/scenario.ts';
import { BACKEND_RULES, type BackendRuleName } from '../verdicts/rules.ts';
import type { RuleJudgement } from '../verdicts/verdict.ts';

/** The verdicts of one scenario. */
export interface ScenarioResult {
  readonly scenario: AttackScenario;
  readonly judgements: readonly {
    readonly rule: BackendRuleName;
    readonly judgement: RuleJudgement;
  }[];
  /** How many requests had no version of the API. */
  readonly withoutVersion: number;
  /** Whether the server ended by itself. */
  readonly endedByItself: boolean;
}

export const judgeScenario = (
  scenario: AttackScenario,
  evidence: BackendEvidence,
): ScenarioResult => ({
  scenario,
  judgements: scenario.checks.map((rule) => ({
    rule,
    judgement: BACKEND_RULES[rule].verdict(evidence),
  })),
  withoutVersion: evidence.requests.filter(({ hasVersion }) => !hasVersion).length,
  endedByItself: evidence.world.some(({ type }) => type === 'endedByItself'),
});

/** The outcome of a scenario: failed if a rule is broken, not checked if its own rule, the first one, could not be checked. */
export function scenarioOutcome({ judgements }: ScenarioResult): RuleJudgement['outcome'] {
  const outcomes = judgements.map(({ judgement }) => judgement.outcome);
  if (outcomes.includes('failed')) return 'failed';
  return outcomes[0] ?? 'notChecked';
}
