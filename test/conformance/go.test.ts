import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CATALOGUED, ruleOf } from '../../scripts/spec/faults/catalogue.ts';
import { allAnswers, firstMistake } from '../../scripts/spec/mutants/ask.ts';
import { QUESTIONS } from '../../scripts/spec/mutants/requests.ts';
import { buildWithFaults, hasGo } from './support/go.ts';

const folder = mkdtempSync(join(tmpdir(), 'faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { program, faults } = hasGo
  ? buildWithFaults(join(folder, 'mxmember'))
  : { program: '', faults: [] };
const right = hasGo ? await allAnswers([program], QUESTIONS) : [];

/** What the vectors of a rule ask. */
const askedBy = (rule: string) =>
  QUESTIONS.map((question, index) => ({ question, answer: right[index] ?? '' })).filter(
    ({ question }) => question.rules.includes(rule),
  );

describe.skipIf(!hasGo)('a fault in Go is noticed by a vector of the rule that it breaks', () => {
  test('and there are enough of them, in every part of the rules', () => {
    expect(faults.length).toBeGreaterThan(100);
    const topics = new Set(faults.map((fault) => fault[0]));
    expect([...topics].sort().join('')).toBe('ADFJLMNOPRSVW');
    const known = new Set(CATALOGUED.map(({ name }) => name));
    expect(faults.filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(faults)('%s', async (fault) => {
    const asked = askedBy(ruleOf(fault));
    const mistake = await firstMistake(
      [program, '--fault', fault],
      asked.map(({ question }) => question),
      asked.map(({ answer }) => answer),
    );
    expect(mistake?.rules).toContain(ruleOf(fault));
  });
});
