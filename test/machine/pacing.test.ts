import { begin, type MemberInput, MxError, step } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { idle, MEMBER, type MxBehaviour, startMember } from '../support/fake-member.ts';

/** Behavior that the vectors about pacing cannot test: many members or requests, and thousands of failures. */

const MINUTE = 60_000;
const fails = () => {
  throw new MxError('unreachable');
};

/** The waits between polls while `ms` pass, including the wait before the first poll. */
async function waits(mx: MxBehaviour, ms: number, input: Partial<MemberInput> = {}) {
  const member = await startMember(mx, input);
  await member.run(ms);
  return member.calls.reads.map((at, index, all) => at - (all[index - 1] ?? 0));
}

test('polls of many members are spread out after failures', async () => {
  const crowd = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      waits({ look: fails, read: fails }, MINUTE, {
        member: { userGuid: 'USR-1', memberGuid: `MBR-${n}` },
      }),
    ),
  );
  expect(new Set(crowd.map(([first]) => first)).size).toBeGreaterThan(40);
  expect(new Set(crowd.map(([, second]) => second)).size).toBeGreaterThan(40);
});

test('the first polls of a hundred members are spread over half a second, even with similar guids', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 100; n++) {
    const member = { userGuid: 'USR-1', memberGuid: `MBR-${n}` };
    const [wait] = begin({ member, job: null }).effects;
    if (wait?.type !== 'wait') throw new Error('expected a wait');
    const tenth = Math.min(9, Math.floor((wait.ms - 1_000) / 50));
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(Math.min(...tenths)).toBeGreaterThan(5);
  expect(Math.max(...tenths)).toBeLessThan(15);
});

test.each([
  ['polls', { read: fails }, 'unreachable'],
  ['starts', { start: fails, read: () => idle('CREATED') }, 'tookTooLong'],
] as const)(
  'while %s fail, fewer than 60 requests an hour are made until the lifecycle fails',
  async (_, mx, reason) => {
    const member = await startMember(mx);
    await member.run(59 * MINUTE);
    expect(member.view.outcome).toBeNull();
    expect(member.calls.starts.length).toBeLessThan(60);
    await member.run(5 * MINUTE);
    expect(member.view.outcome).toMatchObject({ reason, nextStep: 'tryLater' });
  },
);

test('a pace of 0 stays 0, however often MX fails', () => {
  const pacing = { first: 0, busy: 0, busyMost: 0 };
  let { record } = begin({ member: MEMBER, job: null, pacing, unsafePacing: true });
  for (let time = 0; time < 1_100; time++) {
    ({ record } = step(record, { type: 'elapsed', turn: record.context.turn }));
    const fault = { code: 'unreachable', at: 1 } as const;
    const event = { type: 'error', call: 'readStatus', turn: record.context.turn, fault } as const;
    const next = step(record, event);
    expect(next.effects).toMatchObject([{ type: 'wait', ms: 0 }]);
    record = next.record;
  }
});
