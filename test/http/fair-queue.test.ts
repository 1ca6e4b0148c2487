import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairQueue, type QueuePlace } from '../../packages/http/src/limits/fair-queue.ts';
import { createWindow } from '../../packages/http/src/web/window.ts';
import { runCount } from '../support/run-count.ts';

interface Item extends QueuePlace {
  readonly number: number;
}

const place = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), priority: fc.nat({ max: 2 }) });
const command = fc.oneof(
  place.map((at) => ({ type: 'add', at }) as const),
  fc.constant({ type: 'take' } as const),
  place.map((at) => ({ type: 'displace', at }) as const),
  fc.nat().map((index) => ({ type: 'remove', index }) as const),
);

test('serves higher priorities first and keys in turn, and each item exactly once', () => {
  const property = fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
    const queue = new FairQueue<Item>();
    /** The expected content, in order of arrival. */
    let waiting: Item[] = [];
    /** For each item at the front of its key: the keys that were served since. */
    let served = new Map<Item, string[]>();
    let number = 0;
    const leave = (item: Item) => {
      waiting = waiting.filter((one) => one !== item);
    };
    const heads = () =>
      waiting.filter(
        (one) =>
          waiting.find(({ key, priority }) => key === one.key && priority === one.priority) === one,
      );

    for (const step of commands) {
      if (step.type === 'add') {
        const item = { ...step.at, number: number++ };
        queue.add(item, item);
        waiting.push(item);
      } else if (step.type === 'take') {
        const item = queue.take();
        expect(item === undefined).toBe(waiting.length === 0);
        if (!item) continue;
        expect(item.priority).toBe(Math.max(...waiting.map(({ priority }) => priority)));
        expect(heads()).toContain(item);
        leave(item);
        for (const head of heads()) {
          if (head.priority !== item.priority || head.key === item.key) continue;
          const keys = served.get(head) ?? [];
          expect(keys).not.toContain(item.key);
          served.set(head, [...keys, item.key]);
        }
      } else if (step.type === 'remove') {
        const item = waiting[step.index % Math.max(1, waiting.length)];
        if (!item) continue;
        queue.remove(item, item);
        queue.remove(item, item);
        leave(item);
      } else {
        const least = Math.min(...waiting.map(({ priority }) => priority));
        const ofKey = (key: string) =>
          waiting.filter((one) => one.key === key && one.priority === least);
        const most = Math.max(0, ...waiting.map(({ key }) => ofKey(key).length));
        const item = queue.displace(step.at);
        const isWorse =
          step.at.priority > least ||
          (step.at.priority === least && ofKey(step.at.key).length + 1 < most);
        expect(item !== undefined).toBe(waiting.length > 0 && isWorse);
        if (!item) continue;
        expect(ofKey(item.key)).toHaveLength(most);
        expect(ofKey(item.key).at(-1)).toBe(item);
        leave(item);
      }
      served = new Map([...served].filter(([item]) => waiting.includes(item)));
      expect(queue.size).toBe(waiting.length);
    }
  });
  fc.assert(property, { numRuns: runCount(300) });
});

/** Counts the operations of sets, maps and arrays, which does not depend on how busy the machine is. */
function stepsOf(work: () => void): number {
  let count = 0;
  const restores = [new Set(), new Map(), []].map((all) => {
    const iterators = Object.getPrototypeOf(all[Symbol.iterator]()) as Iterator<unknown>;
    const { next } = iterators;
    iterators.next = function (this: Iterator<unknown>) {
      count += 1;
      return next.call(this);
    };
    return () => {
      iterators.next = next;
    };
  });
  try {
    work();
  } finally {
    for (let index = 0; index < restores.length; index++) restores[index]?.();
  }
  return count;
}

test('a long queue takes as many steps for each item as a short one', () => {
  const eachOf = (count: number) => {
    const queue = new FairQueue<number>();
    const place = { key: 'one', priority: 0 };
    for (let index = 0; index < count; index++) queue.add(index, place);
    const steps = stepsOf(() => {
      for (let index = 0; index < count; index++) {
        queue.take();
        queue.add(index, place);
      }
    });
    return steps / count;
  };
  expect(eachOf(10)).toBeGreaterThan(1);
  expect(eachOf(1_000)).toBe(eachOf(10));
});

test('no window contains more than its limit, wherever it starts', () => {
  const gaps = fc.array(fc.nat({ max: 700 }), { maxLength: 60 });
  const property = fc.property(fc.integer({ min: 1, max: 8 }), gaps, (limit, all) => {
    const window = createWindow(limit);
    const starts: number[] = [];
    let now = 0;
    for (const gap of all) {
      now += gap;
      // After the returned wait, exactly one more may start.
      const wait = window.wait(now);
      if (wait > 0) expect(starts.filter((start) => start > now - 1000)).toHaveLength(limit);
      now += wait;
      expect(window.wait(now)).toBe(0);
      window.note(now);
      starts.push(now);
    }
    for (const start of starts)
      expect(starts.filter((one) => one >= start && one < start + 1000).length).toBeLessThanOrEqual(
        limit,
      );
  });
  fc.assert(property, { numRuns: runCount(300) });
});
