import type { MemberInput, MemberRecord } from '../../../packages/machine/src/index.ts';
import {
  answered,
  answers,
  asked,
  cancel,
  challenged,
  elapsed,
  fails,
  idle,
  type Line,
  news,
  ok,
  readFails,
  reads,
  resumes,
  running,
  type Script,
  started,
  submitted,
} from '../script.ts';

/** A record that is changed in its context, or as a whole. */
const context =
  (change: object) =>
  (record: MemberRecord): unknown => ({ ...record, context: { ...record.context, ...change } });
const whole =
  (change: object) =>
  (record: MemberRecord): unknown => ({ ...record, ...change });
const without = (record: MemberRecord): unknown => {
  const { readings: _, ...rest } = record.context;
  return { ...record, context: rest };
};

/** Refused, whether to go on from or to take a step from. */
const refusedRecord = (record: (record: MemberRecord) => unknown): readonly Line[] => [
  { resume: true, record, refused: true },
  { event: () => ({ type: 'cancel' }), record, refused: true },
];

const badRecord = (
  name: string,
  what: string,
  change: (record: MemberRecord) => unknown,
): Script => ({
  id: `records-refused-${name}`,
  description: `A record ${what} is refused, and nothing has happened.`,
  rules: ['R7'],
  steps: [
    ...asked('A'),
    ...refusedRecord(change),
    reads(challenged('A'), 'challenged.waiting', { does: 'wait', round: 1 }),
  ],
});

const badInput = (name: string, what: string, input: object): Script => ({
  id: `records-input-${name}`,
  description: `An input ${what} is refused.`,
  rules: ['R8'],
  input: input as Partial<MemberInput>,
  begins: 'refused',
  steps: [],
});

const badEvent = (name: string, what: string, event: unknown): Script => ({
  id: `records-event-${name}`,
  description: `An event ${what} is refused, and changes nothing.`,
  rules: ['R8'],
  steps: [
    started(),
    { event: () => event, refused: true },
    reads(running('CREATED'), 'aggregating.waiting', { wait: 3_000 }),
  ],
});

