import { BACKEND_RULES, type BackendRuleName } from '@mx-member/simulator/world';
import { expect, test } from 'vitest';
import {
  parseScenario,
  ScenarioError,
} from '../../../packages/cli/src/test-backend/scenarios/scenario.ts';
import { scenarioResult } from '../../../packages/cli/src/test-backend/scenarios/scenario-result.ts';
import { shippedScenarios } from '../../../packages/cli/src/test-backend/scenarios/shipped.ts';
import { NO_EVIDENCE, request } from '../../support/evidence.ts';
import { SOURCE_TAGS } from '../../support/sources.ts';

const RULES = Object.keys(BACKEND_RULES) as readonly BackendRuleName[];

test('a scenario about the past of a member is not checked if the server made its own member', () => {
  const played = shippedScenarios().filter(({ name }) =>
    ['old-denied', 'two-rounds'].includes(name),
  );
  const output = { lines: 1, leaks: [] };
  const outcomes = played.map((scenario) => {
    const people = [{ at: 1, person: 1, type: 'started' as const, member: 2 }];
    const { judgements } = scenarioResult(scenario, { ...NO_EVIDENCE, output, people });
    return judgements.at(-1)?.judgement;
  });
  expect(outcomes).toEqual([
    { outcome: 'notChecked', missing: expect.stringContaining('its own member') },
    { outcome: 'passed', evidence: '1 line of output' },
  ]);
});

test('a request without a version of the API counts, unless it lacks the key too, as one of another program', () => {
  const requests = [401, 200].map((status) => request(1, 'other', { status, hasVersion: false }));
  for (const scenario of shippedScenarios().slice(0, 1))
    expect(scenarioResult(scenario, { ...NO_EVIDENCE, requests }).withoutVersion).toBe(1);
});

test('every rule is checked by a scenario, and every fact names a source of docs/sources.md', () => {
  const scenarios = shippedScenarios();
  expect(new Set(scenarios.flatMap(({ checks }) => checks))).toEqual(new Set(RULES));
  const facts = [
    ...scenarios.map(({ fact }) => fact),
    ...RULES.map((name) => BACKEND_RULES[name].rule),
  ];
  for (const fact of facts)
    for (const [tag] of fact.matchAll(/\b(?:[DNA]-[A-Z]+\d*|OAS\d\d|ACS?|CW)\b/g))
      expect(SOURCE_TAGS).toContain(tag);
  expect(scenarios.filter(({ fact }) => !/\([A-Z]|[A-Z]-[A-Z]/.test(fact))).toEqual([]);
});

test.each([
  ['# Says what.\nfact: x (CW).\nchecks: no-such-rule', 'x, line 3: unknown rule no-such-rule.'],
  ['# Says what.\nfact: x (CW).\nstep: 3', 'x, line 3: a time looks like 30s, 10m or 3h.'],
  ['# Says what.\nanswers: sleeps', 'x, line 2: expected one of once, twice,'],
  ['# Says what.\nfault: status:7', 'x, line 2: "status:7" is no'],
  ['# Says what.\ncolour: red', 'x, line 2: a line begins with "# " or one of fact,'],
  ['# Says what.', 'x: a scenario needs a "# " line, a fact and checks.'],
])('a malformed scenario is refused with its line: %j', (text, message) => {
  expect(() => parseScenario('x', text)).toThrow(ScenarioError);
  expect(() => parseScenario('x', text)).toThrow(message);
});
