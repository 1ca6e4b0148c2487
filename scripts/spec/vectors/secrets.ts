import {
  answers,
  asked,
  challenged,
  fails,
  reads,
  resumes,
  type Script,
  submitted,
} from '../script.ts';

const SECRET = 'correct horse battery staple';

export const secrets: readonly Script[] = [
  {
    id: 'secrets-only-in-the-call',
    description:
      'An answer is in the call that carries it, and in nothing that is kept, told or shown.',
    rules: ['S1'],
    steps: [
      ...asked('A'),
      answers({ A: SECRET }, 'resumed.submitting', { does: 'cancelWait resumed submitAnswers' }),
      submitted(),
      reads(challenged('A'), 'resumed.waiting', { rule: 'echo' }),
    ],
  },
  {
    id: 'secrets-not-sent-again',
    description: 'An answer whose reply is lost is forgotten: nothing can send it again.',
    rules: ['S1', 'F9'],
    steps: [
      ...asked('A'),
      answers({ A: SECRET }),
      fails('submitAnswers', 'unreachable', 'resumed.waiting', { does: 'wait' }),
      reads(challenged('A'), 'challenged.waiting', { does: 'challenged wait' }),
    ],
  },
  {
    id: 'secrets-not-kept',
    description: 'A record that is kept while an answer is on its way does not hold it.',
    rules: ['S1', 'R3'],
    steps: [
      ...asked('A'),
      answers({ A: SECRET }),
      resumes('resumed.reading', { does: 'readStatus' }),
    ],
  },
  {
    id: 'secrets-problems-do-not-quote',
    description: 'Problems quote neither an answer nor a guid that is one in the wrong place.',
    rules: ['S2', 'A9'],
    steps: [
      ...asked('A'),
      answers({ [SECRET]: SECRET }, 'challenged.waiting', {
        does: 'answer.refused',
        problems: [
          { guid: 'A', code: 'missing' },
          { guid: null, code: 'unknown' },
        ],
      }),
    ],
  },
  {
    id: 'secrets-refusals-do-not-quote',
    description: 'The refusal of an event with answers does not quote them.',
    rules: ['S2', 'R8'],
    steps: [
      ...asked('A'),
      {
        event: () => ({
          type: 'challenge.answer',
          answers: [{ guid: 'A', value: SECRET, sealed: SECRET }],
        }),
        refused: true,
      },
      { event: () => ({ type: 'challenge.answer', answers: SECRET }), refused: true },
      { event: () => ({ type: 'challenge.answer', answers: [], note: SECRET }), refused: true },
    ],
  },
];
