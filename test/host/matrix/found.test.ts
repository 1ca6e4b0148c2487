import { afterEach, beforeEach, expect, test } from 'vitest';
import { releaseTime, stopTime } from '../../support/fake-timers.ts';
import type { Cell } from './factors.ts';
import { problemsOf } from './judge.ts';
import { World } from './world.ts';

/** Random cases that once went wrong. */

beforeEach(stopTime);
afterEach(releaseTime);

const USUAL: Cell = {
  ...{ job: 'verify', login: 'credentials', member: 'repair', reply: '202', password: 'wrong' },
  ...{ rounds: 0, answers: 'once', crash: 0, webhooks: 'off', reads: 'current' },
  ...{ version: 'v20250224', host: 'memory' },
};

test.each<readonly [string, Partial<Cell>]>([
  [
    'after a crash a replica does not show the start, and the start was made again',
    { member: 'existing', password: 'right', crash: 8, reads: 'old' },
  ],
  [
    'after a crash a replica does not show that MX’s own job has failed, and ours was started',
    { job: 'identify', crash: 7, reads: 'old', version: 'v20111101' },
  ],
  [
    'a start that the person repeats after a crash was busy, because MX’s own job had failed',
    {
      member: 'existing',
      password: 'twoWrong',
      rounds: 2,
      answers: 'twice',
      crash: 54,
      reads: 'old',
    },
  ],
  [
    'a page does not read before the start after new credentials',
    { job: 'identify', member: 'existing', password: 'twoWrong', crash: 23, host: 'page' },
  ],
  [
    'a reading that is older than the baseline led to a start',
    {
      job: 'check_balance',
      member: 'conflict',
      crash: 21,
      webhooks: 'late',
      reads: 'old',
      version: 'v20111101',
      host: 'restate',
    },
  ],
  [
    'a new worker sends the start that a dead worker has left, after MX’s own job has failed',
    { member: 'conflict', crash: 33, webhooks: 'on', version: 'v20111101', host: 'restate' },
  ],
  [
    'a new worker sends the start after a reading that a dead worker has made',
    { job: 'fetch_rewards', reply: '201', password: 'twoWrong', crash: 14, host: 'restate' },
  ],
])('%s', async (_, found) => {
  const { world, end } = await World.run({ ...USUAL, ...found });
  expect(problemsOf(world, end)).toEqual([]);
});
