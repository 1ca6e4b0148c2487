import type { Challenge, MemberView } from '@mx-member/machine';
import { expect, test, vi } from 'vitest';
import { createAnswerer } from '../../../packages/cli/src/connect/answers.ts';

const challenge = (guid: string, label = `Question ${guid}?`): Challenge => ({
  guid,
  type: 'TEXT',
  label,
  options: [],
});
type Asked = Pick<MemberView, 'challenges' | 'problems' | 'warning'>;
const asked = (guids: string, rest: Partial<Asked> = {}): MemberView => {
  const view: Asked = {
    challenges: guids.split('').map((guid) => challenge(guid)),
    problems: [],
    warning: null,
    ...rest,
  };
  return view as MemberView; // The fields that an answerer uses.
};
const refused = (guid: string | null) => ({
  problems: [{ guid, code: 'notAnOption' as const, message: 'The answer is not one.' }],
});
const LOST = { warning: { code: 'lost' as const, message: 'Perhaps it has arrived.' } };
const { signal } = new AbortController();
const valuesOf = (answers: readonly object[] | null) =>
  answers?.map((answer) => ('value' in answer ? answer.value : null));

test('answers are used in order, one for each question, across all rounds', async () => {
  const answer = createAnswerer(['first', 'second', 'third'], null);
  expect(await answer(asked('a'), signal)).toEqual([{ guid: 'a', value: 'first' }]);
  expect(await answer(asked('bc'), signal)).toEqual([
    { guid: 'b', value: 'second' },
    { guid: 'c', value: 'third' },
  ]);
});

test('an answer that comes after its question has closed goes to the next question', async () => {
  const gates: ((value: string) => void)[] = [];
  async function* given() {
    for (;;) yield await new Promise<string>((resolve) => gates.push(resolve));
  }
  const answer = createAnswerer(given(), null);
  const withdrawn = new AbortController();
  const first = answer(asked('a'), withdrawn.signal);
  await vi.waitFor(() => expect(gates).toHaveLength(1));
  withdrawn.abort();
  expect(await first).toBeNull();
  const second = answer(asked('b'), signal);
  gates[0]?.('late');
  expect(await second).toEqual([{ guid: 'b', value: 'late' }]);
});

test('after a refusal only the refused question gets the next answer', async () => {
  const used: string[] = [];
  const answer = createAnswerer(['first', 'wrong', 'right', 'next round'], null, ({ guid }) =>
    used.push(guid),
  );
  await answer(asked('ab'), signal);
  expect(valuesOf(await answer(asked('ab', refused('b')), signal))).toEqual(['first', 'right']);
  expect(valuesOf(await answer(asked('c'), signal))).toEqual(['next round']);
  expect(used).toEqual(['a', 'b', 'b', 'c']);
});

test('after a refusal of the answers as a whole each question gets a new one', async () => {
  const answer = createAnswerer(['1', '2', '3', '4'], null);
  await answer(asked('ab'), signal);
  expect(valuesOf(await answer(asked('ab', refused(null)), signal))).toEqual(['3', '4']);
});

test('after an answer that may have arrived, a person decides instead of the next given answer', async () => {
  const prompt: string[] = [];
  const ask = async ({ guid }: Challenge) => {
    prompt.push(guid);
    return 'typed';
  };
  const answer = createAnswerer(['first', 'for round two'], ask);
  await answer(asked('a'), signal);
  expect(valuesOf(await answer(asked('a', LOST), signal))).toEqual(['typed']);
  expect(prompt).toEqual(['a']);
  expect(valuesOf(await answer(asked('b'), signal))).toEqual(['for round two']);
});

test('a question that the bank repeats gets a new answer', async () => {
  const answer = createAnswerer(['first', 'second'], null);
  await answer(asked('a'), signal);
  expect(valuesOf(await answer(asked('a'), signal))).toEqual(['second']);
});

test('a person is asked for missing answers, and giving up sends nothing', async () => {
  const replies = ['typed', null];
  const answer = createAnswerer(['given'], async () => replies.shift() ?? null);
  expect(valuesOf(await answer(asked('ab'), signal))).toEqual(['given', 'typed']);
  expect(await answer(asked('c'), signal)).toBeNull();
});

test('if nobody can answer, the error names the question and its choices but not an answer', async () => {
  const answer = createAnswerer(['sesame'], null);
  const question: Challenge = {
    ...challenge('a', 'Which\u001b[31m phone?\n'),
    type: 'OPTIONS',
    options: [
      { label: 'Home', value: 'value-1' },
      { label: 'Work', value: 'value-2' },
    ],
  };
  await answer(asked('a', { challenges: [question] }), signal);
  const attempt = answer(asked('a', { challenges: [question], ...refused('a') }), signal);
  await expect(attempt).rejects.toMatchObject({
    exitCode: 2,
    message:
      'The answer is not one. No answer is left for the question "Which phone?" (Home | Work). Give another one with --answer or --answers-from, or run this in a terminal.',
  });
});

test('if an answer is lost and nobody can decide, the error says so', async () => {
  const answer = createAnswerer(['first', 'second'], null);
  await answer(asked('a'), signal);
  await expect(answer(asked('a', LOST), signal)).rejects.toThrow(
    /Perhaps it has arrived.*"Question a\?"/,
  );
});
