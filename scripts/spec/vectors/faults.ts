import type { FaultCode, Reason } from '../../../packages/machine/src/index.ts';
import {
  answered,
  answers,
  asked,
  challenged,
  elapsed,
  fails,
  idle,
  ok,
  readFails,
  reads,
  running,
  type Script,
  type Shows,
  started,
  submitted,
} from '../script.ts';

const HOPELESS = ['unauthorized', 'forbidden', 'notFound'] as const;
const end = (reason: Reason, code: FaultCode): Shows => ({
  rule: 'fatalFault',
  does: 'settled',
  outcome: {
    outcome: 'failed',
    reason,
    nextStep: 'fixIntegration',
    trouble: { code },
  },
});

const hopeless: readonly Script[] = HOPELESS.flatMap((code): Script[] => [
  {
    id: `faults-start-${code.toLowerCase()}`,
    description: `A start that is ${code} is the end at once.`,
    rules: ['F1'],
    steps: [fails('startJob', code, 'failed', end(code, code))],
  },
  {
    id: `faults-read-${code.toLowerCase()}`,
    description: `A reading that is ${code} is the end at once.`,
    rules: ['F1'],
    steps: [started(), readFails(code, 'failed', end(code, code))],
  },
  {
    id: `faults-answers-${code.toLowerCase()}`,
    description: `Answers that are ${code} are the end at once.`,
    rules: ['F1'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      fails('submitAnswers', code, 'failed', end(code, code)),
    ],
  },
]);

const refused: readonly Script[] = (['refused', 'notAllowed'] as const).flatMap(
  (code): Script[] => [
    {
      id: `faults-start-${code.toLowerCase()}`,
      description: `A start that is ${code} is the end: refused.`,
      rules: ['F3'],
      steps: [fails('startJob', code, 'failed', end('refused', code))],
    },
    {
      id: `faults-read-${code.toLowerCase()}`,
      description: `A reading that is ${code} is the end: refused.`,
      rules: ['F5'],
      steps: [started(), readFails(code, 'failed', end('refused', code))],
    },
  ],
);

const starts: readonly Script[] = [
  {
    id: 'faults-start-conflict',
    description: 'A start that meets another job waits until that has ended, then starts ours.',
    rules: ['F2', 'V7', 'P10'],
    sources: ['D-ERR'],
    steps: [
      fails(
        'startJob',
        'conflict',
        'aggregating.queued',
        { does: 'wait', wait: 1_000, trouble: null, takesLong: false },
        {
          status: 409,
        },
      ),
      reads(running('CONNECTED'), 'aggregating.queued', { rule: 'beingAggregated', wait: 3_000 }),
      readFails('unreachable', 'aggregating.queued', { trouble: { code: 'unreachable' } }),
      reads(running('CONNECTED'), 'aggregating.queued', { wait: 3_000, trouble: null }),
      reads(idle('CONNECTED'), 'aggregating.starting', { rule: 'free', does: 'startJob' }),
      started(running('CONNECTED'), { wait: 1_000 }),
      reads(idle('CONNECTED'), 'aggregating.waiting', { rule: 'quietOnce' }),
    ],
  },
  {
    id: 'faults-start-conflict-stands',
    description: 'A flag that is absent does not say that the other job has ended.',
    rules: ['F2', 'V6'],
    steps: [
      fails('startJob', 'conflict', 'aggregating.queued'),
      reads({ ...running('CONNECTED'), isBeingAggregated: null }, 'aggregating.queued', {
        rule: 'flagAbsent',
      }),
      reads({ ...running('CONNECTED'), isBeingAggregated: null }, 'aggregating.queued', {
        rule: 'flagAbsent',
      }),
      reads({ ...running('CONNECTED'), isBeingAggregated: null }, 'aggregating.starting', {
        rule: 'free',
      }),
    ],
  },
  ...(['unreachable', 'rateLimited', 'malformed', 'unexpected'] as const).map(
    (code): Script => ({
      id: `faults-start-${code.toLowerCase()}`,
      description: `A start that is ${code} is tried again after a wait.`,
      rules: ['F4'],
      sources: ['D-ERR'],
      steps: [
        fails('startJob', code, 'aggregating.queued', { does: 'wait', trouble: { code } }),
        elapsed('aggregating.starting', { does: 'startJob' }),
        started(running('CREATED'), { trouble: null, wait: 1_000 }),
      ],
    }),
  ),
  {
    id: 'faults-start-five-times',
    description: 'A start that fails five times is the end: unreachable.',
    rules: ['F4', 'P5'],
    steps: [
      ...[1, 2, 3, 4].flatMap(() => [
        fails('startJob', 'unreachable', 'aggregating.queued', { does: 'wait' }, { status: 503 }),
        elapsed('aggregating.starting', { does: 'startJob' }),
      ]),
      fails('startJob', 'unreachable', 'failed', {
        rule: 'fatalFault',
        does: 'settled',
        outcome: { reason: 'unreachable', nextStep: 'tryLater', connectionStatus: null },
      }),
    ],
  },
  {
    id: 'faults-start-conflict-after-fault',
    description: 'A conflict after a failed start is the answer of MX: it waits for the other job.',
    rules: ['F2', 'P10'],
    steps: [
      fails('startJob', 'unreachable', 'aggregating.queued'),
      elapsed('aggregating.starting'),
      fails('startJob', 'conflict', 'aggregating.queued', { trouble: null, wait: 1_000 }),
      elapsed('aggregating.reading', { does: 'readStatus' }),
      ok('readStatus', idle('CONNECTED'), 'aggregating.starting'),
    ],
  },
];

