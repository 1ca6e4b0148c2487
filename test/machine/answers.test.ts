import { checkAnswers, MAX_ANSWER_LENGTH, prepareAnswers } from '@mx-member/machine';
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
const questions = { challenges: [phones, code] };
const good = [
  { guid: 'A', value: 'sms' },
  { guid: 'B', value: '123456' },
];

/** Problems as `guid code`, without their sentences. */
const check = (answers: unknown, from: Parameters<typeof checkAnswers>[0] = questions) =>
  checkAnswers(from, answers).map((one) => `${one.guid} ${one.code}`);

describe('malformed answers', () => {
  test.each([
    ['no list', { A: 'sms' }, ['null malformed']],
    ['nothing', undefined, ['null malformed']],
    ['null inside', [null, good[1]], ['null malformed']],
    ['a hole inside', Object.assign(Array(3), { 0: good[0], 2: good[1] }), ['null malformed']],
    ['a value that is a number', [good[0], { guid: 'B', value: 123456 }], ['null malformed']],
    [
      'a value and a sealed text',
      [good[0], { guid: 'B', value: '1', sealed: 'x' }],
      ['null malformed'],
    ],
    [
      'a value and an invalid sealed text',
      [good[0], { guid: 'B', value: '1', sealed: null }],
      ['null malformed'],
    ],
    ['a value and an undefined sealed text', [good[0], { ...good[1], sealed: undefined }], []],
    [
      'a sealed text and an undefined value',
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
      'This question does not exist.',
    ]);
    expect(JSON.stringify(problems)).not.toContain('SECRET');
  });
});

test('a hundred thousand stray answers are checked quickly', () => {
  const challenges = Array.from({ length: 5_000 }, (_, index) => question(`Q${index}`));
  const answers = Array.from({ length: 100_000 }, (_, index) => ({
    guid: `Q${index}`,
    value: 'x',
  }));
  const from = performance.now();
  expect(check(answers, { challenges })).toEqual(['null unknown']);
  // With quadratic time it would be half a minute.
  expect(performance.now() - from).toBeLessThan(2_000);
});

describe('prepareAnswers', () => {
  const view = { ...questions, answerWith: 'value' } as const;
  const chosen = (value: string) => [{ guid: 'A', value }, good[1]];

  test.each(['sms', 'CRO-1', 'Text to ••34'])('sends %s as the value of the option', (name) => {
    expect(prepareAnswers(view, chosen(name))).toEqual({ answers: chosen('sms') });
  });

  test.each([
    ['value', 'sms'],
    ['guid', 'CRO-1'],
    ['label', 'Text to ••34'],
  ] as const)('sends a choice as its %s if the member asks for that', (answerWith, sent) => {
    expect(prepareAnswers({ ...view, answerWith }, chosen('sms'))).toEqual({
      answers: chosen(sent),
    });
  });

  test('sends an option without a guid as its value', () => {
    const from = { challenges: [pictures], answerWith: 'guid' } as const;
    expect(prepareAnswers(from, [{ guid: 'C', value: 'Cat' }])).toEqual({
      answers: [{ guid: 'C', value: 'img-1' }],
    });
  });

  test('keeps sealed answers sealed, and drops other fields', () => {
    const answers = [
      { guid: 'A', sealed: 'sms' },
      { guid: 'B', value: '1', note: 'SECRET' },
    ];
    expect(prepareAnswers(view, answers)).toEqual({
      answers: [
        { guid: 'A', sealed: 'sms' },
        { guid: 'B', value: '1' },
      ],
    });
  });

  test('returns the problems of checkAnswers for invalid answers', () => {
    for (const answers of [[], chosen('fax'), 'SECRET', undefined])
      expect(prepareAnswers(view, answers)).toEqual({ problems: checkAnswers(view, answers) });
  });

  test('needs only the view of a member, and returns what the member sends', async () => {
    const phone = { ...challenged('A'), challenges: [phones] };
    const member = await startMember({ read: () => phone }, { answerWith: 'label' });
    await member.run(2_000);
    const prepared = prepareAnswers(member.view, [{ guid: 'A', value: 'call' }]);
    await member.answer('call');
    expect(prepared).toEqual({ answers: member.calls.submissions[0] });
    expect(member.calls.submissions[0]).toEqual([{ guid: 'A', value: 'Call to ••34' }]);
  });
});

describe('a refused answer', () => {
  test.each([undefined, null, '1', Number.NaN, {}])(
    'whose prompt is %o is refused as malformed without quoting the prompt',
    async (prompt) => {
      const member = await startMember({ read: () => challenged('A') });
      await member.run(2_000);
      const answers = [{ guid: 'A', value: 'x' }];
      member.send({ type: 'challenge.answer', answers, prompt } as never);
      expect(member.emitted.at(-1)).toMatchObject({
        type: 'answer.refused',
        prompt: 1,
        problems: [{ code: 'malformed' }],
      });
      expect(member.view).toMatchObject({ needs: 'answers', problems: [] });
    },
  );

  test('that throws when it is read is malformed', () => {
    const throwing = [Object.defineProperty({}, 'guid', { get: () => expect.fail('SECRET') })];
    expect(check(throwing)).toEqual(['null malformed']);
    expect(check([null])).toEqual(['null malformed']);
  });

  test('that is too long is refused with the limit in the message', () => {
    const [problem] = checkAnswers({ challenges: [code] }, [
      { guid: 'B', value: 'x'.repeat(MAX_ANSWER_LENGTH + 1) },
    ]);
    expect(problem?.message).toBe('The answer is longer than 4096 characters.');
  });

  test('of any shape does no harm', async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    const halfSealed = [{ guid: 'A', value: 'x', sealed: null }];
    const { proxy: overDraft, revoke } = Proxy.revocable([], {});
    revoke();
    const throwing = [Object.defineProperty({}, 'guid', { get: () => expect.fail('SECRET') })];
    const odd = [undefined, null, 7, 'x', {}, [undefined], halfSealed, overDraft, throwing];
    for (const answers of odd)
      member.send({ type: 'challenge.answer', answers, prompt: 1 } as never);
    expect(member.view).toMatchObject({ state: 'challenged', problems: [{ code: 'malformed' }] });
    await member.answer();
    expect(member.view).toMatchObject({ state: 'resumed', problems: [] });
  });
});
