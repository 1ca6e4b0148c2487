import { describe, expect, test } from 'vitest';
import { begin } from '../../packages/machine/src/chart/step.ts';
import {
  type MemberContext,
  PHASES,
  type Phase,
  type Route,
  type Verdict,
} from '../../packages/machine/src/data/types.ts';
import { routeOf } from '../../packages/machine/src/rules/routes.ts';
import { MEMBER, question } from '../support/fake-member.ts';

/** Where each verdict leads from `aggregating`, `authorizing`, `challenged` and `resumed`. */
const TABLE: readonly (readonly [Verdict['type'], readonly [Route, Route, Route, Route]])[] = [
  ['connected', ['connected', 'connected', 'connected', 'connected']],
  ['failed', ['failed', 'failed', 'failed', 'failed']],
  ['start', ['starting', 'starting', 'starting', 'starting']],
  ['reread', ['rereading', 'rereading', 'rereading', 'rereading']],
  ['authorizing', ['authorizing', 'authorizing', 'authorizing', 'authorizing']],
  ['challenged', ['asked', 'asked', 'asked', 'asked']],
  ['running', ['aggregating', 'aggregating', 'answeredElsewhere', 'resumed']],
  ['inconclusive', ['aggregating', 'authorizing', 'challenged', 'resumed']],
];

const [A, B] = [question('A'), question('B')];
const routed = (type: Verdict['type'], phase: Phase, more: Partial<MemberContext> = {}) => {
  const { context } = begin({ member: MEMBER, job: 'aggregate' }).record;
  const verdict = { type, rule: 'noReadingYet' } as Verdict;
  return routeOf(verdict, { ...context, phase, challenges: [A], ...more }, [B]).route;
};

describe('the routing table', () => {
  test.each(TABLE)('leads %s from each phase to %j', (type, routes) => {
    expect(PHASES.map((phase) => routed(type, phase))).toEqual(routes);
  });

  test('leads the question that stands back to itself, in `challenged` alone', () => {
    const routes = PHASES.map((phase) => routed('challenged', phase, { challenges: [B] }));
    expect(routes).toEqual(['asked', 'asked', 'challenged', 'asked']);
  });

  test('leads to the queue while another job runs, where the phase has no row of its own', () => {
    const otherJob = { pendingStart: 'otherJob' } as const;
    expect(PHASES.map((phase) => routed('running', phase, otherJob))).toEqual([
      'queued',
      'queued',
      'answeredElsewhere',
      'resumed',
    ]);
    expect(routed('inconclusive', 'aggregating', otherJob)).toBe('queued');
  });
});
