import { checkAnswers, MAX_ANSWER_LENGTH } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, question, startMember } from '../support/fake-member.ts';

const phones = question('A', {
  type: 'OPTIONS',
  options: [
    { guid: 'CRO-1', label: 'Text to ••34', value: 'sms' },
    { guid: 'CRO-2', label: 'Call to ••34', value: 'call' },
  ],
});
const code = question('B', { type: 'TOKEN' });
const pictures = question('C', {
  type: 'IMAGE_OPTIONS',
  options: [{ label: 'Cat', value: 'img-1', dataUri: 'data:image/png;base64,AA==' }],
});
const questions = { challenges: [phones, code], accepted: ['OLD'], superseded: ['GONE'] };
const good = [
  { guid: 'A', value: 'sms' },
  { guid: 'B', value: '123456' },
];

/** Problems as `guid code`, without their sentences. */
const check = (answers: unknown, from: Parameters<typeof checkAnswers>[0] = questions) =>
  checkAnswers(from, answers).map((one) => `${one.guid} ${one.code}`);

describe('answers that fit', () => {
  test.each([
    ['in any order', good.toReversed()],
    ['an option by its value', good],
    ['an option by its guid', [{ guid: 'A', value: 'CRO-2' }, good[1]]],
    ['an option by its label', [{ guid: 'A', value: 'Call to ••34' }, good[1]]],
    ['sealed, whatever is inside', [{ guid: 'A', sealed: 'x'.repeat(9_000) }, good[1]]],
    ['as long as may be', [good[0], { guid: 'B', value: 'x'.repeat(MAX_ANSWER_LENGTH) }]],
  ])('%s', (_, answers) => {
    expect(check(answers)).toEqual([]);
  });

  test('a picture by its label', () => {
    expect(check([{ guid: 'C', value: 'Cat' }], { challenges: [pictures] })).toEqual([]);
  });

  test('anything, where the bank sent no options to choose from', () => {
    const empty = { challenges: [{ ...phones, options: [] }] };
    expect(check([{ guid: 'A', value: 'whatever' }], empty)).toEqual([]);
  });
});

describe('answers that do not fit', () => {
  test.each([
    ['one is missing', [good[0]], ['B missing']],
    ['all are missing', [], ['A missing', 'B missing']],
    ['one comes twice', [...good, good[1]], ['B duplicate']],
    ['a guid is unknown', [...good, { guid: 'X', value: 'x' }], ['null unknown']],
    ['a guid was answered before', [...good, { guid: 'OLD', value: 'x' }], ['OLD superseded']],
    ['a guid was replaced', [...good, { guid: 'GONE', value: 'x' }], ['GONE superseded']],
    ['a value is empty', [good[0], { guid: 'B', value: '' }], ['B empty']],
    ['a value is only spaces', [good[0], { guid: 'B', value: ' \n' }], ['B empty']],
    ['a seal is empty', [good[0], { guid: 'B', sealed: '' }], ['B empty']],
    ['a value is too long', [good[0], { guid: 'B', value: 'x'.repeat(4097) }], ['B tooLong']],
    ['an option does not exist', [{ guid: 'A', value: 'fax' }, good[1]], ['A notAnOption']],
    ['no list', { A: 'sms' }, ['null malformed']],
    ['nothing', undefined, ['null malformed']],
    ['null inside', [null, good[1]], ['null malformed']],
    ['a value that is a number', [good[0], { guid: 'B', value: 123456 }], ['null malformed']],
    ['a value and a seal', [good[0], { guid: 'B', value: '1', sealed: 'x' }], ['null malformed']],
    ['a value and no seal', [good[0], { guid: 'B', value: '1', sealed: null }], ['null malformed']],
    ['a value and a seal that is not there', [good[0], { ...good[1], sealed: undefined }], []],
    [
      'a seal and a value that is not there',
      [good[0], { guid: 'B', sealed: 'x', value: undefined }],
      [],
    ],
    ['neither', [good[0], { guid: 'B', value: undefined }], ['null malformed']],
    ['no guid', [good[0], { value: '123456' }], ['null malformed']],
  ])('%s', (_, answers, problems) => {
    expect(check(answers)).toEqual(problems);
  });

  test('each problem is a sentence that does not quote the answer', () => {
    const answers = [
      { guid: 'A', value: 'SECRET-1' },
      { guid: 'SECRET-2', value: 'SECRET-3' },
    ];
    const problems = checkAnswers(questions, answers);
    expect(problems.map(({ message }) => message)).toEqual([
      'The answer is not one of the choices.',
      'This question is not answered.',
      'There is no such question.',
    ]);
    expect(JSON.stringify(problems)).not.toContain('SECRET');
  });
});

describe('a refused answer', () => {
  test('leaves the member where it was, with the problems in the view and emitted', async () => {
    const member = await startMember({ read: () => challenged('A', 'B') });
    await member.run(2_000);
    const before = member.actor.getSnapshot();
    member.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }], prompt: 1 });
    const problems = [{ guid: 'B', code: 'missing', message: 'This question is not answered.' }];
    expect(member.actor.getSnapshot()).toMatchObject({
      value: before.value,
      context: { problems },
    });
    expect(member.view()).toMatchObject({ state: 'challenged', problems });
    expect(member.emitted.at(-1)).toEqual({ type: 'answer.refused', prompt: 1, problems });
    expect(member.calls.submissions).toEqual([]);
  });

  test('of any shape harms nothing', async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    const halfSealed = [{ guid: 'A', value: 'x', sealed: null }];
    const { proxy: overDraft, revoke } = Proxy.revocable([], {});
    revoke();
    const throwing = [Object.defineProperty({}, 'guid', { get: () => expect.fail('SECRET') })];
    const odd = [undefined, null, 7, 'x', {}, [undefined], halfSealed, overDraft, throwing];
    for (const answers of odd)
      member.send({ type: 'challenge.answer', answers, prompt: 1 } as never);
    expect(member.view()).toMatchObject({ state: 'challenged', problems: [{ code: 'malformed' }] });
    await member.answer();
    expect(member.view()).toMatchObject({ state: 'resumed', problems: [] });
  });

  test('is forgotten when the question is replaced', async () => {
    const member = await startMember({
      read: (call) => (call === 0 ? challenged('A') : challenged('B')),
    });
    await member.run(2_000);
    member.send({ type: 'challenge.answer', answers: [], prompt: 1 });
    await member.run(20_000);
    expect(member.view()).toMatchObject({ round: 2, problems: [] });
  });
});
