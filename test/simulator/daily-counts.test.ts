import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Data, dataOf } from '../../packages/simulator/src/accounts/data.ts';
import { countSince, transactionsOf } from '../../packages/simulator/src/accounts/transactions.ts';
import { type Collected, collect } from '../../packages/simulator/src/bank/collected.ts';
import type { Member } from '../../packages/simulator/src/bank/member.ts';
import { runCount } from '../support/run-count.ts';

const DAY = 86_400_000;
const SINCE = Date.UTC(2026, 0, 15);
const ITEMS = ['transactions'] as const;

const data = (guid: string, collected: Collected): Data => {
  const found = dataOf({ guid, collected } as Member);
  if (!found) throw new Error('nothing was collected');
  return found;
};

/** Counts all transactions one by one. */
function counted(before: Data, after: Data) {
  const known = new Map(transactionsOf(before).map((one) => [one.guid, one]));
  let [created, updated] = [0, 0];
  for (const one of transactionsOf(after)) {
    const old = known.get(one.guid);
    if (!old) created++;
    else if (old.postedAt !== one.postedAt) updated++;
  }
  return { created, updated };
}

test('counting only the last days gives the same result as counting everything', () => {
  const days = fc.double({ min: 0.5, max: 40, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom('MBR-1', 'MBR-2', 'MBR-3'), days, days, (guid, first, then) => {
      const begun = collect(null, ITEMS, SINCE);
      const before = data(guid, collect(begun, ITEMS, SINCE + first * DAY));
      const last = SINCE + (first + then) * DAY;
      const after = data(guid, collect(before.collected, ITEMS, last));
      expect(countSince(before, after)).toEqual(counted(before, after));
    }),
    { numRuns: runCount(30) },
  );
});

test('everything is counted after an extended history, because older months have changed', () => {
  const begun = collect(null, ITEMS, SINCE);
  const history = collect(begun, ['transactions', 'history'], SINCE + DAY);
  expect(countSince(null, data('MBR-1', begun))).toBe(null);
  expect(countSince(data('MBR-1', begun), data('MBR-1', history))).toBe(null);
});