const resuming: readonly Script[] = [
  {
    id: 'records-resume-waits',
    description: 'From a wait it goes on by reading at once, in every phase.',
    rules: ['R2'],
    steps: [
      started(),
      resumes('aggregating.reading', { does: 'readStatus' }),
      ok('readStatus', idle('PENDING'), 'authorizing.waiting'),
      resumes('authorizing.reading', { does: 'readStatus' }),
      ok('readStatus', challenged('A'), 'challenged.waiting'),
      resumes('challenged.reading', { does: 'readStatus' }),
      ok('readStatus', challenged('A'), 'challenged.waiting', { does: 'wait', round: 1 }),
      answers({ A: 'x' }),
      submitted(),
      resumes('resumed.reading', { does: 'readStatus' }),
      ok('readStatus', idle('CONNECTED'), 'connected'),
    ],
  },
  {
    id: 'records-resume-reading',
    description:
      'From a reading it goes on by reading again; the result of the lost one is not told apart.',
    rules: ['R2'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      resumes('aggregating.reading', { does: 'readStatus' }),
      ok('readStatus', running('CREATED'), 'aggregating.waiting', { wait: 3_000 }),
    ],
  },
  {
    id: 'records-resume-begin',
    description: 'A lifecycle without a job that has only begun goes on by reading.',
    rules: ['R2'],
    input: { job: null },
    steps: [resumes('aggregating.reading', { does: 'readStatus' })],
  },
  {
    id: 'records-resume-submitting',
    description:
      'Answers that were on their way are not sent again; if MX still asks, a person decides.',
    rules: ['R3', 'F9'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      resumes('resumed.reading', { does: 'readStatus', trouble: { code: 'answerLost' } }),
      ok('readStatus', challenged('A'), 'challenged.waiting', {
        does: 'challenged wait',
        round: 1,
        trouble: { code: 'answerLost' },
      }),
    ],
  },
  {
    id: 'records-resume-submitted',
    description: 'Answers that had arrived before a crash are not asked for again.',
    rules: ['R3', 'F10'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      resumes('resumed.reading'),
      ok('readStatus', running('RESUMED'), 'resumed.waiting', { trouble: null }),
      reads(idle('CONNECTED'), 'connected'),
    ],
  },
  {
    id: 'records-resume-starting',
    description: 'A start that is not known to have arrived is made again.',
    rules: ['R4'],
    sources: ['D-ERR'],
    steps: [
      resumes('aggregating.starting', { does: 'startJob' }),
      fails('startJob', 'unreachable', 'aggregating.queued'),
      resumes('aggregating.starting', { does: 'startJob' }),
      started(),
    ],
  },
  {
    id: 'records-resume-queued',
    description: 'A start that waits for another job goes on by reading.',
    rules: ['R4', 'F2'],
    steps: [
      fails('startJob', 'conflict', 'aggregating.queued'),
      resumes('aggregating.reading', { does: 'readStatus' }),
      ok('readStatus', running('CONNECTED'), 'aggregating.queued'),
      resumes('aggregating.reading', { does: 'readStatus' }),
      ok('readStatus', idle('CONNECTED'), 'aggregating.starting', { does: 'startJob' }),
    ],
  },
  {
    id: 'records-resume-connected',
    description: 'After a good end there is nothing to go on with, and the end is still shown.',
    rules: ['R5'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      reads(idle('CONNECTED'), 'connected', { does: 'settled' }),
      resumes('connected', { does: '', outcome: { outcome: 'connected', fresh: true } }),
    ],
  },
  {
    id: 'records-resume-failed',
    description: 'After a bad end there is nothing to go on with, and the end is still shown.',
    rules: ['R5'],
    steps: [
      ...asked('A'),
      cancel('failed', { does: 'cancelWait settled' }),
      resumes('failed', { does: '', outcome: { outcome: 'failed', reason: 'cancelled' } }),
    ],
  },
  {
    id: 'records-resume-forgets-news',
    description: 'Whoever goes on reads at once, so news that was told before is forgotten.',
    rules: ['R6'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      news('aggregating.reading', { does: '' }),
      resumes('aggregating.reading'),
      ok('readStatus', running('CREATED'), 'aggregating.waiting', { wait: 3_000 }),
      news('aggregating.reading', { does: 'cancelWait readStatus' }),
      ok('readStatus', running('CREATED'), 'aggregating.waiting'),
      resumes('aggregating.reading'),
      ok('readStatus', running('CREATED'), 'aggregating.waiting'),
      news('aggregating.reading', { does: 'cancelWait readStatus' }),
    ],
  },
  {
    id: 'records-resume-remembers',
    description: 'What was seen and counted before a crash is still known after it.',
    rules: ['R1', 'R2'],
    steps: [
      ...answered('A'),
      reads(challenged('A'), 'resumed.waiting', { rule: 'echo' }),
      resumes('resumed.reading'),
      ok('readStatus', challenged('A'), 'resumed.waiting', { rule: 'echo' }),
      readFails('unreachable', 'resumed.waiting'),
      resumes('resumed.reading', { trouble: { code: 'unreachable' } }),
      fails('readStatus', 'unreachable', 'resumed.waiting'),
      resumes('resumed.reading'),
      ok('readStatus', challenged('A'), 'resumed.waiting', { rule: 'echo' }),
      resumes('resumed.reading'),
      ok('readStatus', challenged('A'), 'challenged.waiting', { rule: 'echoTooLong', round: 2 }),
    ],
  },
];

