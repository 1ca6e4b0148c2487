import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Lane } from '../../packages/host/src/members/running-member.ts';
import {
  LANES,
  type Load,
  MAX_LAG,
  nextLane,
  notePassed,
} from '../../packages/host/src/schedule/priorities.ts';
import { createWindow } from '../../packages/http/src/web/window.ts';

const none = { sending: 0, acting: 0, waiting: 0, idle: 0 };
const load: Load = {
  now: 100,
  dueAt: { sending: undefined, acting: 100, waiting: 100, idle: 100 },
  inFlight: 0,
  maxInFlight: 8,
  passed: none,
};
const due = (dueAt: Partial<Load['dueAt']>): Load => ({
  ...load,
  dueAt: { sending: undefined, acting: undefined, waiting: undefined, idle: undefined, ...dueAt },
});

test('starts and answers go first, then acting users, then waiting users, then members that nobody looks at', () => {
  expect(nextLane({ ...load, dueAt: { ...load.dueAt, sending: 100, acting: 0 } })).toBe('sending');
  expect(nextLane(load)).toBe('acting');
  expect(nextLane({ ...load, passed: { ...none, idle: 9 } })).toBe('acting');
  expect(nextLane(due({ waiting: 100, idle: 0 }))).toBe('waiting');
  expect(nextLane(due({ acting: 101, idle: 100 }))).toBe('idle');
  expect(nextLane(due({ acting: 101 }))).toBeNull();
});

test('each lane leaves places to the lanes before it, and the limit is never exceeded', () => {
  expect(nextLane({ ...due({ idle: 100 }), inFlight: 6 })).toBeNull();
  expect(nextLane({ ...due({ waiting: 100 }), inFlight: 6 })).toBe('waiting');
  expect(nextLane({ ...due({ waiting: 100 }), inFlight: 7 })).toBeNull();
  expect(nextLane({ ...load, inFlight: 7 })).toBe('acting');
  expect(nextLane({ ...load, inFlight: 8 })).toBeNull();
});

test('a late lane gets a turn after three calls of the lanes before it', () => {
  const late = {
    ...load,
    now: 20_000,
    dueAt: { ...due({ waiting: 20_000, idle: 0 }).dueAt, acting: 20_000 },
  };
  expect(nextLane({ ...late, passed: { ...none, idle: 2 } })).toBe('acting');
  expect(nextLane({ ...late, passed: { ...none, idle: 3 } })).toBe('idle');
});

test('for any input no lane starves, and each lane serves members in order', () => {
  const arrival = fc.record({ at: fc.nat(60_000), lane: fc.constantFrom<Lane>(...LANES) });
  fc.assert(
    fc.property(
      fc.array(arrival, { maxLength: 400 }),
      fc.integer({ min: 2, max: 20 }),
      (arrivals, perSecond) => {
        const sorted = arrivals.toSorted((a, b) => a.at - b.at);
        const queues = Object.fromEntries(
          LANES.map((lane) => [lane, sorted.filter((one) => one.lane === lane)]),
        ) as Record<Lane, typeof arrivals>;
        const passed = { ...none };
        const every = 1_000 / perSecond;
        let served = 0;
        for (let now = 0; served < arrivals.length; now += every) {
          const [sending, acting, waiting, idle] = LANES.map((lane) => queues[lane][0]?.at);
          const dueAt = { sending, acting, waiting, idle };
          const lane = nextLane({ ...load, now, dueAt, passed });
          if (!lane) continue;
          const at = queues[lane].shift()?.at ?? 0;
          notePassed(passed, lane);
          served += 1;
          // The members before it in its lane. Each allows at most four calls of other lanes.
          const before = sorted.filter((one) => one.lane === lane && one.at <= at).length;
          const lag = lane === 'acting' ? 0 : MAX_LAG[lane];
          expect(now - at).toBeLessThanOrEqual(lag + 5 * (before + 1) * every);
        }
      },
    ),
  );
});

test('no second, wherever it begins, contains more starts than the limit', () => {
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

test('a window is free again after its second has passed', () => {
  const window = createWindow(2);
  window.note(0);
  window.note(300);
  expect([window.wait(400), window.wait(999), window.wait(1000)]).toEqual([600, 1, 0]);
});
