import {
  answers,
  asked,
  cancel,
  challenged,
  elapsed,
  fails,
  idle,
  news,
  ok,
  readFails,
  reads,
  running,
  type Script,
  started,
  submitted,
} from '../script.ts';

export const lifecycle: readonly Script[] = [
  {
    id: 'lifecycle-two-rounds',
    description: 'A job is started, the bank asks twice, and the member is connected.',
    rules: ['L1', 'L2', 'L5', 'L7', 'M1', 'A1', 'V3', 'V14', 'W1'],
    sources: ['D-MFA', 'A-STAT'],
    begins: { state: 'aggregating', busy: true, does: 'startJob', outcome: null },
    steps: [
      started(running('CREATED'), { wait: 1_000, busy: true }),
      elapsed('aggregating.reading', { does: 'readStatus' }),
      ok('readStatus', running('CREATED'), 'aggregating.waiting', { wait: 3_000 }),
      reads(challenged('A'), 'challenged.waiting', {
        does: 'challenged wait',
        needs: 'answers',
        busy: false,
        round: 1,
      }),
      answers({ A: '+1 555 0100' }, 'resumed.submitting', {
        does: 'cancelWait resumed submitAnswers',
        busy: true,
      }),
      submitted({ wait: 1_000 }),
      reads(challenged('B'), 'challenged.waiting', { does: 'challenged wait', round: 2 }),
      answers({ B: '123456' }),
      submitted(),
      reads(running('RESUMED'), 'resumed.waiting', { wait: 3_000 }),
      reads(idle('CONNECTED'), 'connected', {
        does: 'settled',
        busy: false,
        needs: null,
        outcome: { outcome: 'connected', fresh: true },
      }),
    ],
  },
  {
    id: 'lifecycle-no-job',
    description: 'A job that MX has started by itself is not started again, but read.',
    rules: ['L1'],
    sources: ['D-CREATE'],
    input: { job: null },
    begins: { state: 'aggregating', does: 'wait', wait: 1_000 },
    steps: [
      reads(running('CREATED'), 'aggregating.waiting', { wait: 3_000 }),
      reads(idle('CONNECTED'), 'connected', { does: 'settled' }),
    ],
  },
  {
    id: 'lifecycle-dropped-call',
    description:
      'An answer during a reading drops that reading, and its late result changes nothing.',
    rules: ['L2', 'L3', 'L6'],
    steps: [
      ...asked('A'),
      elapsed('challenged.reading'),
      answers({ A: 'correct' }, 'resumed.submitting', {
        does: 'cancelCall resumed submitAnswers',
      }),
      ok('readStatus', challenged('B'), 'resumed.submitting', { does: '' }),
      submitted({ does: 'wait' }),
    ],
  },
  {
    id: 'lifecycle-cancel-start',
    description: 'Given up during the start, it ends, and the start is dropped.',
    rules: ['L3', 'L4', 'L5'],
    steps: [
      cancel('failed', {
        does: 'cancelCall settled',
        outcome: {
          outcome: 'failed',
          reason: 'cancelled',
          nextStep: 'restart',
          connectionStatus: null,
        },
      }),
      ok('startJob', running('CREATED'), 'failed', { does: '' }),
    ],
  },
  {
    id: 'lifecycle-cancel-wait',
    description: 'Given up in a wait, it ends with the last status and the fault that stands.',
    rules: ['L3', 'L4'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      readFails('unreachable', 'aggregating.waiting'),
      cancel('failed', {
        does: 'cancelWait settled',
        outcome: {
          reason: 'cancelled',
          connectionStatus: 'CREATED',
          trouble: { code: 'unreachable' },
        },
      }),
    ],
  },
  {
    id: 'lifecycle-cancel-question',
    description: 'Given up while a question is open, it ends, and the question is gone.',
    rules: ['L4', 'W2'],
    steps: [
      ...asked('A'),
      cancel('failed', { does: 'cancelWait settled', challenges: [], needs: null, round: 1 }),
    ],
  },
  {
    id: 'lifecycle-cancel-submission',
    description: 'Given up while answers are submitted, it ends; the answers are on their way.',
    rules: ['L3', 'L4'],
    steps: [
      ...asked('A'),
      answers({ A: 'correct' }),
      cancel('failed', { does: 'cancelCall settled' }),
    ],
  },
  {
    id: 'lifecycle-nothing-after-the-end',
    description: 'After the end nothing is heard.',
    rules: ['L5'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      reads(idle('CONNECTED'), 'connected', { does: 'settled' }),
      cancel('connected', { does: '', outcome: { outcome: 'connected' } }),
      news('connected', { does: '' }),
      answers({ A: 'late' }, 'connected', { does: '' }),
      elapsed('connected', { does: '' }),
      ok('readStatus', idle('DENIED'), 'connected', { does: '' }),
    ],
  },
  {
    id: 'lifecycle-not-heard',
    description:
      'Results of calls that are not open and a time that nobody waits for change nothing.',
    rules: ['L6'],
    steps: [
      elapsed('aggregating.starting', { does: '' }),
      ok('readStatus', idle('CONNECTED'), 'aggregating.starting', { does: '' }),
      fails('submitAnswers', 'unauthorized', 'aggregating.starting', { does: '' }),
      started(),
      ok('startJob', running('CREATED'), 'aggregating.waiting', { does: '' }),
      fails('readStatus', 'unauthorized', 'aggregating.waiting', { does: '' }),
      elapsed('aggregating.reading', { does: 'readStatus' }),
      elapsed('aggregating.reading', { does: '' }),
    ],
  },
];
