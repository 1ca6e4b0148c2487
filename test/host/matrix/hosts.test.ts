import { afterEach, beforeEach, expect, test } from 'vitest';
import { releaseTime, stopTime } from '../../support/fake-timers.ts';
import { coverageOf, coveringCases } from '../../support/pairs.ts';
import { type Cell, FACTORS, isPossible } from './factors.ts';
import { problemsOf } from './judge.ts';
import { World } from './world.ts';

/** All pairs over Postgres, HTTP, Restate and the page: a part of `pnpm test:chaos`. */

beforeEach(stopTime);
afterEach(releaseTime);

const MORE = { ...FACTORS, host: ['postgres', 'http', 'restate', 'page'] } as const;
const CASES = coveringCases(MORE, 2, isPossible);

test('the cases cover all pairs', () => {
  const { covered, of } = coverageOf(MORE, CASES, isPossible);
  console.log(`${CASES.length} cases cover ${covered} of ${of} pairs`);
  expect(covered).toBe(of);
});

test.each(CASES.map((cell) => [JSON.stringify(cell), cell] as const))('%s', async (_, cell) => {
  const { world, end } = await World.run(cell);
  expect(problemsOf(world, end)).toEqual([]);
});

const HOSTS = ['memory', 'sqlite', 'postgres', 'http', 'restate', 'page'];
const EACH = FACTORS.job.flatMap((job) => HOSTS.map((host) => [job, host] as const));

test.each(EACH)('a third wrong password is the third login: %s, %s', async (job, host) => {
  const login = 'credentials';
  for (const member of ['new', host === 'page' ? 'repair' : 'conflict'] as const) {
    const cell: Cell = {
      ...{ job, host, login, member, reply: '202', password: 'threeWrong', rounds: 0 },
      ...{ answers: 'once', crash: 0, webhooks: 'off', reads: 'current', version: 'v20250224' },
    };
    const { world, end } = await World.run(cell);
    expect(problemsOf(world, end)).toEqual([]);
    const logins = world.members
      .flatMap(({ received }) => received.starts)
      .filter(({ at, result }) => at >= world.began && result === 'started');
    // The fourth password is right, and only it leads to the job.
    expect(logins).toHaveLength(world.ownJob === null ? 4 : 5);
  }
});
