import {
  answered,
  asked,
  challenged,
  idle,
  question,
  reads,
  running,
  type Script,
  started,
  unsaid,
} from '../script.ts';

const BEFORE = '2026-01-01T00:00:00Z';
const START = '2026-01-02T00:00:00Z';
const AFTER = '2026-01-02T00:00:30Z';

const stale: readonly Script[] = [
  {
    id: 'verdicts-stale',
    description:
      'A reading from before the start is passed over three times in a row, then believed.',
    rules: ['V1', 'V19'],
    sources: ['OAS25'],
    steps: [
      started(running('DENIED', { aggregatedAt: START })),
      ...[1, 2, 3].map(() =>
        reads(idle('DENIED', { aggregatedAt: BEFORE }), 'aggregating.waiting', {
          rule: 'stale',
          wait: 3_000,
        }),
      ),
      reads(idle('DENIED', { aggregatedAt: BEFORE }), 'aggregating.waiting', {
        rule: 'failedOnce',
      }),
      reads(idle('DENIED', { aggregatedAt: BEFORE }), 'failed', { rule: 'failedTwice' }),
    ],
  },
  {
    id: 'verdicts-stale-baseline',
    description:
      'Old readings that are believed at last are no job of ours, and nor is what the start showed when it comes back.',
    rules: ['V1', 'V15'],
    steps: [
      started(running('CREATED', { aggregatedAt: START })),
      ...[1, 2, 3].map(() =>
        reads(idle('CREATED', { aggregatedAt: BEFORE }), 'aggregating.waiting', { rule: 'stale' }),
      ),
      ...[1, 2].map(() =>
        reads(idle('CREATED', { aggregatedAt: BEFORE }), 'aggregating.waiting', {
          rule: 'inProgress',
        }),
      ),
      reads(idle('CONNECTED', { aggregatedAt: START }), 'aggregating.waiting', {
        rule: 'quietOnce',
      }),
      reads(idle('CONNECTED', { aggregatedAt: START }), 'connected', { outcome: { fresh: false } }),
    ],
  },
  {
    id: 'verdicts-stale-not-in-a-row',
    description: 'Old readings with a current one between them are counted anew.',
    rules: ['V1'],
    steps: [
      started(running('CREATED', { aggregatedAt: START })),
      ...[1, 2].map(() =>
        reads(idle('DENIED', { aggregatedAt: BEFORE }), 'aggregating.waiting', { rule: 'stale' }),
      ),
      reads(running('CREATED', { aggregatedAt: START }), 'aggregating.waiting', {
        rule: 'beingAggregated',
      }),
      ...[1, 2, 3].map(() =>
        reads(idle('DENIED', { aggregatedAt: BEFORE }), 'aggregating.waiting', { rule: 'stale' }),
      ),
    ],
  },
  {
    id: 'verdicts-stale-then-new',
    description: 'What is new after them does not become the baseline: it shows our job.',
    rules: ['V1', 'V14', 'V17'],
    input: { job: null, oauth: true, baseline: { aggregatedAt: START } },
    steps: [
      ...[1, 2, 3].map(() =>
        reads(idle('DENIED', { aggregatedAt: BEFORE }), 'aggregating.waiting', { rule: 'stale' }),
      ),
      ...[1, 2].map((time) =>
        reads(
          idle('DENIED', { aggregatedAt: AFTER }),
          time === 1 ? 'aggregating.waiting' : 'failed',
          { rule: time === 1 ? 'failedOnce' : 'failedTwice' },
        ),
      ),
    ],
  },
  {
    id: 'verdicts-stale-question',
    description: 'An old reading leaves an open question open, and does not bring an old one back.',
    rules: ['V1', 'V19', 'M2'],
    steps: [
      started(running('CREATED', { aggregatedAt: START })),
      reads({ ...challenged('B'), aggregatedAt: START }, 'challenged.waiting', { round: 1 }),
      reads(idle('CONNECTED', { aggregatedAt: BEFORE }), 'challenged.waiting', {
        rule: 'stale',
        does: 'wait',
      }),
      reads({ ...challenged('A'), aggregatedAt: BEFORE }, 'challenged.waiting', {
        rule: 'stale',
        does: 'wait',
        round: 1,
      }),
    ],
  },
  {
    id: 'verdicts-stale-than-last',
    description: 'A reading is old also when only the reading before it was newer.',
    rules: ['V1'],
    input: { job: null },
    steps: [
      reads(running('CREATED', { aggregatedAt: BEFORE }), 'aggregating.waiting'),
      reads(running('CREATED', { aggregatedAt: START }), 'aggregating.waiting'),
      reads(idle('CONNECTED', { aggregatedAt: BEFORE }), 'aggregating.waiting', { rule: 'stale' }),
      reads(idle('CONNECTED', { aggregatedAt: START }), 'connected', { rule: 'connected' }),
    ],
  },
];

