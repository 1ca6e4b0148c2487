import { expect, test } from 'vitest';
import { hasEnded, MEMBER, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

test('a member in Restate is told with its user, and keeps nothing with `explains: false`', async (context) => {
  const options = { port: quickBank({ rounds: 0 }), explains: false };
  const cluster = await startCluster(context, options);
  await cluster.start();
  await cluster.until(hasEnded);
  expect(await cluster.host.explain(MEMBER)).toEqual([]);
  const { memberGuid } = MEMBER;
  await expect(cluster.host.explain({ memberGuid })).rejects.toMatchObject({ code: 'invalid' });
});
