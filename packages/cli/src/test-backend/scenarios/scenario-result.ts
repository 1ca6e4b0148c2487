import {
  BACKEND_RULES,
  type BackendEvidence,
  type BackendRuleName,
  type RuleJudgement,
} from '@mx-member/simulator/world';
import type { AttackScenario } from './scenario.ts';

/** The verdicts of one scenario. */
export interface ScenarioResult {
  readonly scenario: AttackScenario;
  readonly judgements: readonly {
    readonly rule: BackendRuleName;
    readonly judgement: RuleJudgement;
  }[];
  /** How many requests had no version of the API. One without the key does not count, because another program can have sent it. */
  readonly withoutVersion: number;
  /** Whether the server ended by itself. */
  readonly endedByItself: boolean;
}

/** Whether the server has made its own member, which has no past. The tool makes one member for each person first. */
const lacksPast = ({ bank, other, people }: AttackScenario, evidence: BackendEvidence): boolean =>
  (bank.before !== null || other !== null) &&
  evidence.people.some((one) => one.type === 'started' && one.member > people);

const WITHOUT_PAST: RuleJudgement = {
  outcome: 'notChecked',
  missing: 'the server connected its own member, and only the member of the tool has a past',
};

/** What a rule says about a scenario. A member without a past gives a rule about the past no evidence. */
function judgementOf(rule: BackendRuleName, scenario: AttackScenario, evidence: BackendEvidence) {
  const judgement = BACKEND_RULES[rule].check(evidence);
  const isProven = judgement.outcome === 'failed' || !lacksPast(scenario, evidence);
  return isProven ? judgement : WITHOUT_PAST;
}

export const scenarioResult = (
  scenario: AttackScenario,
  evidence: BackendEvidence,
): ScenarioResult => ({
  scenario,
  judgements: scenario.checks.map((rule) => ({
    rule,
    judgement: judgementOf(rule, scenario, evidence),
  })),
  withoutVersion: evidence.requests.filter(
    ({ hasVersion, status }) => !hasVersion && status !== 401,
  ).length,
  endedByItself: evidence.world.some(({ type }) => type === 'endedByItself'),
});

/** The outcome of a scenario: failed if a rule is broken, not checked if its own rule, the first one, could not be checked. */
export function scenarioOutcome({ judgements }: ScenarioResult): RuleJudgement['outcome'] {
  const outcomes = judgements.map(({ judgement }) => judgement.outcome);
  if (outcomes.includes('failed')) return 'failed';
  return outcomes[0] ?? 'notChecked';
}
