import { type Story, storyText } from '@mx-member/machine/trace';
import { expect, test } from 'vitest';
import { INPUT, MEMBER, type Tools, type WithHost } from './subject.ts';

/** What a host that keeps stories tells support. */

const SECRET = 'unmistakable-482913';

const told = async ({ host }: Tools): Promise<Story> => (await host.explain?.(MEMBER)) ?? [];

/** A lifecycle with one question, up to its end. */
async function connect(tools: Tools, after?: number) {
  await tools.host.start(INPUT, after === undefined ? {} : { after });
  const asked = await tools.until(({ needs }) => needs === 'answers');
  await tools.answer(asked, SECRET);
  return { asked, ended: await tools.until(({ outcome }) => outcome !== null) };
}

export function promisesOfStories(withHost: WithHost, losesWaits: boolean): void {
  test(
    'it is told what MX showed, which rule decided, what the person did and what was sent, but no guid, text of the bank or answer',
    withHost({}, async (tools) => {
      const { asked } = await connect(tools);
      const story = await told(tools);
      const text = storyText(story);
      expect(text).toMatch(
        /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: A lifecycle begins, for the job aggregate\. /,
      );
      expect(text).toContain('It starts the job aggregate.\n');
      expect(text).toMatch(
        /\+\S+ \w+: MX shows CHALLENGED, 1 question, .* Rule challenge: CHALLENGED with a question .*\. It asks the user 1 question/,
      );
      expect(text).toMatch(/The user answers 1 question\. .*It sends the answers\./);
      expect(text).toMatch(/It ends: connected, and the data is new\.$/);
      const { userGuid, memberGuid } = MEMBER;
      const labels = asked.challenges.map(({ label }) => label);
      for (const one of [SECRET, userGuid, memberGuid, ...labels])
        expect(JSON.stringify(story)).not.toContain(one);
    }),
  );

  test(
    'a crash loses nothing of what is told, the lifecycle before is told too, and an erasure takes all',
    withHost({}, async (tools) => {
      const { ended } = await connect(tools);
      await tools.host.start(INPUT, { after: ended.revision });
      await tools.until(({ needs }) => needs === 'answers');
      const before = await told(tools);
      await tools.crash();
      const after = await told(tools);
      expect(after).toHaveLength(2);
      expect(after[0]).toEqual(before[0]);
      expect(after[1]?.steps[0]).toEqual(before[1]?.steps[0]);
      expect(after[0]?.steps.at(-1)?.text).toContain('It ends:');
      if (losesWaits)
        expect(storyText(after)).toContain(
          'The host continues from the record, as after a restart.',
        );
      await tools.host.forget?.(MEMBER.userGuid);
      await expect(told(tools)).rejects.toMatchObject({ code: 'notFound' });
    }),
  );
}
