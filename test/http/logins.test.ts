import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LoginLimits, Logins } from '../../packages/http/src/limits/logins.ts';

/** How many logins at banks one user may cause. */

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Tries a login. @returns `null`, or how long the user has to wait, in ms. */
function wait(logins: Logins, user: string): number | null {
  try {
    logins.take(user);
    return null;
  } catch (thrown) {
    const { reason, problem } = Object(thrown);
    expect(reason).toBe('too-many-logins');
    return problem.retryAfter;
  }
}

/** Tries logins one after the other. @returns How many were allowed. */
const allowed = (logins: Logins, user: string, tries: number): number =>
  Array.from({ length: tries }, () => wait(logins, user)).filter((one) => one === null).length;

test('a user has 10 logins in any hour and 30 in any 24 hours, and other users have their own', () => {
  const logins = new Logins();
  expect(allowed(logins, 'ada', 12)).toBe(10);
  expect(wait(logins, 'ada')).toBe(HOUR);
  vi.advanceTimersByTime(HOUR);
  expect(allowed(logins, 'ada', 12)).toBe(10);
  vi.advanceTimersByTime(HOUR);
  expect(allowed(logins, 'ada', 12)).toBe(10);
  for (let hour = 3; hour < 24; hour++) {
    vi.advanceTimersByTime(HOUR);
    expect(wait(logins, 'ada')).toBe((24 - hour) * HOUR);
    expect(wait(logins, 'bob')).toBeNull();
  }
  vi.advanceTimersByTime(HOUR);
  expect(allowed(logins, 'ada', 12)).toBe(10);
});

test('a refused login does not count, and no limit is Infinity', () => {
  const logins = new Logins({ perHour: 1, perDay: Number.POSITIVE_INFINITY });
  for (let hour = 0; hour < 48; hour++) {
    expect(allowed(logins, 'ada', 3)).toBe(1);
    vi.advanceTimersByTime(HOUR);
  }
});

test.each([0, -1, 1.5, Number.NaN])('a limit of %s is refused', (perHour) => {
  expect(() => new Logins({ perHour })).toThrow('whole numbers');
});

test('a login that was not made is given back', () => {
  const logins = new Logins({ perHour: 2 });
  const giveBack = logins.take('ada');
  vi.advanceTimersByTime(1_000);
  logins.take('ada');
  giveBack();
  expect(wait(logins, 'ada')).toBeNull();
  expect(wait(logins, 'ada')).toBe(HOUR);
});

test('a misspelled limit is refused', () => {
  const limits = { perhour: 1 } as LoginLimits;
  expect(() => new Logins(limits)).toThrow('Did you mean `perHour`?');
});
