import {
  BACKEND_RULES,
  type BackendEvidence,
  type BackendRuleName,
} from '@mx-member/simulator/world';
import { expect, test } from 'vitest';
import {
  parseScenario,
  ScenarioError,
} from '../../../packages/cli/src/test-backend/scenarios/scenario.ts';
import { scenarioResult } from '../../../packages/cli/src/test-backend/scenarios/scenario-result.ts';
import { shippedScenarios } from '../../../packages/cli/src/test-backend/scenarios/shipped.ts';
import { SOURCE_TAGS } from '../../support/sources.ts';

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
  expect(BACKEND_RULES[name].check(NOTHING)).toMatchObject({ outcome: 'notChecked' });
});

const REQUEST: BackendEvidence['requests'][number] = {
  ...{ at: 11_000, answeredAt: 11_100, method: 'GET', path: '/users/{user}', call: 'other' },
  ...{ member: null, status: 401, fields: [], hasVersion: true, hasCredentials: false },
  ...{ answered: [], answersOf: [], shown: null, retryAfter: null },
};

test('a failure is made up where the server has asked MX nothing since the person started', () => {
  const judged = (requests: BackendEvidence['requests']) =>
    BACKEND_RULES['end-mistaken'].check({
      ...NOTHING,
      requests,
      people: [
        { at: 10_000, person: 1, type: 'starts', hasNewPassword: false },
        { at: 13_000, person: 1, type: 'learns', end: 'failed' },
      ],
    });
  expect(judged([])).toMatchObject({
    outcome: 'failed',
    findings: [{ what: expect.stringContaining('had asked MX nothing') }],
  });
  expect(judged([{ ...REQUEST, at: 9_000 }])).toMatchObject({ outcome: 'failed' });
  expect(judged([{ ...REQUEST, at: 9_000 }, REQUEST])).toMatchObject({ outcome: 'passed' });
});

const MOMENT = { member: 1, running: true, errorCode: null, questions: [], jobsEnded: 0 };

test.each([
  ['verify', 'passed'],
  ['aggregate', 'failed'],
])('%s after the aggregation of new credentials has %s', (job, outcome) => {
  const login = { ...REQUEST, member: 1, status: 202 };
  const requests = [
    { ...login, at: 0, method: 'PUT', call: 'update', hasCredentials: true } as const,
    { ...login, at: 15_000, path: `/users/{user}/members/{member}/${job}`, call: 'start' } as const,
  ];
  const moments = [{ ...MOMENT, at: 0, status: 'UPDATED' }];
  const judged = BACKEND_RULES['start-repeated'].check({ ...NOTHING, requests, moments });
  expect(judged).toMatchObject({ outcome });
});

test.each([
  [{ asked: 20_000, runs: 200_000 }, 'passed'],
  [{ asked: 20_000, runs: 21_000 }, 'failed'],
])(
  'a question has to be shown in the time in which the server runs: %j has %s',
  ({ asked, runs }, outcome) => {
    const judged = BACKEND_RULES['question-never-shown'].check({
      ...NOTHING,
      moments: [{ ...MOMENT, at: asked, status: 'CHALLENGED', questions: ['one'] }],
      people: [{ at: 205_000, person: 1, type: 'sees', question: 'one' }],
      world: [
        { at: 10_000, type: 'killed' },
        { at: 20_000, type: 'restarted' },
        { at: 20_000, type: 'killed' },
        { at: runs, type: 'restarted' },
      ],
    });
    expect(judged).toMatchObject({ outcome });
  },
);

test('a scenario about the past of a member is not checked if the server made its own member', () => {
  const played = shippedScenarios().filter(({ name }) =>
    ['old-denied', 'two-rounds'].includes(name),
  );
  const output = { lines: 1, leaks: [] };
  const outcomes = played.map((scenario) => {
    const people = [{ at: 1, person: 1, type: 'started' as const, member: 2 }];
    const { judgements } = scenarioResult(scenario, { ...NOTHING, output, people });
    return judgements.at(-1)?.judgement;
  });
  expect(outcomes).toEqual([
    { outcome: 'notChecked', missing: expect.stringContaining('its own member') },
    { outcome: 'passed', evidence: '1 line of output' },
  ]);
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
