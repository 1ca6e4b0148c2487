import { expect, test } from 'vitest';
import { QuickBank } from './support/bank.ts';
import { startCluster } from './support/cluster.ts';

test('an observer gets null after the event of a caller too, for the next may come to another worker', async (context) => {
  const seen: unknown[] = [];
  const cluster = await startCluster(context, {
    port: new QuickBank({ rounds: 0 }),
    observer: { onView: (_, view) => seen.push(view?.state ?? null) },
  });
  await cluster.start();
  expect(seen.slice(0, 2)).toEqual(['aggregating', null]);
  await cluster.until(({ outcome }) => outcome !== null);
  expect(seen.at(-1)).toBe('connected');
});
