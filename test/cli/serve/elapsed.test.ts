import { expect, test } from 'vitest';
import { createElapsedClock } from '../../../packages/cli/src/serve/elapsed.ts';

test('a clock for durations counts a sleep of the machine, and no difference of a second', () => {
  const time = { steady: 5_000, up: 90_000 };
  const clock = createElapsedClock(
    () => time.steady,
    () => time.up,
  );
  const pass = (awake: number, asleep: number) => {
    time.steady += awake;
    time.up += awake + asleep;
    return clock();
  };
  expect(pass(3_000, 0)).toBe(8_000);
  expect(pass(1_000, 900)).toBe(9_000);
  expect(pass(1_000, 3_600_000)).toBe(10_000 + 3_600_900);
  // The machine has waked up a moment ago.
  expect(pass(10, 0)).toBe(10_010 + 3_600_900);
  expect(pass(5_000, 60_000)).toBe(15_010 + 3_660_900);
});
