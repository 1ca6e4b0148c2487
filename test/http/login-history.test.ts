import { expect, test } from 'vitest';
import {
  type LoginHistory,
  mayBeRefused,
  NO_HISTORY,
  refusalsOf,
  withLogin,
  withoutRefusals,
} from '../../packages/http/src/logins/history.ts';
import { withStart } from '../../packages/http/src/logins/lifecycle.ts';
import { withReading } from '../../packages/http/src/logins/shown.ts';
import { memberLogins } from '../../packages/http/src/logins/words.ts';

/** How many logins of a member the bank has refused in a row, from what MX shows. */

const MEMBER = 'MBR-1';
const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 0, 1);

interface Shown {
  readonly status: string;
  /** When the job of the reading began, in hours. `null` if MX does not say. */
  readonly job: number | null;
  readonly isRunning?: boolean;
  readonly code?: number;
}

const isoOf = (hours: number): string => new Date(T0 + hours * HOUR).toISOString();

/** What is remembered after readings, each at the hour of its job or at `at`. */
function after(readings: readonly (Shown & { readonly at?: number })[], at: number) {
  let history: LoginHistory = NO_HISTORY;
  for (const { status, job, isRunning = false, code, at: seen = job ?? 0 } of readings)
    history = withReading(
      history,
      MEMBER,
      {
        connectionStatus: status,
        isBeingAggregated: isRunning,
        ...(job !== null && { aggregatedAt: isoOf(job) }),
        ...(code !== undefined && { errorCode: code }),
      },
      { by: 'elsewhere', now: T0 + seen * HOUR },
    );
  return refusalsOf(history, MEMBER, T0 + at * HOUR)?.count ?? 0;
}

const denied = (job: number | null) => ({ status: 'DENIED', job });
const connected = (job: number | null) => ({ status: 'CONNECTED', job });

test.each<[string, Parameters<typeof after>[0], number, number]>([
  ['nothing is known', [], 0, 0],
  ['one refusal', [denied(0)], 1, 1],
  ['the same reading again', [denied(0), { ...denied(0), at: 2 }, { ...denied(0), at: 3 }], 3, 1],
  ['a job that ran elsewhere', [denied(0), denied(2)], 3, 2],
  ['a job that runs', [denied(0), { ...denied(2), isRunning: true }], 3, 1],
  ['an old reading of a replica', [denied(2), { ...denied(0), at: 3 }], 3, 1],
  ['a repair elsewhere', [denied(0), denied(1), connected(2)], 3, 0],
  ['an old reading after a repair', [denied(1), connected(2), { ...denied(1), at: 3 }], 3, 0],
  ['a login that needs a visit to the bank', [denied(0), { status: 'IMPEDED', job: 1 }], 2, 0],
  ['a refusal after a repair', [denied(0), denied(1), connected(2), denied(3)], 4, 1],
  ['a failure that is not about the login', [denied(0), { status: 'FAILED', job: 1 }], 2, 1],
  ['an error code about the login', [{ ...connected(0), code: 2005 }], 1, 1],
  ['MX has stopped trying', [{ status: 'PREVENTED', job: 0 }], 1, 3],
  ['MX stops trying after a refusal', [denied(0), { status: 'PREVENTED', job: 0, at: 1 }], 2, 3],
  ['a refusal is a day old', [denied(0), denied(1)], 25.1, 0],
  ['MX has stopped trying for a week', [{ status: 'PREVENTED', job: 0 }], 168, 3],
  ['the bank has locked the account for a week', [{ status: 'LOCKED', job: 0 }], 168, 1],
  ['an old refusal that is read today', [{ ...denied(0), at: 48 }], 48, 0],
])('%s', (_, readings, at, count) => {
  expect(after(readings, at)).toBe(count);
});