const readings: readonly Script[] = [
  ...(['unreachable', 'rateLimited', 'malformed', 'unexpected', 'conflict'] as const).map(
    (code): Script => ({
      id: `faults-read-${code.toLowerCase()}`,
      description: `A reading that is ${code} is no outcome: trouble is shown, and it goes on.`,
      rules: ['F6'],
      sources: ['CW'],
      steps: [
        started(),
        readFails(code, 'aggregating.waiting', { rule: 'fault', does: 'wait', trouble: { code } }),
        reads(running('CREATED'), 'aggregating.waiting', { trouble: null, wait: 3_000 }),
      ],
    }),
  ),
  {
    id: 'faults-read-question',
    description: 'A failed reading leaves an open question open, and it can be answered.',
    rules: ['F6'],
    steps: [
      ...asked('A'),
      readFails('unreachable', 'challenged.waiting', {
        does: 'wait',
        trouble: { code: 'unreachable' },
        needs: 'answers',
      }),
      answers({ A: 'correct' }),
      submitted({ trouble: null, wait: 1_000 }),
      readFails('malformed', 'resumed.waiting', { trouble: { code: 'malformed' } }),
      reads(idle('CONNECTED'), 'connected', { outcome: { outcome: 'connected' } }),
    ],
  },
  {
    id: 'faults-read-between',
    description: 'A failed reading between two same ones does not part them.',
    rules: ['F6', 'V9'],
    steps: [
      started(),
      reads(idle('DENIED'), 'aggregating.waiting', { rule: 'failedOnce' }),
      readFails('unreachable', 'aggregating.waiting', { rule: 'fault' }),
      reads(idle('DENIED'), 'failed', { rule: 'failedTwice', outcome: { trouble: null } }),
    ],
  },
];

const LOST = ['unreachable', 'rateLimited', 'malformed', 'unexpected', 'conflict'] as const;

const submissions: readonly Script[] = [
  {
    id: 'faults-answers-notallowed',
    description: 'Answers that MX does not expect (405) are followed by a reading at once.',
    rules: ['F8'],
    sources: ['N-RES'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      fails(
        'submitAnswers',
        'notAllowed',
        'resumed.reading',
        { does: 'readStatus', trouble: { code: 'notAllowed' } },
        { status: 405 },
      ),
      ok('readStatus', idle('EXPIRED'), 'resumed.waiting', { rule: 'failedOnce', trouble: null }),
      reads(idle('EXPIRED'), 'failed', { outcome: { reason: 'expired' } }),
    ],
  },
  ...LOST.map(
    (code): Script => ({
      id: `faults-answers-${code.toLowerCase()}`,
      description: `Answers whose reply is ${code} are not sent again: MX is read.`,
      rules: ['F9'],
      steps: [
        ...asked('A'),
        answers({ A: 'x' }),
        fails('submitAnswers', code, 'resumed.waiting', {
          does: 'wait',
          wait: 1_000,
          trouble: { code },
        }),
        reads(running('RESUMED'), 'resumed.waiting', { trouble: null }),
      ],
    }),
  ),
  {
    id: 'faults-answers-lost-question-stands',
    description:
      'When MX still asks the same after a lost reply, a person decides, in the same round.',
    rules: ['F9', 'F10'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads(challenged('A'), 'challenged.waiting', {
        does: 'challenged wait',
        round: 1,
        trouble: { code: 'answerLost' },
      }),
      reads(challenged('A'), 'challenged.waiting', {
        does: 'wait',
        trouble: { code: 'answerLost' },
      }),
      answers({ A: 'x' }, 'resumed.submitting', {
        does: 'cancelWait resumed submitAnswers',
        trouble: null,
      }),
      submitted(),
      reads(challenged('A'), 'resumed.waiting', { rule: 'echo' }),
    ],
  },
  {
    id: 'faults-answers-lost-arrived',
    description: 'When the job goes on after a lost reply, the answers have arrived.',
    rules: ['F10'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads(running('RESUMED'), 'resumed.waiting', { trouble: null }),
      reads(challenged('B'), 'challenged.waiting', { round: 2, trouble: null }),
    ],
  },
  {
    id: 'faults-answers-lost-new-question',
    description: 'Another question after a lost reply is a new round, without that trouble.',
    rules: ['F10', 'M1'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads(challenged('B'), 'challenged.waiting', { round: 2, trouble: null }),
      answers({ A: 'late' }, 'challenged.waiting', { does: 'answer.refused' }),
    ],
  },
  {
    id: 'faults-answers-lost-nothing-said',
    description: 'A reading that proves nothing does not tell whether they have arrived.',
    rules: ['F10', 'V19'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads({ ...running('CONNECTED'), isBeingAggregated: null }, 'resumed.waiting', {
        rule: 'flagAbsent',
        trouble: { code: 'answerLost' },
      }),
      reads(running('RESUMED'), 'resumed.waiting', { trouble: null }),
    ],
  },
  {
    id: 'faults-answers-lost-echo',
    description: 'Nor does an echo of the question before.',
    rules: ['F10', 'F9', 'V4'],
    steps: [
      ...answered('A'),
      reads(challenged('B'), 'challenged.waiting'),
      answers({ B: 'x' }),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads(challenged('A'), 'resumed.waiting', {
        rule: 'echo',
        trouble: { code: 'answerLost' },
      }),
      reads(challenged('B'), 'challenged.waiting', { trouble: { code: 'answerLost' }, round: 2 }),
    ],
  },
];

export const faults: readonly Script[] = [
  ...hopeless,
  ...refused,
  ...starts,
  ...readings,
  ...submissions,
];
