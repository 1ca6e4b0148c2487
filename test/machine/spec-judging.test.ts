import { describe, expect, test } from 'vitest';
import { DECISIONS } from '../../packages/machine/src/rules/judge.ts';
import { whoseRow } from '../../packages/machine/src/rules/whose.ts';
import { type Decided, decidedIn } from '../../scripts/spec/decided.ts';
import {
  DECISION_ROWS,
  type DecisionRow,
  isConfirmedLater,
  type Means,
  OWNER_ROWS,
} from '../../scripts/spec/judging.ts';
import { textOf, VECTORS } from '../support/vectors.ts';

const decided = new Map([...VECTORS.values()].map((vector) => [vector.id, decidedIn(vector)]));
const all = [...decided].flatMap(([id, readings]) => readings.map((one) => ({ id, ...one })));

/** Whether one of the cases of a row says this of a reading. */
function isSaid({ rule }: DecisionRow, one: Means, { facts, judgement }: Decided): boolean {
  const { verdict, finding } = judgement;
  const stays = finding === facts.finding;
  if (one.finding === 'flagAbsent')
    return (
      verdict.type === one.verdict &&
      (facts.memory.flagSeen ? stays : finding?.rule === 'flagAbsent')
    );
  if (verdict.type === one.verdict && verdict.rule === rule)
    return one.finding === 'stays' ? stays : finding === null;
  const isOpen = verdict.type === 'inconclusive' && verdict.rule === one.finding;
  return isConfirmedLater(one) && isOpen && finding?.rule === one.finding;
}

/** What a row of the table says otherwise than a reading that it decides. */
function contradictions(row: DecisionRow, one: Decided): readonly string[] {
  const { facts } = one;
  const { status, flag, start, means } = row;
  return [
    ...(status && !status.includes(facts.kind) ? [`status ${facts.kind}`] : []),
    ...(flag !== undefined && facts.reading.isBeingAggregated !== flag ? ['flag'] : []),
    ...(start && !start.includes(facts.memory.pendingStart) ? [facts.memory.pendingStart] : []),
    ...(means.some((case_) => isSaid(row, case_, one)) ? [] : [JSON.stringify(one.judgement)]),
  ];
}

test.each(Object.entries(OWNER_ROWS))(
  'the row of owners %s decides in the vector that it names',
  (name, row) => {
    expect(decided.get(row.shownBy)?.map(({ facts }) => whoseRow(facts))).toContain(name);
  },
);

describe('the table of decisions', () => {
  test('has the rows of the machine, in their order', () => {
    expect(Object.keys(DECISION_ROWS)).toEqual(Object.keys(DECISIONS));
  });

  test('says of each reading of the vectors what the machine decides', () => {
    const wrong = all.flatMap(({ id, ...one }) =>
      contradictions(DECISION_ROWS[one.row], one).map(
        (what) => `${one.row}: ${id} ${one.step} ${what}`,
      ),
    );
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(DECISION_ROWS))(
    '%s decides in the vector that it names',
    (name, row) => {
      expect(decided.get(row.shownBy)?.map((one) => one.row)).toContain(name);
    },
  );

  test('uses the names of the facts', () => {
    const names = new Set(
      [...textOf('README.md').matchAll(/^([\w']+)(?:\(r\))? +:=/gm)].map(([, name]) => name),
    );
    const used = Object.values(DECISION_ROWS).flatMap(
      ({ holds }) => holds.match(/[a-z]+[A-Z]\w+(?![(.\w])/g) ?? [],
    );
    expect(used.filter((name) => !names.has(name))).toEqual([]);
  });
});
