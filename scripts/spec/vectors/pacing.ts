import {
  answers,
  asked,
  challenged,
  elapsed,
  fails,
  idle,
  type Line,
  later,
  MEMBER,
  ok,
  readFails,
  reads,
  running,
  type Script,
  started,
  submitted,
} from '../script.ts';

/** Readings that show nothing new, and the waits after them. */
const same = (...waits: readonly number[]): readonly (readonly Line[])[] =>
  waits.map((wait) => reads(running('CREATED'), 'aggregating.waiting', { wait }));

const steady: readonly Script[] = [
  {
    id: 'pacing-busy',
    description: 'In a busy phase readings are 3 s apart for two minutes.',
    rules: ['P1', 'P2'],
    sources: ['A-STAT'],
    steps: [started(running('CREATED'), { wait: 1_000 }), ...same(...Array(40).fill(3_000))],
  },
  {
    id: 'pacing-busy-grows',
    description: 'After two minutes each wait is a quarter longer, up to 10 s.',
    rules: ['P3'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(118_999, ok('readStatus', running('CREATED'), 'aggregating.waiting', { wait: 3_000 })),
      ...same(3_750, 4_687, 5_859, 7_324, 9_155, 10_000, 10_000),
    ],
  },
  {
    id: 'pacing-rounding',
    description: 'Half a millisecond is rounded up.',
    rules: ['P3'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(119_002, ok('readStatus', running('CREATED'), 'aggregating.waiting', { wait: 3_001 })),
    ],
  },
  {
    id: 'pacing-needs-user',
    description: 'While a question is open the waits grow from 20 s by a quarter, up to 60 s.',
    rules: ['P4'],
    steps: [
      ...asked('A'),
      ...[25_000, 31_250, 39_063, 48_828, 60_000, 60_000].map((wait) =>
        reads(challenged('A'), 'challenged.waiting', { wait }),
      ),
    ],
  },
  {
    id: 'pacing-after-an-answer',
    description: 'The first reading after an answer is early again, and the busy pace begins anew.',
    rules: ['P1', 'P2'],
    steps: [
      ...asked('A'),
      later(300_000, answers({ A: 'correct' })),
      submitted({ wait: 1_000 }),
      reads(running('RESUMED'), 'resumed.waiting', { wait: 3_000 }),
    ],
  },
  {
    id: 'pacing-of-the-host',
    description: 'Every number can be set by the host.',
    rules: ['P1', 'P2', 'P3', 'P4'],
    input: {
      pacing: {
        first: 100,
        spread: 0,
        busy: 200,
        busyMost: 250,
        needsUser: 400,
        needsUserMost: 450,
      },
    },
    steps: [
      started(running('CREATED'), { wait: 100 }),
      reads(running('CREATED'), 'aggregating.waiting', { wait: 200 }),
      elapsed('aggregating.reading'),
      later(200_000, ok('readStatus', running('CREATED'), 'aggregating.waiting', { wait: 250 })),
      reads(challenged('A'), 'challenged.waiting', { wait: 400 }),
      reads(challenged('A'), 'challenged.waiting', { wait: 450 }),
    ],
  },
  {
    id: 'pacing-least-above-most',
    description: 'A pace above its most is kept, not lowered.',
    rules: ['P3', 'P4'],
    input: { pacing: { spread: 0, busy: 20_000, needsUser: 90_000 } },
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting', { wait: 20_000 }),
      reads(challenged('A'), 'challenged.waiting', { wait: 90_000 }),
      reads(challenged('A'), 'challenged.waiting', { wait: 90_000 }),
    ],
  },
  {
    id: 'pacing-zero',
    description: 'All numbers may be 0.',
    rules: ['P1', 'P2'],
    input: { pacing: { first: 0, spread: 0, busy: 0, busyMost: 0 } },
    steps: [started(running('CREATED'), { wait: 0 }), ...same(0, 0)],
  },
  {
    id: 'pacing-proved-nothing-slow',
    description:
      'Where the host reads seldom, as with webhooks, a reading that proves nothing is looked into after 3 s.',
    rules: ['P8'],
    input: { pacing: { spread: 0, busy: 30_000, busyMost: 60_000 } },
    steps: [
      started(),
      reads(idle('DENIED'), 'aggregating.waiting', { wait: 3_000 }),
      reads(running('CREATED'), 'aggregating.waiting', { wait: 30_000 }),
    ],
  },
  {
    id: 'pacing-proved-nothing-quick',
    description: 'Where the host reads more often than that, it keeps its pace.',
    rules: ['P8'],
    input: { pacing: { spread: 0, busy: 1_000 } },
    steps: [started(), reads(idle('DENIED'), 'aggregating.waiting', { wait: 1_000 })],
  },
  {
    id: 'pacing-proved-nothing-stale',
    description: 'An old reading is looked into soon, however long the one before has stood.',
    rules: ['P8', 'V1'],
    input: { pacing: { spread: 0, busy: 30_000, busyMost: 60_000 } },
    steps: [
      started(running('CREATED', { aggregatedAt: '2026-01-02T00:00:00Z' })),
      ...[1, 2, 3, 4].map(() =>
        reads(running('CREATED', { aggregatedAt: '2026-01-02T00:00:00Z' }), 'aggregating.waiting'),
      ),
      reads(running('CREATED', { aggregatedAt: '2026-01-01T00:00:00Z' }), 'aggregating.waiting', {
        rule: 'stale',
        wait: 3_000,
      }),
    ],
  },
  {
    id: 'pacing-proved-nothing-again',
    description:
      'What goes on proving nothing is looked into three times, then at the pace of the phase.',
    rules: ['P8'],
    input: { pacing: { spread: 0, busy: 30_000, busyMost: 60_000 } },
    steps: [
      ...asked('A'),
      ...[3_000, 3_000, 3_000, 27_250].map((wait) =>
        reads(running('CHALLENGED'), 'challenged.waiting', { rule: 'noChallengeShown', wait }),
      ),
      answers({ A: 'x' }),
      submitted(),
      ...[3_000, 3_000, 3_000, 30_000].map((wait) =>
        reads(running('CHALLENGED'), 'resumed.waiting', { rule: 'noChallengeShown', wait }),
      ),
    ],
  },
  {
    id: 'pacing-proved-nothing',
    description: 'A reading that proves nothing is followed soon, also while the user is needed.',
    rules: ['P8'],
    steps: [
      started(),
      reads(idle('PENDING'), 'authorizing.waiting', { wait: 20_000 }),
      reads(idle('DENIED'), 'authorizing.waiting', { rule: 'failedOnce', wait: 3_000 }),
    ],
  },
];

