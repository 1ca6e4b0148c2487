import type { AnswerWith } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { createOfferedOptions } from '../../packages/adapters/src/mx/answers.ts';
import { fakeMx, MEMBER, member } from '../support/fake-mx.ts';

const OPTIONS = [
  { guid: 'CRO-1', label: 'Text message', value: 'sms' },
  { guid: 'CRO-2', label: 'sms', value: 'other' },
  { label: 'Call', value: 'voice' },
];
const CHALLENGED = member({
  connection_status: 'CHALLENGED',
  is_being_aggregated: true,
  challenges: [
    { guid: 'CRD-1', type: 'OPTIONS', label: 'Where to?', options: OPTIONS },
    { guid: 'CRD-2', type: 'TEXT', label: 'Colour?' },
  ],
});
const RESUMED = member({ connection_status: 'RESUMED', is_being_aggregated: true }, 202);

interface Resume {
  readonly member: { readonly challenges: readonly { guid: string; value: string }[] };
}

/** What goes out for an answer to CRD-1 after a reading. */
async function sentFor(value: string, answerWith?: AnswerWith, answered: MemberId = MEMBER) {
  const { mx, sent } = fakeMx([CHALLENGED, RESUMED], answerWith ? { answerWith } : {});
  await mx.readStatus({ member: MEMBER });
  const answers = [
    { guid: 'CRD-1', value },
    { guid: 'CRD-2', value: 'Text message' },
  ];
  await mx.submitAnswers({ member: answered, answers });
  const { challenges } = sent.map(({ body }) => body as Resume)[1]?.member ?? { challenges: [] };
  // A text is nobody's option.
  expect(challenges[1]).toEqual(answers[1]);
  return challenges[0]?.value;
}

test.each(['sms', 'CRO-1', 'Text message'])(
  'an option named by %j goes out as its value',
  async (named) => {
    expect(await sentFor(named)).toBe('sms');
  },
);

test('by option it goes out as its guid or label', async () => {
  expect(await sentFor('sms', 'guid')).toBe('CRO-1');
  expect(await sentFor('CRO-2', 'label')).toBe('sms');
  expect(await sentFor('Text message', 'label')).toBe('Text message');
});

test('an option without a guid goes out as its value', async () => {
  expect(await sentFor('Call', 'guid')).toBe('voice');
});

test('an answer that names no option of this member goes out as it is', async () => {
  expect(await sentFor('nowhere')).toBe('nowhere');
  expect(await sentFor('CRO-1', 'value', { ...MEMBER, memberGuid: 'MBR-2' })).toBe('CRO-1');
});

test('options are forgotten when they are no longer asked', async () => {
  const { mx, sent } = fakeMx([CHALLENGED, RESUMED]);
  await mx.readStatus({ member: MEMBER });
  await mx.readStatus({ member: MEMBER });
  await mx.submitAnswers({ member: MEMBER, answers: [{ guid: 'CRD-1', value: 'CRO-1' }] });
  expect(sent[2]?.body).toEqual({ member: { challenges: [{ guid: 'CRD-1', value: 'CRO-1' }] } });
});

test('a sealed answer is opened on its way out', async () => {
  const { mx, sent } = fakeMx([CHALLENGED, RESUMED], {
    open: async (sealed) => sealed.replace('sealed:', ''),
  });
  await mx.readStatus({ member: MEMBER });
  await mx.submitAnswers({ member: MEMBER, answers: [{ guid: 'CRD-1', sealed: 'sealed:Call' }] });
  expect(sent[1]?.body).toEqual({ member: { challenges: [{ guid: 'CRD-1', value: 'voice' }] } });
});

test('a sealed answer that cannot be opened is refused and not sent', async () => {
  const answers = [{ guid: 'CRD-1', sealed: 'x' }];
  for (const open of [undefined, () => Promise.reject(new Error('no key'))]) {
    const { mx, sent } = fakeMx([RESUMED], open ? { open } : {});
    await expect(mx.submitAnswers({ member: MEMBER, answers })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(open ? /not be opened/ : /`open` function/),
    });
    expect(sent).toEqual([]);
  }
});

test('memory is bounded: the member that was read longest ago is forgotten first', () => {
  const offered = createOfferedOptions(2);
  const members = ['MBR-1', 'MBR-2', 'MBR-3'].map((memberGuid) => ({ ...MEMBER, memberGuid }));
  const asked = [{ guid: 'CRD-1', type: 'OPTIONS', label: 'Where to?', options: OPTIONS } as const];
  for (const one of members) offered.note(one, asked);
  expect(members.map((one) => offered.of(one, 'CRD-1').length)).toEqual([0, 3, 3]);
  for (const one of [...'abc']) offered.note({ ...MEMBER, memberGuid: one }, []);
  expect(members.map((one) => offered.of(one, 'CRD-1').length)).toEqual([0, 3, 3]);
  for (const one of members) offered.note(one, []);
  expect(members.map((one) => offered.of(one, 'CRD-1').length)).toEqual([0, 0, 0]);
});

test('pictures are not kept', () => {
  const offered = createOfferedOptions();
  const pictured = { label: 'Sun', value: 's', dataUri: 'data:image/png;base64,AAAA' };
  offered.note(MEMBER, [
    { guid: 'CRD-1', type: 'IMAGE_OPTIONS', label: 'Which?', options: [pictured] },
  ]);
  expect(offered.of(MEMBER, 'CRD-1')).toEqual([{ label: 'Sun', value: 's' }]);
});
