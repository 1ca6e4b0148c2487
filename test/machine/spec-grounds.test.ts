import { describe, expect, test } from 'vitest';
import type { FindingRule } from '../../packages/machine/src/index.ts';
import {
  FACT_ROWS,
  FINDING_ROWS,
  type GroundedFact,
  PATIENCE_ROWS,
} from '../../scripts/spec/facts.ts';
import { DECISION_ROWS, type DecisionName } from '../../scripts/spec/judging.ts';
import type { Vector } from '../../scripts/spec/vector.ts';
import { textOf, VECTORS } from '../support/vectors.ts';
import { notices } from './support/damaged-machine.ts';
import {
  decisionDamage,
  FACT_DAMAGES,
  FINDING_DAMAGES,
  PATIENCE_DAMAGES,
  type SourceDamage,
} from './support/damages.ts';

/** The vector that a row of `rules.md` names needs the row: the machine without it does something else there. */

const vectorOf = (id: string) => [...VECTORS.values()].find((one) => one.id === id) as Vector;

describe('the table of facts', () => {
  test('has the names of the specification, in their order', () => {
    const [, facts = ''] = textOf('README.md').split(
      /^\*\*The facts\.|^### Where a verdict leads/m,
    );
    const names = facts.matchAll(
      /^(?:(?<name>[\w']+(?:\(r\))?) +:=|(?<made>\w+\([\w, ]+\)|failure of r):|- \*\*(?<term>.+?)\*\*)/gm,
    );
    expect(Object.keys(FACT_ROWS)).toEqual(
      [...names].map(({ groups: { name, made, term } = {} }) => name ?? made ?? term),
    );
  });

  test.each(Object.entries(FACT_DAMAGES))(
    'without %s the vector that it names fails',
    async (name, damage) => {
      expect(await notices(vectorOf(FACT_ROWS[name as GroundedFact].shownBy), damage)).toBe(true);
    },
  );
});

describe('the table of patience', () => {
  test('has the times of the specification, in their order', () => {
    const [, rows = ''] = textOf('README.md').split(/^\| patience \| .+\n\| --- .+\n/m);
    const times = [...(rows.split('\n\n')[0] ?? '').matchAll(/^\| (.+?) \|/gm)];
    expect(PATIENCE_ROWS.map(({ patience }) => patience)).toEqual(times.map(([, time]) => time));
  });

  test.each(PATIENCE_ROWS.map((row, index) => [index + 1, row, PATIENCE_DAMAGES[index]] as const))(
    'without row %i the vector that it names fails',
    async (_, { shownBy }, damage) => {
      expect(await notices(vectorOf(shownBy), damage as SourceDamage)).toBe(true);
    },
  );
});

test.each(Object.entries(FINDING_ROWS))(
  'without the time of %s the vector that it names fails',
  async (rule, { shownBy }) => {
    expect(await notices(vectorOf(shownBy), FINDING_DAMAGES[rule as FindingRule])).toBe(true);
  },
);

test.each(Object.entries(DECISION_ROWS))(
  'without the decision %s the vector that it names fails',
  async (name, { shownBy }) => {
    expect(await notices(vectorOf(shownBy), decisionDamage(name as DecisionName))).toBe(true);
  },
);