const failing: readonly Script[] = [
  {
    id: 'pacing-back-off',
    description:
      'Each failed reading doubles the wait, up to a minute, with a jitter of a quarter.',
    rules: ['P5', 'P7', 'P10'],
    steps: [
      started(),
      ...[7_317, 14_599, 29_222, 58_303, 72_937, 72_761, 72_820].map((wait) =>
        readFails('unreachable', 'aggregating.waiting', { wait }),
      ),
      reads(running('UPDATED'), 'aggregating.waiting', { wait: 3_000 }),
      readFails('unreachable', 'aggregating.waiting', { wait: 7_364 }),
    ],
  },
  {
    id: 'pacing-back-off-needs-user',
    description:
      'While the user is needed the wait after a failed reading is never below the pace.',
    rules: ['P5'],
    input: { pacing: { spread: 0, failedMost: 10_000 } },
    steps: [
      ...asked('A'),
      readFails('unreachable', 'challenged.waiting', { wait: 30_415 }),
      readFails('unreachable', 'challenged.waiting', { wait: 39_697 }),
    ],
  },
  {
    id: 'pacing-back-off-start',
    description: 'A failed start counts as a failed reading does.',
    rules: ['P5', 'P10'],
    steps: [
      fails('startJob', 'unreachable', 'aggregating.queued', { wait: 7_317 }),
      elapsed('aggregating.starting'),
      fails('startJob', 'unreachable', 'aggregating.queued', { wait: 14_599 }),
      elapsed('aggregating.starting'),
      started(running('CREATED'), { wait: 1_000 }),
    ],
  },
  {
    id: 'pacing-retry-after',
    description:
      'A 429 is waited out for as long as MX asks, jitter added; then the pace is as before.',
    rules: ['P6'],
    steps: [
      started(),
      readFails(
        'rateLimited',
        'aggregating.waiting',
        { wait: 91_317 },
        { status: 429, retryAfter: 90_000 },
      ),
      reads(running('CREATED'), 'aggregating.waiting', { wait: 3_000 }),
      readFails(
        'unreachable',
        'aggregating.waiting',
        { wait: 7_305 },
        { status: 503, retryAfter: 1_000 },
      ),
    ],
  },
  {
    id: 'pacing-retry-after-years',
    description: 'A wait that MX asks for does not outlast the deadline.',
    rules: ['P6'],
    input: { deadlines: { unreachable: 300_000 } },
    steps: [
      started(),
      readFails(
        'rateLimited',
        'aggregating.waiting',
        { wait: 301_317 },
        { retryAfter: 1_000_000_000_000 },
      ),
    ],
  },
  {
    id: 'pacing-retry-after-answers',
    description: 'So it is after answers that MX has put off.',
    rules: ['P6'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }),
      fails(
        'submitAnswers',
        'rateLimited',
        'resumed.waiting',
        { wait: 45_000 },
        { retryAfter: 45_000 },
      ),
    ],
  },
  {
    id: 'pacing-longest-first',
    description: 'The first wait is no longer either, whatever the host has set.',
    rules: ['P9'],
    input: { pacing: { first: 2_147_483_647, spread: 2_147_483_647 } },
    steps: [started(running('CREATED'), { wait: 2_147_483_647 })],
  },
  {
    id: 'pacing-longest-wait',
    description: 'No wait is longer than a timer can hold.',
    rules: ['P9'],
    input: { deadlines: { unreachable: 2_147_483_647 } },
    steps: [
      started(),
      readFails(
        'rateLimited',
        'aggregating.waiting',
        { wait: 2_147_483_647 },
        { retryAfter: 1_000_000_000_000 },
      ),
    ],
  },
];

