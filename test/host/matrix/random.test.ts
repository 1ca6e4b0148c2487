import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { releaseTime, stopTime } from '../../support/fake-timers.ts';
import { runCount } from '../../support/run-count.ts';
import { type Cell, FACTORS, isPossible } from './factors.ts';
import { problemsOf } from './judge.ts';
import { World } from './world.ts';

/**
 * Random cases of the matrix over each host that needs no database, with a crash at any effect: a part of `pnpm test:long`. A case that
 * goes wrong is printed with the line that runs it again.
 */

beforeEach(stopTime);
afterEach(releaseTime);

const SEED = Number(process.env.SEED ?? 7_391);
const MOST_EFFECTS = 60;
const ALL = { ...FACTORS, host: ['memory', 'sqlite', 'http', 'restate', 'page'] };

/** Random numbers from xorshift. The covering cases have another generator. */
function random(seed: number): <Value>(values: readonly Value[]) => Value {
  let state = seed;
  return (values) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return values[(state >>> 0) % values.length] as (typeof values)[number];
  };
}

function randomCell(pick: ReturnType<typeof random>): Cell {
  const effects = Array.from({ length: MOST_EFFECTS }, (_, effect) => effect);
  const drawn = Object.entries(ALL).map(([name, values]) => [
    name,
    name === 'crash' ? pick(effects) : pick(values as readonly unknown[]),
  ]);
  const cell: Cell = Object.fromEntries(drawn);
  return isPossible(cell) ? cell : randomCell(pick);
}

test('random cases end as the bank says', async () => {
  const pick = random(SEED);
  const wrong: string[] = [];
  for (let left = runCount(200); left > 0; left -= 1) {
    const cell = randomCell(pick);
    const problems = await World.run(cell).then(
      ({ world, end }) => problemsOf(world, end),
      (thrown: unknown) => [String(thrown)],
    );
    // A host that was killed waits for ever.
    vi.clearAllTimers();
    if (problems.length === 0) continue;
    const line = `CELL='${JSON.stringify(cell)}' ${problems.join('; ')}`;
    // A long run shows each at once.
    console.log(line);
    wrong.push(line);
  }
  expect(wrong).toEqual([]);
});