const questions: readonly Script[] = [
  {
    id: 'verdicts-no-challenge-shown',
    description: 'CHALLENGED without a question proves nothing, and is asked about again soon.',
    rules: ['V2', 'P8'],
    steps: [
      started(),
      reads(running('CHALLENGED'), 'aggregating.waiting', {
        rule: 'noChallengeShown',
        wait: 3_000,
      }),
      reads(idle('CHALLENGED'), 'aggregating.waiting', { rule: 'noChallengeShown' }),
      reads(challenged('A'), 'challenged.waiting', { rule: 'newChallenge' }),
      reads(running('CHALLENGED'), 'challenged.waiting', { rule: 'noChallengeShown', wait: 3_000 }),
    ],
  },
  ...([true, false, null] as const).map(
    (flag): Script => ({
      id: `verdicts-challenged-flag-${flag}`,
      description: `CHALLENGED asks the user, also with isBeingAggregated ${flag}.`,
      rules: ['V3'],
      sources: ['N-MEM', 'D-MFA'],
      steps: [
        started(),
        reads({ ...challenged('A'), isBeingAggregated: flag }, 'challenged.waiting', {
          rule: 'newChallenge',
          needs: 'answers',
        }),
      ],
    }),
  ),
  {
    id: 'verdicts-echo',
    description:
      'A question that was answered is an echo three times in a row, then it is asked again.',
    rules: ['V4', 'M1'],
    sources: ['D-MFA'],
    steps: [
      ...answered('A'),
      ...[1, 2, 3].map(() =>
        reads(challenged('A'), 'resumed.waiting', { rule: 'echo', does: 'wait', wait: 3_000 }),
      ),
      reads(challenged('A'), 'challenged.waiting', {
        rule: 'echoTooLong',
        does: 'challenged wait',
        round: 2,
      }),
    ],
  },
  {
    id: 'verdicts-echo-then-end',
    description: 'After an echo the job goes on as if it had not been.',
    rules: ['V4', 'V14'],
    steps: [
      ...answered('A'),
      reads(challenged('A'), 'resumed.waiting', { rule: 'echo' }),
      reads(running('RESUMED'), 'resumed.waiting', { rule: 'beingAggregated' }),
      reads(challenged('A'), 'resumed.waiting', { rule: 'echo' }),
      reads(idle('CONNECTED'), 'connected'),
    ],
  },
];

const flags: readonly Script[] = [
  {
    id: 'verdicts-flag-absent',
    description: 'Without a word on whether a job runs, three same readings in a row are settled.',
    rules: ['V6', 'V19', 'P8'],
    sources: ['D-AGE'],
    steps: [
      started(),
      reads(unsaid('DENIED'), 'aggregating.waiting', { rule: 'flagAbsent', wait: 3_000 }),
      reads(unsaid('DENIED'), 'aggregating.waiting', { rule: 'flagAbsent' }),
      reads(unsaid('DENIED'), 'failed', { rule: 'failedTwice' }),
    ],
  },
  {
    id: 'verdicts-flag-absent-ended-well',
    description:
      'Without a word on whether a job runs, one that has ended well since the start is over.',
    rules: ['V6', 'V14'],
    steps: [
      started(running('CREATED', { successfullyAggregatedAt: BEFORE })),
      reads(unsaid('CONNECTED', { successfullyAggregatedAt: AFTER }), 'connected', {
        outcome: { fresh: true },
      }),
    ],
  },
  {
    id: 'verdicts-flag-absent-only-started',
    description:
      'Without a word on whether a job runs, one that has only started since is not over.',
    rules: ['V6'],
    steps: [
      started(running('CONNECTED', { aggregatedAt: BEFORE })),
      reads(unsaid('CONNECTED', { aggregatedAt: AFTER }), 'aggregating.waiting', {
        rule: 'flagAbsent',
      }),
    ],
  },
  {
    id: 'verdicts-flag-absent-question',
    description:
      'Without the flag an open question stays open, unless the status says it is answered.',
    rules: ['V6', 'V19', 'M4'],
    steps: [
      ...asked('A'),
      reads(unsaid('CONNECTED'), 'challenged.waiting', { rule: 'flagAbsent', does: 'wait' }),
      reads(unsaid('RESUMED'), 'resumed.waiting', { rule: 'flagAbsent', does: 'resumed wait' }),
    ],
  },
];

