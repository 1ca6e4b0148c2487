import {
  begin,
  type Challenge,
  checkAnswers,
  type MemberRecord,
  type Reading,
  recordView,
} from '@mx-member/machine';
import { expect, test } from 'vitest';
import { challenged, MEMBER, question, running } from '../support/fake-member.ts';
import { type Said, take } from '../support/steps.ts';

const guidsOf = (count: number) => Array.from({ length: count }, (_, n) => `Q${n}`);

/** Questions that count how often their guids are read. */
function countedQuestions(count: number) {
  let reads = 0;
  const challenges = guidsOf(count).map((guid): Challenge => {
    const challenge = question(guid);
    return Object.defineProperty(challenge, 'guid', {
      enumerable: true,
      get: () => {
        reads++;
        return guid;
      },
    });
  });
  return { challenges, reads: () => reads };
}

/** Runs a round of this many questions up to the next round. Returns how often guids were read, and the record. */
function round(count: number) {
  const { challenges, reads } = countedQuestions(count);
  const asked = running('CHALLENGED', { challenges });
  const answers = guidsOf(count).map((guid) => ({ guid, value: 'x' }));
  let { record } = begin({ member: MEMBER, job: null });
  const said = (event: Said) => {
    ({ record } = take(record, event));
  };
  let at = 0;
  const read = (reading: Reading) => {
    at += 3_000;
    said({ type: 'elapsed' });
    said({ type: 'done', call: 'readStatus', reading: { ...reading, at } });
  };
  read(asked);
  read(asked);
  said({ type: 'challenge.answer', answers: answers.slice(1) });
  said({ type: 'challenge.answer', answers });
  said({ type: 'done', call: 'submitAnswers', reading: { ...running('RESUMED'), at } });
  read(asked);
  read(challenged('NEXT'));
  return { reads: reads(), record };
}

const bytes = (record: MemberRecord): number => JSON.stringify(record).length;

test('the cost grows in proportion to the number of questions', () => {
  const few = round(2_000);
  const many = round(20_000);
  expect(recordView(many.record)).toMatchObject({ round: 2, challenges: [{ guid: 'NEXT' }] });
  expect(many.record.context.answeredGuids).toHaveLength(20_000);
  expect(many.reads).toBeGreaterThan(20_000);
  expect(many.reads).toBeLessThan(few.reads * 11);
  expect(bytes(many.record)).toBeLessThan(bytes(few.record) * 11);
});

test('any number of answers without a question are one problem', () => {
  const strays = guidsOf(200_000).map((guid) => ({ guid, value: 'x' }));
  expect(checkAnswers({ challenges: [question('A')] }, strays)).toMatchObject([
    { guid: 'A', code: 'missing' },
    { guid: null, code: 'unknown' },
  ]);
});
