import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Lane,
  MAX_LAG_OF_OTHERS,
  nextLane,
  pauseFor,
  spacing,
} from '../../packages/host/src/schedule/priorities.ts';
import { createWindow } from '../../packages/http/src/web/window.ts';

const load = {
  now: 100,
  urgentAt: 100,
  normalAt: 100,
  inFlight: 0,
  maxInFlight: 8,
  urgentInRow: 0,
};

test('members whose user waits go first, in their order', () => {
  expect(nextLane(load)).toBe('urgent');
  expect(nextLane({ ...load, normalAt: 0, urgentInRow: 9 })).toBe('urgent');
  expect(nextLane({ ...load, urgentAt: undefined })).toBe('normal');
  expect(nextLane({ ...load, urgentAt: 101 })).toBe('normal');
});

test('a place is left for them, and no call is made beyond the limit', () => {
  expect(nextLane({ ...load, urgentAt: undefined, inFlight: 6 })).toBeNull();
  expect(nextLane({ ...load, inFlight: 7 })).toBe('urgent');
  expect(nextLane({ ...load, inFlight: 8 })).toBeNull();
});

test('others that are late have every fourth turn', () => {
  const late = { ...load, now: 20_000, normalAt: 20_000 - MAX_LAG_OF_OTHERS - 1 };
  expect(nextLane({ ...late, urgentInRow: 2 })).toBe('urgent');
  expect(nextLane({ ...late, urgentInRow: 3 })).toBe('normal');
});

test('nobody starves, and a waiting user is served within 10 s of half of the budget', () => {
  const arrival = fc.record({ at: fc.nat(60_000), isUrgent: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(arrival, { maxLength: 400 }),
      fc.integer({ min: 2, max: 20 }),
      (arrivals, perSecond) => {
        const queues: Record<Lane, number[]> = { urgent: [], normal: [] };
        for (const { at, isUrgent } of arrivals) queues[isUrgent ? 'urgent' : 'normal'].push(at);
        for (const queue of Object.values(queues)) queue.sort((a, b) => a - b);
        const served: Record<Lane, number> = { urgent: 0, normal: 0 };
        let urgentInRow = 0;
        for (
          let now = 0;
          served.urgent + served.normal < arrivals.length;
          now += 1000 / perSecond
        ) {
          const [urgentAt] = queues.urgent;
          const [normalAt] = queues.normal;
          const { maxInFlight } = load;
          const lane = nextLane({ now, urgentAt, normalAt, inFlight: 0, maxInFlight, urgentInRow });
          if (!lane) continue;
          const at = queues[lane].shift() ?? 0;
          urgentInRow = lane === 'urgent' ? urgentInRow + 1 : 0;
          served[lane] += 1;
          // Before it in its lane, and in the other lane at most three for each of those.
          const before = arrivals.filter((one) => one.at <= now).length;
          expect(now - at).toBeLessThanOrEqual(
            MAX_LAG_OF_OTHERS + (4 * (before + 1) * 1000) / perSecond,
          );
          const ahead = arrivals.filter(
            (one) => one.isUrgent && one.at <= at && one.at > at - 10_000,
          ).length;
          if (lane === 'urgent' && ahead <= (10 * perSecond) / 2)
            if (isCalm(arrivals, perSecond, at)) expect(now - at).toBeLessThanOrEqual(10_000);
        }
      },
    ),
  );
});

/** Whether waiting users needed at most half of the budget in each ten seconds up to then. */
function isCalm(
  arrivals: readonly { readonly at: number; readonly isUrgent: boolean }[],
  perSecond: number,
  until: number,
): boolean {
  const times = arrivals.filter(({ at, isUrgent }) => isUrgent && at <= until).map(({ at }) => at);
  return times.every(
    (from) => times.filter((at) => at >= from && at < from + 10_000).length <= 5 * perSecond,
  );
}

test('no second, wherever it begins, holds more starts than the budget', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 300 }),
      (limit, gaps) => {
        const window = createWindow(limit);
        const starts: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          if (window.wait(now) > 0) continue;
          window.note(now);
          starts.push(now);
        }
        for (const [index, at] of starts.entries())
          expect(at - (starts[index - limit] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(
            1000,
          );
      },
    ),
  );
});

test('a window is free again when its second has passed', () => {
  const window = createWindow(2);
  window.note(0);
  window.note(300);
  expect([window.wait(400), window.wait(999), window.wait(1000)]).toEqual([600, 1, 0]);
});

test('first polls after a restart are due at once with a budget; without one they are spread over a minute at most', () => {
  expect(spacing(1000, 20)).toBe(0);
  expect(spacing(0, 20)).toBe(0);
  expect(spacing(1000, undefined)).toBe(1);
  expect(spacing(1_000_000, undefined)).toBeCloseTo(0.06);
});

test('a 429 pauses for as long as MX says, from a second to a minute', () => {
  expect([undefined, 10, 7_000, 3_600_000].map(pauseFor)).toEqual([5_000, 1_000, 7_000, 60_000]);
});
