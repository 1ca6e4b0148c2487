import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ConnectionHealth,
  connectionHealth,
  HEALTH_WORDS,
  type MemberPage,
} from '@mx-member/machine/health';
import { ERROR_CODES, STATUSES } from '@mx-member/machine/step';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEALTH_RULE_NAMES } from '../../packages/machine/src/data/health.ts';
import { HEALTH_RULES } from '../../packages/machine/src/health/rules.ts';
import { runCount } from '../support/run-count.ts';

const HOUR = 3_600_000;
const AT = Date.UTC(2026, 2, 1, 12);
const RUNS = runCount(1_000);

const KNOWN = Object.keys(STATUSES).map((name) => (name === 'null' ? null : name));
const moment = fc.oneof(
  fc.constantFrom(null, undefined, '2026-03-01T08:00:00', 'yesterday'),
  fc.integer({ min: -2, max: 400 }).map((ago) => new Date(AT - ago * HOUR).toISOString()),
);
const flag = fc.boolean();
const page: fc.Arbitrary<MemberPage> = fc
  .record({
    connectionStatus: fc.constantFrom(...KNOWN, 'CONNECTED', 'CONNECTED', 'BEWILDERED', 'null'),
    isBeingAggregated: fc.constantFrom(true, false, false, null),
    challenges: fc.constant([]),
    errorCode: fc.constantFrom(undefined, ...Object.keys(ERROR_CODES).map(Number), 4000),
    needsUpdatedCredentials: fc.constantFrom(undefined, false, true),
    aggregatedAt: moment,
    successfullyAggregatedAt: moment,
  })
  .chain((fields) =>
    fc.record({
      reading: fc.constant(JSON.parse(JSON.stringify(fields)) as MemberPage['reading']),
      isOauth: flag,
      backgroundAggregationIsDisabled: flag,
      isManual: fc.constantFrom(false, false, false, true),
      isManagedByUser: fc.constantFrom(true, true, true, false),
      userIsDisabled: fc.constantFrom(false, false, true),
      institutionIsOperational: flag,
    }),
  );

const every = (check: (page: MemberPage, health: ConnectionHealth) => void) =>
  fc.assert(
    fc.property(page, (one) => check(one, connectionHealth(one, AT))),
    { numRuns: RUNS },
  );

/** A moment in ms since 1970. -Infinity for `null`, NaN if it is absent. */
const momentOf = (text: string | null | undefined): number =>
  text === null ? Number.NEGATIVE_INFINITY : Date.parse(text ?? '');

describe('for any page', () => {
  test('a rule decides, with the same result for the same page', () => {
    every((one, health) => {
      expect(HEALTH_RULE_NAMES).toContain(health.rule);
      expect(JSON.parse(JSON.stringify(health))).toEqual(connectionHealth(one, AT));
    });
  });

  test('only a good status without an error and with recent data is up to date', () => {
    every(({ reading, userIsDisabled, isManual }, { status, dataOf }) => {
      if (status !== 'upToDate') return;
      expect(['CONNECTED', 'CREATED', 'UPDATED']).toContain(reading.connectionStatus);
      const isLeftOver =
        momentOf(reading.successfullyAggregatedAt) > momentOf(reading.aggregatedAt);
      expect(isLeftOver ? undefined : reading.errorCode).toBe(undefined);
      expect(reading.isBeingAggregated).not.toBe(true);
      expect([userIsDisabled, isManual, reading.needsUpdatedCredentials ?? false]).toEqual(
        Array(3).fill(false),
      );
      expect(AT - Number(dataOf)).toBeLessThan(48 * HOUR);
    });
  });

  test('after refused credentials only a repair can start a job, and nothing can while a job runs', () => {
    every(({ reading, isManual, isManagedByUser, userIsDisabled }, { mayStart }) => {
      if (reading.isBeingAggregated || isManual || !isManagedByUser || userIsDisabled)
        expect(mayStart).toBe('never');
      if (['DENIED', 'PREVENTED', 'IMPAIRED', 'IMPORTED'].includes(reading.connectionStatus ?? ''))
        expect(mayStart).not.toBe('withUser');
      if (reading.needsUpdatedCredentials) expect(mayStart).not.toBe('withUser');
    });
  });

  test('the actor always has an action, and the next read is in the future', () => {
    every((_, { who, action, status, issue, lookAt }) => {
      if (who === 'user' || who === 'app') expect(action).not.toMatch(/^(none|wait)$/);
      if (who === 'mx' || who === 'institution') expect(action).toBe('wait');
      if (status === 'upToDate' || status === 'running') expect(issue).toBe(null);
      else expect(issue).not.toBe(null);
      if (status === 'over') expect(lookAt).toBe(null);
      else expect(lookAt).toBeGreaterThan(AT);
    });
  });

  test('time alone makes data older and jobs stuck, and never the reverse', () => {
    const ranks: Partial<Record<ConnectionHealth['status'], number>> = {
      running: 0,
      upToDate: 0,
      waiting: 1,
      overdue: 2,
    };
    const later = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(page, later, later, (one, first, second) => {
        const [a, b] = [Math.min(first, second), Math.max(first, second)];
        const before = connectionHealth(one, AT + a * HOUR);
        const after = connectionHealth(one, AT + b * HOUR);
        const [from, to] = [ranks[before.status], ranks[after.status]];
        if (from === undefined || to === undefined) expect(after.status).toBe(before.status);
        // If the app knows that the institution is down, a good connection becomes a wait.
        else if (from < 2) expect(to).toBeGreaterThanOrEqual(from);
        else if (one.institutionIsOperational !== false) expect(to).toBe(2);
      }),
      { numRuns: RUNS },
    );
  });
});

test('an invalid clock never results in up to date', () => {
  const well: MemberPage = {
    reading: {
      connectionStatus: 'CONNECTED',
      isBeingAggregated: false,
      challenges: [],
      successfullyAggregatedAt: new Date(AT).toISOString(),
    },
    isOauth: false,
    backgroundAggregationIsDisabled: false,
    isManual: false,
    isManagedByUser: true,
  };
  expect(connectionHealth(well, AT).status).toBe('upToDate');
  expect(connectionHealth(well, Number.NaN).rule).toBe('unknown');
});

test('a status that asks for new credentials allows no start before them', () => {
  for (const [name, { reason, atRest }] of Object.entries(STATUSES))
    if (reason === 'credentials')
      expect({ name, mayStart: atRest.mayStart }).toEqual({ name, mayStart: 'afterRepair' });
});

test('every rule has its words, in the same order', () => {
  expect(Object.keys(HEALTH_WORDS)).toEqual(HEALTH_RULE_NAMES);
  expect(['gone', ...Object.keys(HEALTH_RULES)]).toEqual(HEALTH_RULE_NAMES);
  for (const { meaning } of Object.values(HEALTH_WORDS)) expect(meaning).toMatch(/^[A-Z].*\.$/);
});

test('code that follows one job does not load the rules of health', () => {
  const folder = join(import.meta.dirname, '../../packages/machine/src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const importing = files
    .filter((path) => path.endsWith('.ts') && !/^health/.test(path))
    .filter((path) => /from '[^']*\/health\//.test(readFileSync(join(folder, path), 'utf8')));
  expect(importing).toEqual([]);
});
