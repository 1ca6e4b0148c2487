import { createMx } from '@mx-member/adapters/mx';
import { memberView } from '@mx-member/machine';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
  const { member, reading } = await mx.createMember({ userGuid, institutionCode, credentials });

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
  actor.send({ type: 'bank.chosen', input: { member, job: null, baseline: reading } });
  await vi.advanceTimersByTimeAsync(1_000);
  await restart();
  await vi.advanceTimersByTimeAsync(60_000);
  await restart();
  await vi.advanceTimersByTimeAsync(1_000);

  const child = actor.getSnapshot().children.member;
  const { challenges, prompt } = memberView(child?.getSnapshot() as never);
  const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  child?.send({ type: 'challenge.answer', answers, prompt });
  await vi.advanceTimersByTimeAsync(1_000);
  await restart();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(actor.getSnapshot()).toMatchObject({ value: 'done', status: 'done' });
  const { answers: taken, starts } = simulator.bank.member(member.memberGuid).received;
  expect([taken.length, starts.length]).toEqual([1, 1]);
});
