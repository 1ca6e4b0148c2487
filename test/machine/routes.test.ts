import { expect, test } from 'vitest';
import { begin } from '../../packages/machine/src/chart/step.ts';
import { PHASES, type Verdict } from '../../packages/machine/src/data/types.ts';
import { ROUTES, routeOf } from '../../packages/machine/src/rules/routes.ts';
import { MEMBER } from '../support/fake-member.ts';

test('every verdict has a route from every phase, for every state of our start', () => {
  const { context } = begin({ member: MEMBER, job: 'aggregate' }).record;
  const types = new Set(ROUTES.flatMap(({ verdict }) => verdict));
  for (const type of types)
    for (const phase of PHASES)
      for (const pendingStart of ['none', 'due', 'otherJob', 'found'] as const) {
        const verdict = { type, rule: 'noReadingYet' } as Verdict;
        expect(routeOf(verdict, { ...context, phase, pendingStart }, [])).toBeDefined();
      }
});