const ends: readonly Script[] = [
  {
    id: 'verdicts-connected',
    description: 'CONNECTED with no job running, after it was seen running, is the end, and fresh.',
    rules: ['V14'],
    sources: ['A-STAT'],
    steps: [
      started(),
      reads(running('CONNECTED'), 'aggregating.waiting', { rule: 'beingAggregated' }),
      reads(idle('CONNECTED'), 'connected', {
        rule: 'connected',
        outcome: { outcome: 'connected', fresh: true },
      }),
    ],
  },
  {
    id: 'verdicts-connected-job-between',
    description: 'A job that started between two readings was seen.',
    rules: ['V14'],
    steps: [
      started(running('CONNECTED', { aggregatedAt: START, successfullyAggregatedAt: BEFORE })),
      reads(
        idle('CONNECTED', { aggregatedAt: AFTER, successfullyAggregatedAt: BEFORE }),
        'connected',
        { outcome: { fresh: true } },
      ),
    ],
  },
  {
    id: 'verdicts-connected-success-between',
    description: 'A job that ended well between two readings was seen.',
    rules: ['V14'],
    steps: [
      started(running('CONNECTED', { aggregatedAt: START, successfullyAggregatedAt: BEFORE })),
      reads(
        idle('CONNECTED', { aggregatedAt: START, successfullyAggregatedAt: AFTER }),
        'connected',
        { outcome: { fresh: true } },
      ),
    ],
  },
  {
    id: 'verdicts-connected-first-success',
    description: 'The first success of a member that had none is later than never.',
    rules: ['V14', 'V18'],
    steps: [
      started(running('CREATED', { successfullyAggregatedAt: null })),
      reads(idle('CONNECTED', { successfullyAggregatedAt: AFTER }), 'connected', {
        outcome: { fresh: true },
      }),
    ],
  },
  {
    id: 'verdicts-connected-offsets',
    description: 'Timestamps are compared as moments, not as text.',
    rules: ['V14'],
    sources: ['D-FMT'],
    steps: [
      started(running('CONNECTED', { aggregatedAt: '2026-01-02T01:00:00+02:00' })),
      reads(idle('CONNECTED', { aggregatedAt: '2026-01-01T23:30:00Z' }), 'connected'),
    ],
  },
  {
    id: 'verdicts-quiet',
    description: 'CONNECTED without a trace of the job ends at the second same reading, not fresh.',
    rules: ['V15', 'V17', 'P8'],
    sources: ['D-ERR'],
    steps: [
      started(idle('CONNECTED', { aggregatedAt: BEFORE, successfullyAggregatedAt: BEFORE })),
      reads(
        idle('CONNECTED', { aggregatedAt: BEFORE, successfullyAggregatedAt: BEFORE }),
        'aggregating.waiting',
        { rule: 'quietOnce', wait: 3_000 },
      ),
      reads(
        idle('CONNECTED', { aggregatedAt: BEFORE, successfullyAggregatedAt: BEFORE }),
        'connected',
        { rule: 'quietTwice', outcome: { outcome: 'connected', fresh: false } },
      ),
    ],
  },
  {
    id: 'verdicts-quiet-stamp-absent',
    description: 'A timestamp that the start did not show proves nothing.',
    rules: ['V18', 'V15'],
    steps: [
      started(),
      reads(idle('CONNECTED', { successfullyAggregatedAt: AFTER }), 'aggregating.waiting', {
        rule: 'quietOnce',
      }),
    ],
  },
  {
    id: 'verdicts-first-reading-is-baseline',
    description: 'With no job to start, later readings are compared with the first.',
    rules: ['V17'],
    input: { job: null },
    steps: [
      reads(idle('CONNECTED', { successfullyAggregatedAt: BEFORE }), 'aggregating.waiting', {
        rule: 'quietOnce',
      }),
      reads(idle('CONNECTED', { successfullyAggregatedAt: AFTER }), 'connected', {
        rule: 'connected',
        outcome: { fresh: true },
      }),
    ],
  },
  {
    id: 'verdicts-baseline-given',
    description:
      'With a baseline in the input, a job that is over before the first reading is known as the one that was set off.',
    rules: ['V17', 'V14'],
    sources: ['D-CREATE'],
    input: { job: null, baseline: { aggregatedAt: START, successfullyAggregatedAt: BEFORE } },
    steps: [
      reads(
        idle('CONNECTED', { aggregatedAt: START, successfullyAggregatedAt: AFTER }),
        'connected',
        { rule: 'connected', outcome: { fresh: true } },
      ),
    ],
  },
  {
    id: 'verdicts-baseline-in-part',
    description:
      'What a baseline does not say is taken from the first reading: it cannot hide the job.',
    rules: ['V17', 'V18'],
    input: { job: null, oauth: true, baseline: {} },
    steps: [
      reads(
        idle('PENDING', { aggregatedAt: null, successfullyAggregatedAt: null }),
        'authorizing.waiting',
      ),
      reads(idle('DENIED', { aggregatedAt: START, errorCode: 1000 }), 'failed', {
        rule: 'errorCode',
      }),
    ],
  },
  {
    id: 'verdicts-baseline-absent',
    description: 'That a baseline says nothing of a timestamp is not that there was none.',
    rules: ['V17', 'V18'],
    input: { job: null, baseline: { aggregatedAt: START } },
    steps: [
      reads(
        idle('CONNECTED', { aggregatedAt: START, successfullyAggregatedAt: AFTER }),
        'aggregating.waiting',
        { rule: 'quietOnce' },
      ),
    ],
  },
  {
    id: 'verdicts-baseline-whole-reading',
    description: 'A whole reading can be given as the baseline; only its timestamps count.',
    rules: ['V17', 'V1'],
    input: { job: null, baseline: idle('DENIED', { aggregatedAt: AFTER }) },
    steps: [
      reads(idle('DENIED', { aggregatedAt: BEFORE }), 'aggregating.waiting', { rule: 'stale' }),
      reads(idle('DENIED', { aggregatedAt: AFTER }), 'aggregating.waiting', {
        rule: 'failedOnce',
      }),
    ],
  },
  {
    id: 'verdicts-start-concludes-nothing',
    description: 'What the start shows is the member as it was before: no end, however it looks.',
    rules: ['V17'],
    sources: ['A-AGG'],
    steps: [
      started(idle('DENIED'), { rule: 'begin', does: 'wait' }),
      reads(idle('DENIED'), 'aggregating.waiting', { rule: 'failedOnce' }),
    ],
  },
];

