import type { ProblemCode } from '../../../packages/machine/src/index.ts';
import {
  answers as answer,
  answersTo,
  asked,
  challenged,
  elapsed,
  fails,
  ok,
  question,
  reads,
  running,
  type Script,
  started,
  submitted,
} from '../script.ts';

/** The problems that are told, by guid and code; the sentence is for people. */
const problems = (...all: readonly (readonly [string | null, ProblemCode])[]) => ({
  does: 'answer.refused',
  problems: all.map(([guid, code]) => ({ guid, code })),
});

const COLOURS = question('A', {
  type: 'OPTIONS',
  options: [
    { label: 'Red', value: '1', guid: 'OPT-1' },
    { label: 'Blue', value: '2', guid: 'OPT-2' },
  ],
});

const NUMBERS = [
  { label: 'Three', value: '1', guid: '3' },
  { label: '1', value: '3', guid: '1' },
];
/** Two that MX gave no values of their own. */
const ALIKE = [
  { label: 'Checking', value: 'Checking', guid: 'G-1' },
  { label: 'Checking', value: 'Checking', guid: 'G-2' },
];

/** A problem of one answer to one question. */
const one = (
  name: string,
  description: string,
  rule: string,
  value: string,
  code: ProblemCode,
): Script => ({
  id: `answers-${name}`,
  description,
  rules: [rule, 'A2'],
  steps: [...asked('A'), answer({ A: value }, 'challenged.waiting', problems(['A', code]))],
});