test('without time stamps, a refusal counts again only after another login', () => {
  const reading = { connectionStatus: 'DENIED', isBeingAggregated: false };
  const shown = (history: LoginHistory, hours: number) =>
    withReading(history, MEMBER, reading, { by: 'here', now: T0 + hours * HOUR });
  const once = shown(NO_HISTORY, 0);
  expect(shown(once, 1)).toBe(once);
  const loggedIn = withLogin(once, [T0 + 2 * HOUR, MEMBER], T0 + 2 * HOUR);
  expect(refusalsOf(shown(loggedIn, 3), MEMBER, T0 + 3 * HOUR)).toMatchObject({ count: 2 });
  const ofAnother = withLogin(once, [T0 + 2 * HOUR, 'MBR-2'], T0 + 2 * HOUR);
  expect(refusalsOf(shown(ofAnother, 3), MEMBER, T0 + 3 * HOUR)).toMatchObject({ count: 1 });
});

test.each([0, null])('after a reset, the same reading does not count again: job %s', (job) => {
  const reading = {
    connectionStatus: 'DENIED',
    isBeingAggregated: false,
    ...(job !== null && { aggregatedAt: isoOf(job) }),
  };
  const shown = (history: LoginHistory, hours: number) =>
    withReading(history, MEMBER, reading, { by: 'here', now: T0 + hours * HOUR });
  const reset = { at: T0 + HOUR, by: 'agent 12', reason: 'unlocked' };
  const after = withoutRefusals(shown(NO_HISTORY, 0), MEMBER, reset);
  expect(shown(after, 2)).toBe(after);
});

test('the reset of a member whose logins are all open is shown, and a login that is refused after it counts', () => {
  const reset = { at: T0 + HOUR, by: 'agent 12', reason: 'unlocked' };
  const open = withLogin(NO_HISTORY, [T0, MEMBER], T0);
  const after = withoutRefusals(open, MEMBER, reset);
  expect(memberLogins(after, MEMBER, T0 + HOUR)).toMatchObject({ refusals: null, reset });
  expect(mayBeRefused(after, MEMBER, T0 + HOUR)).toBe(0);
  for (const aggregatedAt of [isoOf(0), null]) {
    const reading = { connectionStatus: 'DENIED', isBeingAggregated: false, aggregatedAt };
    const shown = withReading(after, MEMBER, reading, { by: 'here', now: T0 + 2 * HOUR });
    expect(memberLogins(shown, MEMBER, T0 + 2 * HOUR)).toMatchObject({
      refusals: { count: 1 },
      reset: null,
    });
  }
});

test('what is remembered is bounded', () => {
  let history: LoginHistory = NO_HISTORY;
  for (let at = 0; at < 500; at++) {
    history = withLogin(history, [T0 + at, `MBR-${at}`], T0 + at);
    history = withReading(
      history,
      `MBR-${at}`,
      { connectionStatus: 'DENIED', isBeingAggregated: false, aggregatedAt: isoOf(0) },
      { by: 'here', now: T0 + at },
    );
  }
  expect(JSON.stringify(history).length).toBeLessThan(40_000);
  expect(history.logins.at(-1)).toEqual([T0 + 499, 'MBR-499']);
});

test('after new credentials, a replica that omits the milliseconds shows the refused job, not a later one', () => {
  const refused = { connectionStatus: 'DENIED', isBeingAggregated: false };
  const history = withReading(
    NO_HISTORY,
    MEMBER,
    { ...refused, aggregatedAt: '2026-01-01T00:00:00Z' },
    { by: 'here', now: T0 },
  );
  const now = T0 + 10_000;
  const start = { memberGuid: MEMBER, at: now, enteredAt: now - 5_000, hasOwnJob: true };
  const ruling = (aggregatedAt: string) =>
    withStart(history, { ...start, look: { ...refused, aggregatedAt } }, now)[1];
  expect(ruling('2026-01-01T00:00:00.400Z')).toBe('notYet');
  // The new credentials were refused too.
  expect(ruling('2026-01-01T00:00:01.400Z')).toBe('hold');
});
