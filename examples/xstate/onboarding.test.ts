import { createMx } from '@mx-member/adapters/mx';
import { memberView } from '@mx-member/machine';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listen } from './listen.ts';
import { openOnboarding } from './saved.ts';

const simulator = createMxSimulator();
const mx = createMx({
  clientId: DEFAULT_CLIENT_ID,
  apiKey: DEFAULT_API_KEY,
  environment: new URL('https://mx.example'),
  fetch: simulator.fetch,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a parent and its member go on after a restart, even from a question or a wait', async () => {
  const { userGuid } = await mx.createUser();
  const institutionCode = 'mxbank';
  const fields = await mx.institutionCredentials({ institutionCode });
  const credentials = fields.map(({ guid, type }) => ({
    guid,
    value: type === 'PASSWORD' ? 'challenge' : 'mxuser',
  }));
  const made = await mx.createMember({ userGuid, institutionCode, credentials });
  const { member, reading: reply } = made;
  const act = { type: 'creation', before: null, reply, at: Date.now() } as const;

  let saved: string | undefined;
  const open = () =>
    openOnboarding(
      mx,
      async (text) => {
        saved = text;
      },
      saved,
    );
  let actor = open();
  /** Simulates a restart of the process: only what was saved survives. */
  const restart = async () => {
    await Promise.resolve();
    actor.stop();
    actor = open();
  };
  await restart();
  actor.send({ type: 'bank.chosen', input: { member, job: 'aggregate', act } });
  await vi.advanceTimersByTimeAsync(1_000);
  await restart();
  await vi.advanceTimersByTimeAsync(60_000);
  await restart();
  await vi.advanceTimersByTimeAsync(1_000);

  const child = actor.getSnapshot().children.member;
  if (!child) throw new Error('The app has not invoked its member.');
  const { challenges, prompt } = memberView(child.getSnapshot());
  const shown: string[] = [];
  listen(actor, {
    ask: (questions) => shown.push(...questions.map(({ label }) => label)),
    explain: (problems) => shown.push(...problems.map(({ code }) => code)),
  });
  actor.send({ type: 'challenge.answer', answers: [], prompt });
  expect(shown).toEqual(['missing']);
  // The bank asks again after this answer.
  const answered = (value: string) => challenges.map(({ guid }) => ({ guid, value }));
  actor.send({ type: 'challenge.answer', answers: answered('challenge'), prompt });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(shown).toHaveLength(2);
  const next = memberView(child.getSnapshot());
  const answers = next.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  actor.send({ type: 'challenge.answer', answers, prompt: next.prompt });
  await vi.advanceTimersByTimeAsync(1_000);
  await restart();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(actor.getSnapshot()).toMatchObject({ value: 'done', status: 'done' });
  const { answers: taken, starts } = simulator.bank.member(member.memberGuid).received;
  expect([taken.length, starts.length]).toEqual([2, 1]);
});
