import { storyText } from '@mx-member/machine/trace';
import { test } from 'vitest';
import { hasEnded, MEMBER, needsAnswers, startCluster } from './support/cluster.ts';
import { quickBank } from './support/quick.ts';

/** What a member in Restate keeps of its lifecycles, for support. */

const SECRET = 'unmistakable-482913';

test('tells the last two lifecycles as `createHost` does, without guids and answers', async ({
  expect,
  onTestFinished,
}) => {
  const bank = quickBank();
  const cluster = await startCluster({ onTestFinished }, { port: bank });
  await cluster.start();
  await cluster.answer(await cluster.until(needsAnswers), SECRET);
  const { revision } = await cluster.until(hasEnded);
  const one = storyText(await cluster.host.explain(MEMBER));
  expect(one).toMatch(
    /^\d{4}-\d\d-\d\d .* UTC: A lifecycle begins, for the job aggregate\. It polls MX\.\n.*It starts the job aggregate\.\n/,
  );
  expect(one).toMatch(/\+\S+ \w+: MX shows CHALLENGED, 1 question/);
  expect(one).toMatch(/The user answers 1 question\..*It sends the answers\./);
  expect(one).toMatch(/It ends: connected, and the data is new\.$/);
  expect(one).not.toMatch(/unmistakable|USR-|MBR-/);
  await cluster.host.start({ member: MEMBER, job: 'aggregate' }, { after: revision });
  await cluster.until((view) => view.revision > revision);
  expect(await cluster.host.explain(MEMBER)).toHaveLength(2);
  const { memberGuid } = MEMBER;
  await expect(cluster.host.explain({ memberGuid })).rejects.toMatchObject({ code: 'invalid' });
  await cluster.host.forget(MEMBER.userGuid);
  await expect(cluster.host.explain(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
});

test('keeps nothing with `explains: false`', async ({ expect, onTestFinished }) => {
  const options = { port: quickBank({ rounds: 0 }), explains: false };
  const cluster = await startCluster({ onTestFinished }, options);
  await cluster.start();
  await cluster.until(hasEnded);
  expect(await cluster.host.explain(MEMBER)).toEqual([]);
});
