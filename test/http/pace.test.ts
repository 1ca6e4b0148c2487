import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  firstPace,
  nextPace,
  type Pace,
  type PaceEvent,
} from '../../packages/http/src/limits/pace.ts';
import { simulateBacklog, WINDOWS } from '../support/simulated-limit.ts';

const refused = (at: number, more: Partial<PaceEvent> = {}): PaceEvent =>
  ({ type: 'refused', at, sentAt: at, retryAfter: undefined, chance: 0, ...more }) as PaceEvent;
/** How long until a turn is free, in ms. */
const untilFree = ({ freeAt }: Pace, now: number): number => Math.max(0, freeAt - now);

const after = (events: readonly PaceEvent[], from = firstPace()): Pace =>
  events.reduce(nextPace, from);

/** Takes each turn as soon as it is free, until a time. */
function busyUntil(end: number, from: Pace): Pace {
  let pace = from;
  for (let at = pace.freeAt; at < end; at = pace.freeAt)
    pace = nextPace(pace, { type: 'turn', at, isQueued: true });
  return pace;
}

const LEARNT: Pace = {
  ...firstPace(),
  perSecond: 20,
  freeAt: 0,
  cutAt: 0,
  steps: 0,
  isAccepted: true,
};

test('the first 429 cuts to what MX accepted in a second, each later one by a tenth and at most once a second', () => {
  const taken: PaceEvent[] = Array.from({ length: 30 }, (_, index) => ({
    type: 'taken',
    at: 1_000 + index,
    sentAt: 1_000,
    count: 1,
  }));
  const first = after([...taken, refused(1_100)]);
  expect(first.perSecond).toBeCloseTo(27);
  expect(nextPace(first, refused(1_500)).perSecond).toBeCloseTo(27);
  expect(nextPace(first, refused(9_000, { sentAt: 1_050 })).perSecond).toBeCloseTo(27);
  const accepted = { type: 'taken', at: 8_000, sentAt: 8_000, count: 1 } as const;
  expect(after([accepted, refused(9_000)], first).perSecond).toBeCloseTo(24.3);
});

/** Sends at each turn to an MX that refuses everything until a time, and then accepts everything. */
function throughOutage(until: number, end: number, from: Pace) {
  let pace = from;
  const counts = { refused: 0, taken: 0 };
  const reached: { at: number; perSecond: number }[] = [];
  for (let at = 1_000; at < end; at = Math.max(at + 1, pace.freeAt)) {
    pace = nextPace(pace, { type: 'turn', at, isQueued: true });
    const isDown = at < until;
    counts[isDown ? 'refused' : 'taken'] += 1;
    pace = nextPace(pace, isDown ? refused(at) : { type: 'taken', at, sentAt: at, count: 1 });
    reached.push({ at, perSecond: pace.perSecond });
  }
  const backAt = (perSecond: number) =>
    (reached.find((one) => one.at >= until && one.perSecond >= perSecond)?.at ?? Infinity) - until;
  return { ...counts, backAt };
}

test.each([5_000, 60_000, 600_000])(
  'after %i ms in which MX refused everything the rate is back within seconds, and few requests were sent meanwhile',
  (ms) => {
    const { refused: sent, backAt } = throughOutage(1_000 + ms, 30_000 + ms, LEARNT);
    expect(backAt(2)).toBeLessThan(5_000);
    expect(backAt(17)).toBeLessThan(6_000);
    expect(sent).toBeLessThan(50 + ms / 1_900);
  },
);

test('an outage that is not quite over ends the return to the old rate, and the rate still grows fast', () => {
  let pace = after(
    [2_000, 4_000, 6_000].map((at) => refused(at)),
    LEARNT,
  );
  for (const at of [8_000, 8_100])
    pace = nextPace(pace, { type: 'taken', at, sentAt: at, count: 1 });
  expect(pace.perSecond).toBeCloseTo(18);
  pace = after(
    [10_000, 12_000, 14_000, 16_000].map((at) => refused(at)),
    pace,
  );
  pace = nextPace(pace, { type: 'taken', at: 18_000, sentAt: 18_000, count: 1 });
  pace = nextPace(pace, refused(18_100));
  const { perSecond } = pace;
  expect(perSecond).toBeLessThan(5);
  expect(busyUntil(48_000, pace).perSecond).toBeGreaterThan(17);
});

