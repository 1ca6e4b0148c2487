import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { BackendEvidence } from '../../../packages/cli/src/test-backend/evidence/evidence.ts';
import {
  parseScenario,
  ScenarioError,
} from '../../../packages/cli/src/test-backend/scenarios/scenario.ts';
import { shippedScenarios } from '../../../packages/cli/src/test-backend/scenarios/shipped.ts';
import {
  BACKEND_RULES,
  type BackendRuleName,
} from '../../../packages/cli/src/test-backend/verdicts/rules.ts';

const NOTHING: BackendEvidence = {
  speed: 1,
  until: 300_000,
  requests: [],
  moments: [],
  people: [],
  looks: [],
  world: [],
  output: null,
};
const RULES = Object.keys(BACKEND_RULES) as readonly BackendRuleName[];

test.each(RULES)('%s is not checked without evidence, and never passed', (name) => {
  expect(BACKEND_RULES[name].verdict(NOTHING)).toMatchObject({ outcome: 'notChecked' });
});

test('every rule is checked by a scenario, and every fact names a source of docs/sources.md', () => {
  const scenarios = shippedScenarios();
  expect(new Set(scenarios.flatMap(({ checks }) => checks))).toEqual(new Set(RULES));
  const sources = readFileSync(new URL('../../../docs/sources.md', import.meta.url), 'utf8');
  const facts = [
    ...scenarios.map(({ fact }) => fact),
    ...RULES.map((name) => BACKEND_RULES[name].rule),
  ];
  for (const fact of facts)
    for (const [tag] of fact.matchAll(/\b(?:[DNA]-[A-Z]+\d*|OAS\d\d|ACS?|CW)\b/g))
      expect(sources).toContain(tag);
  expect(scenarios.filter(({ fact }) => !/\([A-Z]|[A-Z]-[A-Z]/.test(fact))).toEqual([]);
});

test.each([
  ['# Says what.\nfact: x (CW).\nchecks: no-such-rule', 'x, line 3: unknown rule no-such-rule.'],
  ['# Says what.\nfact: x (CW).\nstep: 3', 'x, line 3: a time looks like 30s, 10m or 3h.'],
  ['# Says what.\nperson: sleeps', 'x, line 2: expected one of answers, leaves,'],
  ['# Says what.\nfault: status:7', 'x, line 2: "status:7" is no'],
  ['# Says what.\ncolour: red', 'x, line 2: a line begins with "# " or one of fact,'],
  ['# Says what.', 'x: a scenario needs a "# " line, a fact and checks.'],
])('a malformed scenario is refused with its line: %j', (text, message) => {
  expect(() => parseScenario('x', text)).toThrow(ScenarioError);
  expect(() => parseScenario('x', text)).toThrow(message);
});
