import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { releaseTime, stopTime } from '../../support/fake-timers.ts';
import { coverageOf, coveringCases } from '../../support/pairs.ts';
import { type Cell, FACTORS, isPossible } from './factors.ts';
import { problemsOf } from './judge.ts';
import { MISTAKES, type Mistake } from './mistakes.ts';
import { World } from './world.ts';

/**
 * Everything that can meet when a person connects a bank, in all pairs. Only the bank's own record says whether it went well.
 * To run one case again, set `CELL` to its name: `CELL='{…}' npx --yes pnpm@12 vitest run test/host/matrix`.
 */

beforeEach(stopTime);
afterEach(releaseTime);

const CASES = coveringCases(FACTORS, 1, isPossible);
const { CELL } = process.env;
const chosen: readonly Cell[] = CELL ? [JSON.parse(CELL)] : CASES;

async function problemsIn(cell: Cell, mistake?: Mistake): Promise<readonly string[]> {
  const { world, end } = await World.run(cell, mistake);
  return problemsOf(world, end);
}

test('the cases cover all pairs', () => {
  const { covered, of } = coverageOf(FACTORS, CASES, isPossible);
  console.log(`${CASES.length} cases cover ${covered} of ${of} pairs`);
  expect(covered).toBe(of);
});

test.each(chosen.map((cell) => [JSON.stringify(cell), cell] as const))('%s', async (_, cell) => {
  expect(await problemsIn(cell)).toEqual([]);
});

describe('the matrix finds that', () => {
  test.each(MISTAKES.map((mistake) => [mistake.about, mistake] as const))(
    '%s',
    async (_, mistake) => {
      const host = mistake.servesAllJobs ? 'http' : null;
      for (const cell of CASES.filter(mistake.where).map((one) => ({
        ...one,
        ...(host && { host }),
      })))
        if ((await problemsIn(cell, mistake)).length > 0) return;
      throw new Error('No case of the matrix finds it.');
    },
  );
});
