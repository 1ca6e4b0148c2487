import { hideSecrets } from '@mx-member/adapters/inspector';
import { persist } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { challenged, idle, ManualMember, type OpenActor, running } from '../support/fake-member.ts';
import { openSix } from './support/open.ts';

const SECRET = 'SECRET-7391528460';
const open = () => new ManualMember({}, undefined, openSix()).start();
const pass = (member: ManualMember) => member.clock.run(70_000);

/** A member that is asked. */
async function asked(): Promise<ManualMember> {
  const member = await open();
  await member.reply(running('CONNECTED'));
  await pass(member);
  await member.reply(challenged('A'));
  return member;
}

const answer = (member: ManualMember) =>
  member.send({
    type: 'challenge.answer',
    answers: [{ guid: 'A', value: SECRET }],
    prompt: member.view.prompt,
  });

/** What an inspector would send. It cannot send an actor, so it sends its id. */
const sent = (event: unknown): unknown =>
  JSON.parse(
    JSON.stringify(event, (key, value) =>
      /Ref$|^_|^system$|^src$/.test(key) ? String(value?.id) : value,
    ),
  );

test('no answer is in a snapshot, a record, a persisted snapshot or an emitted event', async () => {
  const member = await asked();
  await answer(member);
  expect(member.open?.name).toBe('submitAnswers');
  expect(member.submitted).toEqual([{ guid: 'A', value: SECRET }]);
  const { actor, emitted } = member;
  const snapshot = actor.getSnapshot();
  const shown = [snapshot.context, persist(snapshot), actor.getPersistedSnapshot(), emitted];
  expect(JSON.stringify(shown)).not.toContain(SECRET);
});

test('hideSecrets hides an answer in the inspection events of XState 6', async () => {
  const member = await asked();
  await answer(member);
  await member.reply(running('RESUMED'));
  await pass(member);
  await member.reply(idle('CONNECTED'));
  await pass(member);
  await member.reply(idle('CONNECTED'));
  expect(member.view.state).toBe('connected');
  await answer(member);
  const kinds = new Set(member.inspected.map(({ type }) => type as string));
  expect([...kinds].sort()).toEqual(['@xstate.actor', '@xstate.deadletter', '@xstate.transition']);
  // The events have the answers, so this test would notice a hole.
  expect(JSON.stringify(sent(member.inspected))).toContain(SECRET);
  for (const event of member.inspected) {
    expect(JSON.stringify(hideSecrets(sent(event)))).not.toContain(SECRET);
    expect(JSON.stringify(hideSecrets(event)) ?? '').not.toContain(SECRET);
  }
});

test.each(['a start', 'a wait', 'a poll', 'a question', 'answers'])(
  'a record of XState 5 or 6 continues on 6 from %s with a poll, and sends nothing again',
  async (during) => {
    const member = during === 'a question' || during === 'answers' ? await asked() : await open();
    if (during === 'a wait' || during === 'a poll') await member.reply(running('CONNECTED'));
    if (during === 'a poll') await pass(member);
    if (during === 'answers') await answer(member);
    const before = [...member.calls];
    await member.restart();
    expect(member.calls).toEqual([...before, 'readStatus']);
    await member.reply(during === 'a question' ? challenged('A') : running('RESUMED'));
    if (during === 'a question') {
      await answer(member);
      await member.reply(running('RESUMED'));
    }
    await pass(member);
    await member.reply(idle('CONNECTED'));
    await pass(member);
    await member.reply(idle('CONNECTED'));
    expect(member.view.state).toBe('connected');
    const sends = (name: string) => member.calls.filter((call) => call === name).length;
    expect([sends('startJob'), sends('submitAnswers')]).toEqual([
      1,
      during === 'a question' || during === 'answers' ? 1 : 0,
    ]);
  },
);

test('XState 5 and 6 make the same record, so each continues the record of the other', async () => {
  const five = await new ManualMember().start();
  await five.reply(running('CONNECTED'));
  await pass(five);
  await five.reply(challenged('A'));
  const six = await asked();
  expect(persist(five.actor.getSnapshot())).toEqual(persist(six.actor.getSnapshot()));
});

test("XState's own snapshot of 5 would wait for ever under 6, so it is not what to store", async () => {
  const five = await new ManualMember().start();
  await five.reply(running('CONNECTED'));
  const snapshot = JSON.parse(JSON.stringify(five.actor.getPersistedSnapshot()));
  const withSnapshot: OpenActor = (port, options) => openSix()(port, { ...options, snapshot });
  const six = await new ManualMember({}, undefined, withSnapshot).start();
  expect(six.actor.getSnapshot().value).toEqual({ aggregating: 'waiting' });
  await six.clock.run(3_600_000);
  expect(six.calls).toEqual([]);
});