export const answers: readonly Script[] = [
  {
    id: 'answers-that-fit',
    description: 'Answers that fit are passed on as they were given, in their order.',
    rules: ['A1'],
    sources: ['D-MFA'],
    steps: [
      ...asked('A', 'B'),
      answer({ B: ' second ', A: 'first' }, 'resumed.submitting', {
        does: 'cancelWait resumed submitAnswers',
        problems: [],
      }),
    ],
  },
  {
    id: 'answers-problems-then-good',
    description:
      'After a problem the questions stay open, and the problem is gone with the next answer.',
    rules: ['A2', 'W2'],
    steps: [
      ...asked('A'),
      answer({ A: '' }, 'challenged.waiting', problems(['A', 'empty'])),
      reads(challenged('A'), 'challenged.waiting', {
        problems: [{ guid: 'A', code: 'empty' }],
      }),
      answer({ A: 'correct' }, 'resumed.submitting', { problems: [] }),
    ],
  },
  {
    id: 'answers-problems-new-round',
    description: 'A new round has no problems yet.',
    rules: ['W2', 'M3'],
    steps: [
      ...asked('A'),
      answer({ A: '' }, 'challenged.waiting', problems(['A', 'empty'])),
      reads(challenged('B'), 'challenged.waiting', { problems: [], round: 2 }),
    ],
  },
  {
    id: 'answers-problem-keeps-the-wait',
    description: 'A refused answer neither ends the wait nor drops a reading.',
    rules: ['A2', 'L3'],
    steps: [
      ...asked('A'),
      answer([], 'challenged.waiting', problems(['A', 'missing'])),
      elapsed('challenged.reading', { does: 'readStatus' }),
      answer([], 'challenged.reading', problems(['A', 'missing'])),
    ],
  },
  {
    id: 'answers-missing',
    description: 'Every open question must be answered.',
    rules: ['A3', 'A2'],
    steps: [
      ...asked('A', 'B'),
      answer([], 'challenged.waiting', problems(['A', 'missing'], ['B', 'missing'])),
      answer({ A: 'first' }, 'challenged.waiting', problems(['B', 'missing'])),
    ],
  },
  {
    id: 'answers-duplicate',
    description: 'A question must not be answered twice, not even alike.',
    rules: ['A4', 'A2'],
    steps: [
      ...asked('A'),
      answer(
        [
          { guid: 'A', value: 'x' },
          { guid: 'A', value: 'x' },
        ],
        'challenged.waiting',
        problems(['A', 'duplicate']),
      ),
    ],
  },
  one('empty', 'An empty answer is not sent.', 'A5', '', 'empty'),
  one('white-space', 'An answer of white space is empty.', 'A5', ' \t\n', 'empty'),
  one('too-long', 'An answer of 4,097 characters is too long.', 'A6', 'x'.repeat(4_097), 'tooLong'),
  {
    id: 'answers-longest',
    description: 'An answer of 4,096 characters is not too long.',
    rules: ['A6'],
    steps: [...asked('A'), answer({ A: 'x'.repeat(4_096) })],
  },
  {
    id: 'answers-not-an-option',
    description: 'Where there is a choice, something else is not sent.',
    rules: ['A7', 'A2'],
    steps: [
      ...asked(COLOURS),
      answer({ A: 'red' }, 'challenged.waiting', problems(['A', 'notAnOption'])),
      answer({ A: 'Green' }, 'challenged.waiting', problems(['A', 'notAnOption'])),
    ],
  },
  ...(['1', 'OPT-2', 'Blue'] as const).map(
    (value, index): Script => ({
      id: `answers-option-by-${['value', 'guid', 'label'][index]}`,
      description: `An option can be named by its ${['value', 'guid', 'label'][index]}.`,
      rules: ['A7', 'A1'],
      steps: [...asked(COLOURS), answer({ A: value })],
    }),
  ),
  {
    id: 'answers-superseded',
    description: 'A late answer to a question of an earlier round is refused as such.',
    rules: ['A8'],
    steps: [
      ...asked('A'),
      answer({ A: 'correct' }),
      submitted(),
      reads(challenged('B'), 'challenged.waiting', { round: 2 }),
      answer({ A: 'correct', B: 'correct' }, 'challenged.waiting', problems(['A', 'superseded'])),
    ],
  },
  {
    id: 'answers-superseded-long-ago',
    description: 'That holds for the questions of all rounds before, answered or replaced.',
    rules: ['A8', 'A10'],
    steps: [
      ...asked('A'),
      answer({ A: 'correct' }),
      submitted(),
      reads(challenged('B'), 'challenged.waiting', { round: 2 }),
      reads(challenged('C'), 'challenged.waiting', { round: 3 }),
      reads(challenged('D'), 'challenged.waiting', { round: 4 }),
      answer(
        { D: 'correct', B: 'late', A: 'late', C: 'late' },
        'challenged.waiting',
        problems(['B', 'superseded'], ['A', 'superseded'], ['C', 'superseded']),
      ),
    ],
  },
  {
    id: 'answers-unknown',
    description:
      'An answer to a question that was never asked is refused, and its guid not repeated.',
    rules: ['A9', 'S2'],
    steps: [
      ...asked('A'),
      answer({ A: 'x', 'my answer': 'y' }, 'challenged.waiting', problems([null, 'unknown'])),
    ],
  },
  {
    id: 'answers-order-of-problems',
    description: 'Problems come in the order of the questions, then stray answers in their own.',
    rules: ['A10'],
    steps: [
      ...asked('A'),
      answer({ A: 'correct' }),
      submitted(),
      reads(challenged('D', 'C', 'B', 'E'), 'challenged.waiting', { round: 2 }),
      answer(
        [
          { guid: 'Z', value: 'x' },
          { guid: 'A', value: 'x' },
          { guid: 'B', value: ' ' },
          { guid: 'C', value: ' ' },
          { guid: 'C', value: ' ' },
          { guid: 'E', value: 'fine' },
          { guid: 'Z', value: 'x' },
        ],
        'challenged.waiting',
        problems(
          ['D', 'missing'],
          ['C', 'duplicate'],
          ['B', 'empty'],
          [null, 'unknown'],
          ['A', 'superseded'],
          [null, 'unknown'],
        ),
      ),
    ],
  },
  {
    id: 'answers-sealed',
    description:
      'A sealed answer is not looked into: neither its length nor its option is checked.',
    rules: ['A11', 'A1'],
    steps: [...asked(COLOURS), answer([{ guid: 'A', sealed: 's'.repeat(5_000) }])],
  },
  {
    id: 'answers-sealed-empty',
    description: 'A sealed answer that is empty is refused, and so is one to another question.',
    rules: ['A11', 'A5'],
    steps: [
      ...asked('A'),
      answer([{ guid: 'A', sealed: ' ' }], 'challenged.waiting', problems(['A', 'empty'])),
      answer(
        [{ guid: 'B', sealed: 'x' }],
        'challenged.waiting',
        problems(['A', 'missing'], [null, 'unknown']),
      ),
    ],
  },
  {
    id: 'answers-chosen-of-two',
    description: 'A choice is one of its own question, though another has it too.',
    rules: ['A13'],
    steps: [
      ...asked(
        question('A', { type: 'OPTIONS', options: [{ label: 'Home', value: 'a-home' }] }),
        question('B', { type: 'OPTIONS', options: [{ label: 'Home', value: 'b-home' }] }),
      ),
      answer({ B: 'Home', A: 'Home' }),
    ],
  },
  {
    id: 'answers-chosen',
    description: 'A choice goes out as the value of its option, whichever way it was named.',
    rules: ['A13', 'A7'],
    steps: [
      ...asked(
        ...['A', 'B', 'C', 'D'].map((guid) =>
          question(guid, {
            type: 'OPTIONS',
            options: [
              { label: '2', value: '1', guid: 'OPT-1' },
              { label: 'Blue', value: '2', guid: '3' },
              { label: 'OPT-1', value: '3' },
              { label: 'Blue', value: '4', guid: '2' },
            ],
          }),
        ),
        'E',
        question('F', { type: 'OPTIONS', options: NUMBERS }),
        question('G', { type: 'OPTIONS', options: ALIKE }),
        question('H', { type: 'OPTIONS', options: [{ label: 'None', value: ' ' }] }),
      ),
      {
        ...answer([
          { guid: 'A', value: '2' },
          { guid: 'B', value: 'OPT-1' },
          { guid: 'C', value: 'Blue' },
          { guid: 'D', sealed: 'Blue' },
          { guid: 'E', value: 'Blue' },
          { guid: 'F', value: '3' },
          { guid: 'G', value: 'G-2' },
          { guid: 'H', value: 'None' },
        ]),
        state: 'resumed.submitting',
      },
    ],
  },
  {
    id: 'answers-twice',
    description:
      'Answers that come a second time are not heard, also when the same question is asked again because they were lost.',
    rules: ['A14', 'F9'],
    steps: [
      started(),
      ...reads(challenged('A'), 'challenged.waiting', { asking: 1 }),
      answersTo(1, { A: 'correct' }),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads(challenged('A'), 'challenged.waiting', { round: 1, asking: 2 }),
      answersTo(1, { A: 'correct' }, 'challenged.waiting', { does: '', asking: 2 }),
      answersTo(1, { A: ' ' }, 'challenged.waiting', { does: '', problems: [] }),
      answersTo(2, { A: 'correct' }, 'resumed.submitting'),
    ],
  },
  {
    id: 'answers-twice-refused',
    description:
      'Nor when MX has refused them. The asking is the same while the user mends a problem.',
    rules: ['A14', 'F7'],
    steps: [
      started(),
      ...reads(challenged('A'), 'challenged.waiting'),
      answersTo(1, { A: ' ' }, 'challenged.waiting', { does: 'answer.refused', asking: 1 }),
      answersTo(1, { A: 'odd' }),
      fails('submitAnswers', 'refused', 'challenged.reading', { asking: 2 }),
      answersTo(1, { A: 'odd' }, 'challenged.reading', { does: '' }),
      answersTo(2, { A: ' ' }, 'challenged.reading', { does: 'answer.refused', asking: 2 }),
      answersTo(2, { A: 'even' }),
      submitted(),
      reads(challenged('B'), 'challenged.waiting', { round: 2, asking: 3 }),
      answersTo(2, { B: 'correct' }, 'challenged.waiting', { does: '' }),
      answersTo(4, { B: 'correct' }, 'challenged.waiting', { does: '' }),
      answersTo(0, { B: 'correct' }, 'challenged.waiting', { does: '' }),
      reads(running('RESUMED'), 'resumed.waiting'),
      reads(challenged('B'), 'challenged.waiting', {
        does: 'challenged wait',
        round: 2,
        asking: 3,
      }),
      answersTo(3, { B: 'correct' }),
    ],
  },
  {
    id: 'answers-not-asked-for',
    description: 'Answers where nothing is asked, and second answers, are not heard.',
    rules: ['A12', 'L6'],
    steps: [
      answer({ A: 'x' }, 'aggregating.starting', { does: '' }),
      started(),
      answer({ A: 'x' }, 'aggregating.waiting', { does: '' }),
      reads(challenged('A'), 'challenged.waiting'),
      answer({ A: 'x' }, 'resumed.submitting'),
      answer({ A: 'x' }, 'resumed.submitting', { does: '' }),
      submitted(),
      answer({ A: 'x' }, 'resumed.waiting', { does: '' }),
      reads(running('RESUMED'), 'resumed.waiting'),
      answer({ A: 'x' }, 'resumed.waiting', { does: '' }),
    ],
  },
  {
    id: 'answers-refused-by-mx',
    description: 'Answers whose form MX refuses (400, 422) can be given again in the same round.',
    rules: ['F7'],
    sources: ['N-RES'],
    steps: [
      ...asked('A', 'B'),
      answer({ A: 'x', B: 'y' }),
      fails(
        'submitAnswers',
        'refused',
        'challenged.reading',
        {
          ...problems(['A', 'refused'], ['B', 'refused']),
          does: 'answer.refused readStatus',
          round: 1,
          trouble: null,
        },
        { status: 422 },
      ),
      ok('readStatus', challenged('A', 'B'), 'challenged.waiting', {
        problems: [
          { guid: 'A', code: 'refused' },
          { guid: 'B', code: 'refused' },
        ],
        does: 'wait',
      }),
      answer({ A: 'z', B: 'y' }, 'resumed.submitting', { problems: [] }),
      submitted(),
    ],
  },
];
