import {
  answered,
  answers,
  answersTo,
  asked,
  challenged,
  fails,
  idle,
  question,
  reads,
  running,
  type Script,
  started,
  submitted,
} from '../script.ts';

const OLD = '2026-01-01T00:00:00Z';
const NEW = '2026-01-02T00:00:00Z';

export const rounds: readonly Script[] = [
  {
    id: 'rounds-several-questions',
    description: 'Several questions at once are one round, and are told as MX shows them.',
    rules: ['M1', 'W2'],
    sources: ['A-CHF'],
    steps: [
      started(),
      reads(
        challenged(
          question('A'),
          question('B', {
            type: 'OPTIONS',
            options: [
              { label: 'Red', value: '1', guid: 'OPT-1' },
              { label: 'Blue', value: '2' },
            ],
          }),
          question('C', { type: 'IMAGE_DATA', imageData: 'data:image/png;base64,AA==' }),
        ),
        'challenged.waiting',
        {
          does: 'challenged wait',
          round: 1,
          challenges: [
            question('A'),
            question('B', {
              type: 'OPTIONS',
              options: [
                { label: 'Red', value: '1', guid: 'OPT-1' },
                { label: 'Blue', value: '2' },
              ],
            }),
            question('C', { type: 'IMAGE_DATA', imageData: 'data:image/png;base64,AA==' }),
          ],
        },
      ),
    ],
  },
  {
    id: 'rounds-still-stands',
    description: 'A question that still stands is not told again, and is no new round.',
    rules: ['M2'],
    steps: [
      ...asked('A'),
      reads(challenged('A'), 'challenged.waiting', { does: 'wait', round: 1 }),
      reads(challenged('A'), 'challenged.waiting', { does: 'wait', round: 1 }),
    ],
  },
  {
    id: 'rounds-order-makes-no-round',
    description: 'The same questions in another order are no new round.',
    rules: ['M2'],
    steps: [
      ...asked('A', 'B'),
      reads(challenged('B', 'A'), 'challenged.waiting', { does: 'wait', round: 1 }),
    ],
  },
  {
    id: 'rounds-replaced',
    description: 'A question in place of the open one is a new round; the old one is superseded.',
    rules: ['M3', 'A8'],
    steps: [
      ...asked('A'),
      reads(challenged('B'), 'challenged.waiting', { does: 'challenged wait', round: 2 }),
      answers({ A: 'late' }, 'challenged.waiting', {
        does: 'answer.refused',
        problems: [
          { guid: 'B', code: 'missing' },
          { guid: 'A', code: 'superseded' },
        ],
      }),
      answers({ B: 'correct' }),
    ],
  },
  {
    id: 'rounds-one-more',
    description: 'A question that comes to the open one makes a new round of both.',
    rules: ['M3'],
    steps: [
      ...asked('A'),
      reads(challenged('A', 'B'), 'challenged.waiting', { does: 'challenged wait', round: 2 }),
      answers({ A: '1', B: '2' }),
    ],
  },
  {
    id: 'rounds-answered-elsewhere',
    description: 'When the job goes on without our answer, somebody else has given it.',
    rules: ['M4'],
    steps: [
      ...asked('A'),
      reads(running('RESUMED'), 'resumed.waiting', {
        does: 'resumed wait',
        busy: true,
        challenges: [],
      }),
      reads(idle('CONNECTED'), 'connected'),
    ],
  },
  {
    id: 'rounds-answered-with-new',
    description: 'An answered question that comes back with a new one is asked again with it.',
    rules: ['M5', 'V3'],
    steps: [
      ...answered('A'),
      reads(challenged('A', 'B'), 'challenged.waiting', { rule: 'newChallenge', round: 2 }),
      answers({ B: '2' }, 'challenged.waiting', { does: 'answer.refused' }),
      answers({ A: '1', B: '2' }),
      submitted(),
      reads(challenged('A', 'B'), 'resumed.waiting', { rule: 'echo' }),
    ],
  },
  {
    id: 'rounds-asked-anew',
    description: 'A question that MX asks anew after an answer of ours can be answered again.',
    rules: ['V4', 'M1'],
    steps: [
      ...answered('A'),
      ...[1, 2, 3].map(() => reads(challenged('A'), 'resumed.waiting', { rule: 'echo' })),
      reads(challenged('A'), 'challenged.waiting', { rule: 'echoTooLong', round: 2 }),
      reads(challenged('A'), 'challenged.waiting', {
        rule: 'newChallenge',
        does: 'wait',
        round: 2,
      }),
      answers({ A: 'again' }),
      submitted(),
      reads(challenged('A'), 'resumed.waiting', { rule: 'echo' }),
    ],
  },
  {
    id: 'rounds-echo-of-an-older-round',
    description:
      'The question of any round before can come back as an echo, not only that of the last.',
    rules: ['V4'],
    steps: [
      ...answered('A'),
      reads(challenged('B'), 'challenged.waiting', { round: 2 }),
      answers({ B: 'correct' }),
      submitted(),
      reads(challenged('A'), 'resumed.waiting', { rule: 'echo' }),
      reads(challenged('B'), 'resumed.waiting', { rule: 'echo' }),
    ],
  },
  {
    id: 'rounds-echo-after-an-answer',
    description: 'An answer begins the count of echoes anew.',
    rules: ['V4', 'V1'],
    steps: [
      started(running('CREATED', { aggregatedAt: NEW })),
      reads({ ...challenged('A'), aggregatedAt: NEW }, 'challenged.waiting', { round: 1 }),
      ...[1, 2].map(() =>
        reads(running('CREATED', { aggregatedAt: OLD }), 'challenged.waiting', { rule: 'stale' }),
      ),
      answers({ A: 'correct' }),
      submitted(),
      ...[1, 2, 3].map(() => reads(challenged('A'), 'resumed.waiting', { rule: 'echo' })),
    ],
  },
  {
    id: 'rounds-unknown-status',
    description: 'A status that nobody knows, in place of a question, is read on without it.',
    rules: ['V13', 'M4'],
    steps: [
      ...asked('A'),
      reads(idle('BEWILDERED'), 'resumed.waiting', {
        rule: 'unknownStatus',
        does: 'resumed wait',
        challenges: [],
      }),
    ],
  },
  {
    id: 'rounds-expired',
    description: 'A question that expires while the user thinks is seen, and is an end.',
    rules: ['M6', 'P8'],
    sources: ['N-MEM'],
    steps: [
      ...asked('A'),
      reads({ ...idle('EXPIRED') }, 'challenged.waiting', {
        rule: 'failedOnce',
        wait: 3_000,
        needs: 'answers',
      }),
      reads(idle('EXPIRED'), 'failed', { outcome: { reason: 'expired', nextStep: 'restart' } }),
    ],
  },
  {
    id: 'rounds-rejected',
    description: 'A wrong answer is an end that asks for a restart.',
    rules: ['V9', 'M6'],
    steps: [
      ...answered('A'),
      reads(idle('REJECTED'), 'resumed.waiting', { rule: 'failedOnce' }),
      reads(idle('REJECTED'), 'failed', { outcome: { reason: 'answer', nextStep: 'restart' } }),
    ],
  },
  {
    id: 'rounds-of-the-other-job',
    description: 'A question of the job that ours waits for is passed on; ours starts after it.',
    rules: ['F2', 'V7'],
    sources: ['D-ERR'],
    steps: [
      fails('startJob', 'conflict', 'aggregating.queued', {}, { status: 409 }),
      reads(challenged('A'), 'challenged.waiting', { does: 'challenged wait' }),
      answers({ A: 'correct' }),
      submitted(),
      reads(running('RESUMED'), 'resumed.waiting'),
      reads(idle('CONNECTED'), 'aggregating.starting', { rule: 'free', does: 'startJob' }),
      started(),
    ],
  },
  {
    id: 'rounds-echo-while-asked',
    description:
      'A slow replica that still shows an answered question does not close the next one.',
    rules: ['V4', 'V19'],
    steps: [
      ...answered('A'),
      reads(challenged('B'), 'challenged.waiting', { round: 2, asking: 2 }),
      ...[1, 2, 3].map(() =>
        reads(challenged('A'), 'challenged.waiting', { rule: 'echo', does: 'wait', wait: 3_000 }),
      ),
      answersTo(2, { B: 'correct' }),
    ],
  },
  {
    id: 'rounds-echo-while-asked-too-long',
    description: 'When it is shown for the fourth time, it is asked.',
    rules: ['V4', 'M3'],
    steps: [
      ...answered('A'),
      reads(challenged('B'), 'challenged.waiting', { round: 2 }),
      ...[1, 2, 3].map(() => reads(challenged('A'), 'challenged.waiting', { rule: 'echo' })),
      reads(challenged('A'), 'challenged.waiting', {
        rule: 'echoTooLong',
        does: 'challenged wait',
        round: 3,
      }),
      answers({ A: 'again', B: 'late' }, 'challenged.waiting', {
        problems: [{ guid: 'B', code: 'superseded' }],
      }),
      answers({ A: 'again' }),
    ],
  },
  {
    id: 'rounds-one-of-two-replaced',
    description: 'Another question in the place of one of two is a new round.',
    rules: ['M3'],
    steps: [
      ...asked('A', 'B'),
      reads(challenged('A', 'C'), 'challenged.waiting', { does: 'challenged wait', round: 2 }),
      answers({ A: '1', B: '2', C: '3' }, 'challenged.waiting', {
        problems: [{ guid: 'B', code: 'superseded' }],
      }),
    ],
  },
  {
    id: 'rounds-one-of-two-gone',
    description: 'One question less is a new round, and so is one more.',
    rules: ['M3', 'M1'],
    steps: [
      ...asked('A', 'B'),
      reads(challenged('A'), 'challenged.waiting', { does: 'challenged wait', round: 2 }),
      reads(challenged('A', 'C'), 'challenged.waiting', { does: 'challenged wait', round: 3 }),
    ],
  },
];