test('the rate grows by small steps while requests wait, faster after a calm time, and never while nobody waits', () => {
  expect(busyUntil(10_000, LEARNT).perSecond).toBeLessThan(20.6);
  expect(busyUntil(10_000, LEARNT).perSecond).toBeGreaterThan(20.3);
  expect(busyUntil(300_000, LEARNT).perSecond).toBeGreaterThan(200);
  let idle = LEARNT;
  for (let at = 0; at < 600_000; at += 200)
    idle = nextPace(idle, { type: 'turn', at, isQueued: at % 800 === 0 });
  expect(idle.perSecond).toBe(20);
});

test('Retry-After pauses for its time and a random part of a quarter, at most for a minute', () => {
  const until = (retryAfter: number, chance: number) =>
    untilFree(nextPace(LEARNT, refused(5_000, { retryAfter, chance })), 5_000);
  expect(until(2_000, 0)).toBe(2_000);
  expect(until(2_000, 1)).toBe(2_500);
  expect(until(3_600_000, 0)).toBe(60_000);
});

test('after a pause requests start one by one', () => {
  const paused = nextPace(LEARNT, refused(5_000, { retryAfter: 2_000 }));
  const taken = nextPace(paused, { type: 'turn', at: 7_000, isQueued: true });
  expect(untilFree(taken, 7_000)).toBeGreaterThan(50);
});

test('for any events the rate stays within its bounds, and each cut is a tenth, or half while MX accepts nothing', () => {
  const gap = fc.nat({ max: 3_000 });
  const event = fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: fc.constant('turn'), gap, isQueued: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('taken'), gap, count: fc.nat(9) }) },
    fc.record({
      type: fc.constant('refused'),
      gap,
      ago: fc.nat(5_000),
      retryAfter: fc.option(fc.nat(100_000), { nil: undefined }),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }),
      fc.array(event, { maxLength: 80 }),
      (bound, events) => {
        let pace = firstPace(bound);
        let at = 0;
        for (const one of events) {
          at += one.gap;
          if (one.type === 'turn') at += untilFree(pace, at);
          const sentAt = 'ago' in one ? at - one.ago : at;
          const next = nextPace(pace, { ...one, at, sentAt } as PaceEvent);
          expect(next.perSecond).toBeGreaterThanOrEqual(0.5);
          expect(next.perSecond).toBeLessThanOrEqual(bound ?? Number.POSITIVE_INFINITY);
          if (one.type === 'taken') {
            expect(next.perSecond).toBeGreaterThanOrEqual(pace.perSecond);
            expect(next.perSecond).toBeLessThanOrEqual(pace.goal ?? pace.perSecond);
          }
          if (one.type === 'refused' && pace.cutAt !== null) {
            const least = pace.isAccepted ? 0.9 : 0.5;
            expect(next.perSecond).toBeGreaterThanOrEqual(pace.perSecond * least - 1e-9);
          }
          if (one.type === 'turn' && !('isQueued' in one && one.isQueued))
            expect(next.perSecond).toBe(pace.perSecond);
          // A pause ends, and turns are closer than the rate allows only for its slack.
          expect(untilFree(next, at)).toBeLessThanOrEqual(75_000 + 2_000);
          pace = next;
        }
      },
    ),
  );
});

test.each(WINDOWS.flatMap((window) => [1, 4].map((workers) => ({ window, workers }))))(
  'a backlog of $workers worker(s) at a $window window of 20 a second: most gets through, little is refused',
  ({ window, workers }) => {
    const { share, refused: part } = simulateBacklog({ window, workers, seconds: 240, seed: 7 });
    expect(share).toBeGreaterThan(0.88);
    expect(part).toBeLessThan(0.01);
  },
);