const given: readonly Script[] = [
  {
    id: 'records-from-elsewhere',
    description: 'A record that another implementation has written is gone on from.',
    rules: ['R1'],
    steps: [
      ...asked('A'),
      {
        ...answers({ B: 'x' }, 'resumed.submitting', {
          does: 'cancelWait resumed submitAnswers',
          round: 7,
        }),
        record: context({
          round: 7,
          asked: ['B'],
          challenges: [{ guid: 'B', type: 'TOKEN', label: 'Code?', options: [] }],
          accepted: ['A'],
        }),
      },
    ],
  },
  {
    id: 'records-from-elsewhere-resume',
    description: 'A record that another implementation has left in a submission is gone on from.',
    rules: ['R1', 'R3'],
    steps: [
      ...asked('A'),
      {
        ...resumes('resumed.reading', { does: 'readStatus', trouble: { code: 'answerLost' } }),
        record: (record) => ({
          ...record,
          state: 'resumed.submitting',
          context: { ...record.context, phase: 'resumed', since: null, commanded: true },
        }),
      },
    ],
  },
];

const refused: readonly Script[] = [
  badRecord('version', 'of another version', whole({ schema: 2 })),
  badRecord('state', 'in a place that does not exist', whole({ state: 'challenged.submitting' })),
  badRecord('missing', 'without a field', without),
  badRecord('unknown', 'with a field that nobody knows', context({ answers: [] })),
  badRecord('range', 'with a count below 0', context({ round: -1 })),
  badRecord('pacing', 'with a pace that no timer can hold', (record) => ({
    ...record,
    context: { ...record.context, pacing: { ...record.context.pacing, busy: 2_147_483_648 } },
  })),
  badRecord('phase', 'whose phase is not that of its state', context({ phase: 'resumed' })),
  badRecord('question', 'that is challenged without a question', context({ challenges: [] })),
  badRecord(
    'verdict',
    'under way whose verdict is an end',
    context({ verdict: { is: 'connected', fresh: true, rule: 'connected' } }),
  ),
  badRecord(
    'connected',
    'that is connected without a verdict that says so',
    whole({ state: 'connected' }),
  ),
  badRecord('failed', 'that has failed without a reason', (record) => ({
    ...record,
    state: 'failed',
    context: { ...record.context, verdict: { is: 'failed', rule: 'failedTwice' } },
  })),
  badRecord('start', 'that starts no job', (record) => ({
    ...record,
    state: 'aggregating.starting',
    context: { ...record.context, phase: 'aggregating', job: null },
  })),
  badRecord('queue', 'that waits for no start', (record) => ({
    ...record,
    state: 'aggregating.queued',
    context: { ...record.context, phase: 'aggregating', pendingStart: 'none' },
  })),
  badRecord(
    'waiting-start',
    'whose start waits and that has no job to start',
    context({ job: null, pendingStart: 'fault' }),
  ),
  badInput('job', 'with a job that MX does not have', { job: 'dance' }),
  badInput('member', 'without a member', { member: { userGuid: '', memberGuid: 'MBR-1' } }),
  badInput('pacing', 'with a pace below 0', { pacing: { busy: -1 } }),
  badInput('deadline', 'with a deadline of 0', { deadlines: { busy: 0 } }),
  badInput('unknown', 'with a field that nobody knows', { credentials: [] }),
  badEvent('unknown', 'of an unknown type', { type: 'member.start' }),
  badEvent('call', 'of an unknown call', { type: 'done', call: 'deleteMember', reading: {} }),
  badEvent('reading', 'with a reading that lacks its status', {
    type: 'done',
    call: 'readStatus',
    reading: { isBeingAggregated: true, challenges: [], at: 1_001_000 },
  }),
  badEvent('stamp', 'with a fault that has no stamp', {
    type: 'error',
    call: 'readStatus',
    fault: { code: 'unauthorized' },
  }),
  badEvent('code', 'with a fault that nobody knows', {
    type: 'error',
    call: 'readStatus',
    fault: { code: 'tired', at: 1_001_000 },
  }),
  badEvent('field', 'with a field that nobody knows', { type: 'cancel', why: 'bored' }),
];

export const records: readonly Script[] = [...resuming, ...given, ...refused];
