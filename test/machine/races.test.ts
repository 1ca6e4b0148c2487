import { type MemberEvent, memberView, type Reading } from '@mx-member/machine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { challenged, FakeMember, idle, ManualMember, running } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';
import { settle } from '../support/virtual-clock.ts';

const RUNS = runCount(300);

/** A member whose calls and events the scheduler orders. What MX shows depends only on what it received. */
function racing(scheduler: fc.Scheduler) {
  const received: string[] = [];
  const call = (effect: () => Reading) => scheduler.scheduleFunction(async () => effect());
  const read = call(() => (received.length === 0 ? challenged('A') : idle('CONNECTED')));
  const { actor, clock } = new FakeMember(
    {
      look: read,
      start: call(() => running('CONNECTED')),
      read,
      submit: call(() => {
        received.push('A');
        return running('RESUMED');
      }),
    },
    { input: {} },
  );
  actor.start();
  const send = (event: MemberEvent) =>
    scheduler.schedule(Promise.resolve(), event.type).then(() => {
      if (actor.getSnapshot().status === 'active') actor.send(event);
    });
  return { actor, clock, received, send };
}

/** Continues until nothing is scheduled and the lifecycle has ended. */
async function finish(scheduler: fc.Scheduler, { actor, clock }: ReturnType<typeof racing>) {
  for (let turn = 0; turn < 300 && actor.getSnapshot().status === 'active'; turn++) {
    await scheduler.waitIdle();
    if (memberView(actor.getSnapshot()).needs === 'answers')
      actor.send({
        type: 'challenge.answer',
        answers: [{ guid: 'A', value: 'correct' }],
        prompt: 1,
      });
    await clock.run(5_000);
  }
}

describe('for any order of calls and events', () => {
  test('hints and double answers never send the answers twice, and the member connects', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat(2), { maxLength: 8 }),
        async (scheduler, kinds) => {
          const race = racing(scheduler);
          for (const kind of kinds)
            race.send(
              kind === 0
                ? { type: 'status.changed' }
                : {
                    type: 'challenge.answer',
                    answers: [{ guid: 'A', value: 'correct' }],
                    prompt: 1,
                  },
            );
          await finish(scheduler, race);
          expect(memberView(race.actor.getSnapshot()).state).toBe('connected');
          expect(race.received).toEqual(['A']);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('a cancel ends the lifecycle, and no call continues', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const race = racing(scheduler);
        race.send({ type: 'status.changed' });
        race.send({ type: 'cancel' });
        await finish(scheduler, race);
        const end = race.actor.getSnapshot();
        expect(['connected', 'failed']).toContain(end.value);
        expect(race.clock.pending).toBe(0);
        expect(Object.keys(end.children)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a call whose state was exited', () => {
  test.each([
    ['a start', 'startJob', async () => {}],
    [
      'a reading',
      'readStatus',
      async (member: ManualMember) => {
        await member.reply(running('CREATED'));
        await member.clock.run(2_000);
      },
    ],
    [
      'the answers',
      'submitAnswers',
      async (member: ManualMember) => {
        await member.reply(running('CREATED'));
        await member.clock.run(2_000);
        await member.reply(challenged('A'));
        await member.send({
          type: 'challenge.answer',
          answers: [{ guid: 'A', value: 'x' }],
          prompt: 1,
        });
      },
    ],
  ] as const)(
    '%s, is aborted by a cancel, and its late result is ignored',
    async (_, name, arrive) => {
      const member = await new ManualMember().start();
      await arrive(member);
      const call = member.open;
      expect(call?.name).toBe(name);
      await member.send({ type: 'cancel' });
      expect(call?.signal?.aborted).toBe(true);
      const end = member.actor.getSnapshot();
      call?.resolve(idle('CONNECTED'));
      await settle();
      expect(member.actor.getSnapshot()).toBe(end);
      expect(member.view.outcome).toMatchObject({ reason: 'cancelled' });
    },
  );

  test('a reading, is aborted by an answer, and its late result is ignored', async () => {
    const member = await new ManualMember().start();
    await member.reply(running('CREATED'));
    await member.clock.run(2_000);
    await member.reply(challenged('A'));
    await member.clock.run(20_000);
    const reading = member.open;
    await member.send({
      type: 'challenge.answer',
      answers: [{ guid: 'A', value: 'x' }],
      prompt: 1,
    });
    expect(reading?.signal?.aborted).toBe(true);
    reading?.resolve(idle('EXPIRED'));
    reading?.reject(new Error('too late'));
    await settle();
    expect(member.view.state).toBe('resumed');
    expect(member.open?.name).toBe('submitAnswers');
  });
});