const jitter: readonly Script[] = [
  ...(
    [
      ['MBR-1', 1_437, 1_439],
      ['MBR-2', 1_030, 1_028],
      ['MBR-3', 1_271, 1_273],
    ] as const
  ).map(
    ([memberGuid, first, second], index): Script => ({
      id: `pacing-jitter-${index + 1}`,
      description: `The first wait of ${memberGuid} is spread by the hash of its guids and count.`,
      rules: ['P1', 'P7'],
      input: { member: { ...MEMBER, memberGuid }, pacing: { spread: 500 } },
      steps: [
        started(running('CREATED'), { wait: first }),
        reads(challenged('A'), 'challenged.waiting', { wait: 20_000 }),
        answers({ A: 'x' }),
        submitted({ wait: second }),
        reads(running('RESUMED'), 'resumed.waiting', { wait: 3_000 }),
      ],
    }),
  ),
  {
    id: 'pacing-jitter-code-points',
    description: 'Guids that are not ASCII are hashed by code points.',
    rules: ['P7'],
    sources: ['OAS25'],
    input: { member: { userGuid: 'Zoë', memberGuid: 'member 🏦' }, pacing: { spread: 100_000 } },
    steps: [
      started(running('CREATED'), { wait: 5_404 }),
      readFails('unreachable', 'aggregating.waiting', { wait: 6_060 }),
    ],
  },
];

export const pacing: readonly Script[] = [...steady, ...failing, ...jitter];