const sameness: readonly Script[] = [
  {
    id: 'verdicts-same-not-questions',
    description:
      'Nor are two that differ in the guids of questions, though these count for nothing there.',
    rules: ['V16', 'V9'],
    steps: [
      started(),
      reads(idle('DENIED', { challenges: [question('A')] }), 'aggregating.waiting', {
        rule: 'failedOnce',
      }),
      reads(idle('DENIED', { challenges: [question('B')] }), 'aggregating.waiting', {
        rule: 'failedOnce',
      }),
      reads(
        idle('DENIED', { challenges: [question('B', { label: 'In other words?' })] }),
        'failed',
        { rule: 'failedTwice' },
      ),
    ],
  },
  {
    id: 'verdicts-same-not',
    description: 'Two readings that differ in status, stamp or code are not twice the same.',
    rules: ['V16', 'V9'],
    steps: [
      started(),
      reads(idle('DENIED'), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(idle('LOCKED'), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(idle('LOCKED', { aggregatedAt: START }), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(idle('LOCKED', { aggregatedAt: START, errorCode: 9999 }), 'aggregating.waiting', {
        rule: 'failedOnce',
      }),
      reads(
        idle('LOCKED', {
          aggregatedAt: START,
          errorCode: 9999,
          successfullyAggregatedAt: BEFORE,
        }),
        'aggregating.waiting',
        { rule: 'failedOnce' },
      ),
    ],
  },
  {
    id: 'verdicts-same',
    description:
      'A sentence, and null in place of nothing, make no difference between two readings.',
    rules: ['V16'],
    steps: [
      started(),
      reads(idle('DENIED', { message: 'Wrong.' }), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(
        idle('DENIED', { message: 'Wrong!', aggregatedAt: null, successfullyAggregatedAt: null }),
        'failed',
        { rule: 'failedTwice' },
      ),
    ],
  },
  {
    id: 'verdicts-same-parted',
    description: 'Two same readings with another one between them are not two in a row.',
    rules: ['V16', 'V9'],
    steps: [
      started(),
      reads(idle('DENIED'), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(running('DENIED'), 'aggregating.waiting', { rule: 'beingAggregated' }),
      reads(idle('DENIED'), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(idle('DENIED'), 'failed', { rule: 'failedTwice' }),
    ],
  },
];

const proofs: readonly Script[] = [
  {
    id: 'verdicts-stale-null',
    description: 'No job yet is older than any: such a reading does not close a question.',
    rules: ['V18', 'V1'],
    steps: [
      started(running('CREATED', { aggregatedAt: null })),
      reads({ ...challenged('A'), aggregatedAt: START }, 'challenged.waiting'),
      reads(running('CREATED', { aggregatedAt: null }), 'challenged.waiting', {
        rule: 'stale',
        does: 'wait',
      }),
    ],
  },
  {
    id: 'verdicts-nothing-said-while-asked',
    description: 'A reading without status and flag says nothing, also of an open question.',
    rules: ['V6', 'V19'],
    steps: [
      ...asked('A'),
      reads(unsaid(null), 'challenged.waiting', { rule: 'flagAbsent', does: 'wait' }),
      reads(challenged('A'), 'challenged.waiting', { does: 'wait', round: 1, asking: 1 }),
    ],
  },
  {
    id: 'verdicts-flag-absent-unknown',
    description: 'Nor does a status that nobody knows without the flag.',
    rules: ['V6', 'V13'],
    steps: [
      ...asked('A'),
      reads(unsaid('BEWILDERED'), 'challenged.waiting', { rule: 'flagAbsent', does: 'wait' }),
    ],
  },
  {
    id: 'verdicts-begun-is-not-over',
    description: 'That a job has begun does not say that it is over, where the flag is absent.',
    rules: ['V14', 'V15'],
    steps: [
      started(unsaid('CONNECTED', { aggregatedAt: BEFORE })),
      ...[1, 2].map(() =>
        reads(unsaid('CONNECTED', { aggregatedAt: AFTER }), 'aggregating.waiting', {
          rule: 'flagAbsent',
        }),
      ),
      reads(unsaid('CONNECTED', { aggregatedAt: AFTER }), 'connected', {
        rule: 'quietTwice',
        outcome: { fresh: false },
      }),
    ],
  },
  {
    id: 'verdicts-connected-was-asked',
    description: 'A job that has asked something was seen, whatever the flag said.',
    rules: ['V14'],
    input: { job: null },
    steps: [
      reads({ ...challenged('A'), isBeingAggregated: false }, 'challenged.waiting'),
      reads(idle('CONNECTED'), 'connected', { rule: 'connected', outcome: { fresh: true } }),
    ],
  },
  {
    id: 'verdicts-same-moment',
    description: 'The same moment in other words is not a later one.',
    rules: ['V14', 'V15'],
    steps: [
      started(idle('CONNECTED', { aggregatedAt: START })),
      ...['2026-01-02T00:00:00.000Z', '2026-01-02T01:00:00+01:00'].map((aggregatedAt) =>
        reads(idle('CONNECTED', { aggregatedAt }), 'aggregating.waiting', { rule: 'quietOnce' }),
      ),
    ],
  },
  {
    id: 'verdicts-unknown-code-and-status',
    description: 'An error code that nobody knows, with such a status, is an end all the same.',
    rules: ['V11', 'V12'],
    steps: [
      started(),
      reads(idle('BEWILDERED', { errorCode: 999_999 }), 'aggregating.waiting', {
        rule: 'failedOnce',
      }),
      reads(idle('BEWILDERED', { errorCode: 999_999 }), 'failed', {
        outcome: { reason: 'unavailable', nextStep: 'tryLater' },
      }),
    ],
  },
];

export const verdicts: readonly Script[] = [
  ...stale,
  ...questions,
  ...flags,
  ...ends,
  ...sameness,
  ...proofs,
];
