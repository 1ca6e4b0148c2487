import {
  type Answer,
  createMemberActors,
  type MemberPort,
  MxError,
  memberMachine,
  type Reading,
} from '@mx-member/machine';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createActor } from 'xstate';
import { CliError } from '../../../packages/cli/src/common/errors.ts';
import { type Conversation, runLifecycle } from '../../../packages/cli/src/connect/lifecycle.ts';
import { challenged, idle, MEMBER, portOf, running } from '../../support/fake-member.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Runs a member with these readings, in order. The last one is repeated for ever. */
function runWith(
  readings: readonly Reading[],
  conversation: Partial<Conversation>,
  more: Partial<MemberPort> = {},
) {
  const states: string[] = [];
  const machine = memberMachine.provide({ actors: createMemberActors(portOf(readings, more)) });
  const input = { member: MEMBER, job: 'aggregate' } as const;
  const end = runLifecycle(createActor(machine, { input }), {
    show: ({ state }) => void (states.at(-1) !== state && states.push(state)),
    answer: async () => null,
    signal: new AbortController().signal,
    ...conversation,
  });
  return { end, states };
}

const answerWith = (...values: readonly string[]): Conversation['answer'] => {
  const left = [...values];
  return async ({ challenges }) =>
    challenges.map(({ guid }): Answer => ({ guid, value: left.shift() ?? '' }));
};

test('each round is answered once, and it ends connected', async () => {
  const answer = vi.fn(answerWith('one', 'two'));
  const { end, states } = runWith([challenged('a'), challenged('b'), idle('CONNECTED')], {
    answer,
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await end).outcome.outcome).toBe('connected');
  expect(answer).toHaveBeenCalledTimes(2);
  expect(states).toEqual([
    'aggregating',
    'challenged',
    'resumed',
    'challenged',
    'resumed',
    'connected',
  ]);
});

test('a refused answer is followed by the next', async () => {
  const answer = vi.fn(answerWith('', '', 'good'));
  const { end } = runWith([challenged('a'), idle('CONNECTED')], { answer });
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await end).outcome.outcome).toBe('connected');
  expect(answer).toHaveBeenCalledTimes(3);
  expect(answer.mock.calls.map(([{ problems }]) => problems.map(({ code }) => code))).toEqual([
    [],
    ['empty'],
    ['empty'],
  ]);
});

test('an answer that MX refuses is followed by the next', async () => {
  const answer = vi.fn(answerWith('one', 'two'));
  const submitAnswers = vi
    .fn<MemberPort['submitAnswers']>()
    .mockRejectedValueOnce(new MxError('badRequest', { status: 400 }))
    .mockResolvedValue(running('RESUMED'));
  const { end } = runWith(
    [challenged('a'), challenged('a'), idle('CONNECTED')],
    { answer },
    { submitAnswers },
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await end).outcome.outcome).toBe('connected');
  expect(answer.mock.calls[1]?.[0].problems).toMatchObject([{ code: 'refused' }]);
});

test('a question that was answered elsewhere is closed before the screen shows the next phase', async () => {
  const order: string[] = [];
  const answer: Conversation['answer'] = (_, signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        order.push('withdrawn');
        resolve(null);
      });
    });
  const show: Conversation['show'] = ({ state }) => void order.push(state);
  const resumed = running('RESUMED');
  const { end } = runWith([challenged('a'), resumed, resumed, idle('CONNECTED')], {
    answer,
    show,
  });
  await vi.advanceTimersByTimeAsync(120_000);
  expect((await end).outcome.outcome).toBe('connected');
  expect(order.indexOf('withdrawn')).toBeGreaterThan(order.indexOf('challenged'));
  expect(order[order.indexOf('withdrawn') + 1]).toBe('resumed');
});

test('a question that stays open is asked once, and a new question is asked in its place', async () => {
  const answer = vi.fn(async () => null);
  const { end } = runWith([challenged('a'), challenged('a'), challenged('a'), challenged('b')], {
    answer,
  });
  await vi.advanceTimersByTimeAsync(50_000);
  expect(answer).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(answer).toHaveBeenCalledTimes(2);
  expect((await end).outcome).toMatchObject({ reason: 'abandoned' });
});

test('if nobody can answer, it cancels and says why', async () => {
  const nobody = new CliError('Nobody can answer.');
  const { end } = runWith([challenged('a')], { answer: () => Promise.reject(nobody) });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await end).toMatchObject({
    outcome: { outcome: 'failed', reason: 'cancelled' },
    unanswered: nobody,
  });
});

test.each([0, 10_000])('an interruption after %i ms cancels', async (ms) => {
  const stop = new AbortController();
  const { end } = runWith([running('CREATED')], { signal: stop.signal });
  await vi.advanceTimersByTimeAsync(ms);
  stop.abort();
  expect((await end).outcome).toMatchObject({ outcome: 'failed', reason: 'cancelled' });
});

test('an interruption before the start cancels without a poll', async () => {
  const { end, states } = runWith([running('CREATED')], { signal: AbortSignal.abort() });
  expect((await end).outcome).toMatchObject({ reason: 'cancelled' });
  expect(states).toEqual(['aggregating', 'failed']);
});
