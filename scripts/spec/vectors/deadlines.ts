import {
  answered,
  answers,
  asked,
  challenged,
  elapsed,
  fails,
  idle,
  type Line,
  later,
  ok,
  readFails,
  reads,
  resumes,
  running,
  type Script,
  started,
  submitted,
} from '../script.ts';

const MINUTE = 60_000;
/** No wait at all. */
const AT_ONCE = { first: 0, busy: 0, busyMost: 0, failedMost: 0 };

const over = (
  reason: 'tookTooLong' | 'abandoned' | 'unreachable',
  nextStep: 'tryLater' | 'restart',
) => ({
  rule: 'deadline' as const,
  does: 'settled',
  outcome: { outcome: 'failed' as const, reason, nextStep },
});
const tookTooLong = over('tookTooLong', 'tryLater');
const abandoned = over('abandoned', 'restart');
const unreachable = over('unreachable', 'tryLater');

const YEAR = 365 * 24 * 60 * MINUTE;

/** A question comes and goes for 84 minutes, and nobody answers. */
const toAndFro: readonly Line[] = [
  started(),
  elapsed('aggregating.reading'),
  later(14 * MINUTE, ok('readStatus', challenged('A'), 'challenged.waiting')),
  ...[1, 2].flatMap(() => [
    elapsed('challenged.reading'),
    later(14 * MINUTE, ok('readStatus', running('RESUMED'), 'resumed.waiting')),
    elapsed('resumed.reading'),
    later(14 * MINUTE, ok('readStatus', challenged('A'), 'challenged.waiting')),
  ]),
  elapsed('challenged.reading'),
  later(14 * MINUTE, ok('readStatus', running('RESUMED'), 'resumed.waiting')),
];

/** The bank asks something else every four minutes. */
const asksNext = (...guids: readonly string[]): readonly Line[] =>
  guids.flatMap((guid) => [
    elapsed('challenged.reading'),
    later(4 * MINUTE, ok('readStatus', challenged(guid), 'challenged.waiting')),
  ]);

export const deadlines: readonly Script[] = [
  {
    id: 'deadlines-busy',
    description: 'A job that runs for more than 15 minutes took too long; exactly 15 are not more.',
    rules: ['D1'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(
        899_000,
        ok('readStatus', running('CREATED'), 'aggregating.waiting', { elapsed: 900_000 }),
      ),
      reads(running('CREATED'), 'failed', tookTooLong),
    ],
  },
  {
    id: 'deadlines-resumed',
    description: 'After an answer the time of a busy phase begins anew, and is bounded as well.',
    rules: ['D1', 'D6'],
    steps: [
      ...answered('A'),
      elapsed('resumed.reading'),
      later(899_000, ok('readStatus', running('RESUMED'), 'resumed.waiting', { elapsed: 900_000 })),
      reads(running('RESUMED'), 'failed', tookTooLong),
    ],
  },
  {
    id: 'deadlines-needs-user',
    description: 'A question that stands for more than 30 minutes is abandoned.',
    rules: ['D2'],
    steps: [
      ...asked('A'),
      elapsed('challenged.reading'),
      later(
        1_780_000,
        ok('readStatus', challenged('A'), 'challenged.waiting', { elapsed: 1_800_000 }),
      ),
      reads(challenged('A'), 'failed', abandoned),
    ],
  },
  {
    id: 'deadlines-of-the-host',
    description: 'Deadlines can be set by the host.',
    rules: ['D1', 'D2', 'D3'],
    input: { deadlines: { busy: 2_000, needsUser: 1_000 } },
    steps: [
      started(),
      reads(challenged('A'), 'challenged.waiting'),
      reads(challenged('A'), 'failed', abandoned),
    ],
  },
  {
    id: 'deadlines-unreachable',
    description: 'Readings that fail for more than an hour end as unreachable.',
    rules: ['D3'],
    steps: [
      started(),
      readFails('unreachable', 'aggregating.waiting'),
      ...Array.from({ length: 28 }, () => [
        elapsed('aggregating.reading'),
        later(MINUTE, fails('readStatus', 'malformed', 'aggregating.waiting')),
      ]),
      elapsed('aggregating.reading'),
      later(MINUTE, fails('readStatus', 'unreachable', 'failed', unreachable)),
    ],
  },
  {
    id: 'deadlines-unreachable-to-the-ms',
    description: 'What has lasted exactly as long as the deadline is not over yet.',
    rules: ['D3'],
    input: { pacing: AT_ONCE, deadlines: { unreachable: 30_000 } },
    steps: [
      started(),
      readFails('unreachable', 'aggregating.waiting', { wait: 0 }),
      elapsed('aggregating.reading'),
      later(30_000, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      elapsed('aggregating.reading'),
      later(1, fails('readStatus', 'unreachable', 'failed', unreachable)),
    ],
  },
  {
    id: 'deadlines-host-away',
    description:
      'A laptop that was closed, a process that was not there: MX was not asked, so it was not unreachable.',
    rules: ['D10'],
    input: { deadlines: { unreachable: 5 * MINUTE } },
    steps: [
      started(),
      readFails('unreachable', 'aggregating.waiting'),
      elapsed('aggregating.reading'),
      later(10 * MINUTE, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      reads(running('CREATED'), 'aggregating.waiting'),
    ],
  },
  {
    id: 'deadlines-host-away-often',
    description: 'A minute beyond the wait is taken for a slow call, and counts.',
    rules: ['D10', 'D3'],
    input: { pacing: AT_ONCE, deadlines: { unreachable: 2 * MINUTE } },
    steps: [
      started(),
      readFails('unreachable', 'aggregating.waiting'),
      ...[1, 2].map(() => [
        elapsed('aggregating.reading'),
        later(60 * MINUTE, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      ]),
      elapsed('aggregating.reading'),
      later(60 * MINUTE, fails('readStatus', 'unreachable', 'failed', unreachable)),
    ],
  },
  {
    id: 'deadlines-host-away-in-a-wait',
    description: 'The wait that stood counts whole, however long MX has asked for.',
    rules: ['D10', 'D3'],
    input: { pacing: AT_ONCE, deadlines: { unreachable: 5 * MINUTE } },
    steps: [
      started(),
      readFails('rateLimited', 'aggregating.waiting', { wait: 240_000 }, { retryAfter: 240_000 }),
      elapsed('aggregating.reading'),
      later(MINUTE, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      elapsed('aggregating.reading'),
      later(1, fails('readStatus', 'unreachable', 'failed', unreachable)),
    ],
  },
  {
    id: 'deadlines-host-away-asked',
    description: 'Nor is a question abandoned for it, where the first call after it fails as well.',
    rules: ['D10', 'D5'],
    steps: [
      ...asked('A'),
      readFails('unreachable', 'challenged.waiting'),
      elapsed('challenged.reading'),
      later(40 * MINUTE, fails('readStatus', 'unreachable', 'challenged.waiting')),
      reads(challenged('A'), 'challenged.waiting', { elapsed: 20_000 }),
    ],
  },
  {
    id: 'deadlines-host-away-asked-again',
    description:
      'And a question that somebody else seemed to have answered counts from when it did.',
    rules: ['D10', 'D5', 'D6'],
    steps: [
      ...asked('A'),
      reads(running('RESUMED'), 'resumed.waiting'),
      readFails('unreachable', 'resumed.waiting'),
      elapsed('resumed.reading'),
      later(40 * MINUTE, fails('readStatus', 'unreachable', 'resumed.waiting')),
      reads(challenged('A'), 'challenged.waiting', { elapsed: 23_000 }),
    ],
  },
  {
    id: 'deadlines-host-away-many-questions',
    description: 'Nor does it count where a bank has asked one thing after another.',
    rules: ['D10', 'D5', 'D7'],
    input: { deadlines: { busy: 5 * MINUTE, needsUser: 5 * MINUTE } },
    steps: [
      ...asked('A'),
      ...['B', 'C', 'D', 'E', 'F', 'G'].map((guid) =>
        reads(challenged(guid), 'challenged.waiting'),
      ),
      readFails('unreachable', 'challenged.waiting'),
      elapsed('challenged.reading'),
      later(40 * MINUTE, fails('readStatus', 'unreachable', 'challenged.waiting')),
      reads(challenged('H'), 'challenged.waiting'),
    ],
  },
  {
    id: 'deadlines-clocks-apart',
    description:
      'Two hosts take turns and their clocks differ by five minutes: MX is not waited for without end.',
    rules: ['D10', 'D9', 'D3'],
    input: { pacing: AT_ONCE, deadlines: { unreachable: 2 * MINUTE } },
    steps: [
      started(),
      readFails('unreachable', 'aggregating.waiting'),
      ...[1, 2].flatMap(() => [
        elapsed('aggregating.reading'),
        later(5 * MINUTE, fails('readStatus', 'unreachable', 'aggregating.waiting')),
        elapsed('aggregating.reading'),
        later(-5 * MINUTE, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      ]),
      elapsed('aggregating.reading'),
      later(5 * MINUTE, fails('readStatus', 'unreachable', 'failed', unreachable)),
    ],
  },
  {
    id: 'deadlines-unreachable-anew',
    description: 'A reading that arrives begins the time without MX anew.',
    rules: ['D3', 'D5'],
    input: { deadlines: { unreachable: 10 * MINUTE } },
    steps: [
      started(),
      readFails('unreachable', 'aggregating.waiting'),
      elapsed('aggregating.reading'),
      later(9 * MINUTE, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      reads(running('CREATED'), 'aggregating.waiting'),
      readFails('unreachable', 'aggregating.waiting'),
      elapsed('aggregating.reading'),
      later(9 * MINUTE, fails('readStatus', 'unreachable', 'aggregating.waiting')),
    ],
  },
  {
    id: 'deadlines-start-too-late',
    description: 'A start that had to wait longer than the deadline is not made any more.',
    rules: ['D1', 'D4'],
    steps: [
      fails('startJob', 'conflict', 'aggregating.queued'),
      elapsed('aggregating.reading'),
      later(16 * MINUTE, ok('readStatus', idle('CONNECTED'), 'failed', tookTooLong)),
    ],
  },
  {
    id: 'deadlines-late-success',
    description: 'A success wins over the deadline, however late it comes.',
    rules: ['D4'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      elapsed('aggregating.reading'),
      later(60 * MINUTE, ok('readStatus', idle('CONNECTED'), 'connected', { rule: 'connected' })),
    ],
  },
  {
    id: 'deadlines-late-failure',
    description: 'A failure wins over the deadline, for it says more.',
    rules: ['D4'],
    steps: [
      started(),
      reads(idle('DENIED'), 'aggregating.waiting'),
      elapsed('aggregating.reading'),
      later(
        60 * MINUTE,
        ok('readStatus', idle('DENIED'), 'failed', { outcome: { reason: 'credentials' } }),
      ),
    ],
  },
  {
    id: 'deadlines-late-question',
    description: 'A new question wins over the deadline, also in place of an old one.',
    rules: ['D4', 'D6'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(60 * MINUTE, ok('readStatus', challenged('A'), 'challenged.waiting', { elapsed: 0 })),
      elapsed('challenged.reading'),
      later(
        60 * MINUTE,
        ok('readStatus', challenged('B'), 'challenged.waiting', { elapsed: 0, round: 2 }),
      ),
    ],
  },
  {
    id: 'deadlines-late-answer-elsewhere',
    description: 'A job that goes on after a late answer elsewhere has a time of its own.',
    rules: ['D4', 'D6'],
    steps: [
      ...asked('A'),
      elapsed('challenged.reading'),
      later(60 * MINUTE, ok('readStatus', running('RESUMED'), 'resumed.waiting', { elapsed: 0 })),
    ],
  },
  {
    id: 'deadlines-proves-nothing',
    description: 'A reading that proves nothing does not keep a phase alive.',
    rules: ['D4', 'D1'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(16 * MINUTE, ok('readStatus', running('CHALLENGED'), 'failed', tookTooLong)),
    ],
  },
  {
    id: 'deadlines-stale',
    description: 'An old reading does not keep a phase alive either.',
    rules: ['D4', 'D1', 'V1'],
    steps: [
      started(running('CREATED', { aggregatedAt: '2026-01-02T00:00:00Z' })),
      elapsed('aggregating.reading'),
      later(
        16 * MINUTE,
        ok(
          'readStatus',
          idle('DENIED', { aggregatedAt: '2026-01-01T00:00:00Z' }),
          'failed',
          tookTooLong,
        ),
      ),
    ],
  },
  {
    id: 'deadlines-other-job',
    description: 'A start that waits too long for another job took too long.',
    rules: ['D1', 'F2'],
    steps: [
      fails('startJob', 'conflict', 'aggregating.queued'),
      elapsed('aggregating.reading'),
      later(16 * MINUTE, ok('readStatus', running('CONNECTED'), 'failed', tookTooLong)),
    ],
  },
  {
    id: 'deadlines-free-wins',
    description:
      'The end of the other job wins over the deadline, and the start begins the time anew.',
    rules: ['D6', 'V7'],
    steps: [
      fails('startJob', 'conflict', 'aggregating.queued'),
      elapsed('aggregating.reading'),
      later(10 * MINUTE, ok('readStatus', idle('CONNECTED'), 'aggregating.starting')),
      started(running('CONNECTED'), { elapsed: 0 }),
      elapsed('aggregating.reading'),
      later(14 * MINUTE, ok('readStatus', running('CONNECTED'), 'aggregating.waiting')),
    ],
  },
  {
    id: 'deadlines-outage-busy',
    description: 'The time in which MX was unreachable does not count against a busy phase.',
    rules: ['D5'],
    steps: [
      started(),
      readFails('unreachable', 'aggregating.waiting', { elapsed: 1_000 }),
      elapsed('aggregating.reading'),
      later(
        50 * MINUTE,
        ok('readStatus', running('CREATED'), 'aggregating.waiting', { elapsed: 1_000 }),
      ),
      elapsed('aggregating.reading'),
      later(14 * MINUTE, ok('readStatus', running('CREATED'), 'aggregating.waiting')),
      elapsed('aggregating.reading'),
      later(MINUTE, ok('readStatus', running('CREATED'), 'failed', tookTooLong)),
    ],
  },
  {
    id: 'deadlines-outage-question',
    description: 'The time in which MX was unreachable does not count against an open question.',
    rules: ['D5'],
    steps: [
      ...asked('A'),
      readFails('unreachable', 'challenged.waiting'),
      elapsed('challenged.reading'),
      later(
        50 * MINUTE,
        ok('readStatus', challenged('A'), 'challenged.waiting', { elapsed: 20_000 }),
      ),
    ],
  },
  {
    id: 'deadlines-asked-again',
    description:
      'A question that is asked again after a lost reply counts from then: a person who has answered is not told that nobody did.',
    rules: ['D6', 'F9'],
    steps: [
      ...asked('A'),
      later(20 * MINUTE, answers({ A: 'x' })),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads(challenged('A'), 'challenged.waiting', { elapsed: 0 }),
      elapsed('challenged.reading'),
      later(29 * MINUTE, ok('readStatus', challenged('A'), 'challenged.waiting')),
      elapsed('challenged.reading'),
      later(MINUTE, ok('readStatus', challenged('A'), 'failed', abandoned)),
    ],
  },
  {
    id: 'deadlines-refused-answers',
    description: 'So does one whose answers MX refused.',
    rules: ['D6', 'F7'],
    steps: [
      ...asked('A'),
      later(20 * MINUTE, answers({ A: 'x' })),
      fails('submitAnswers', 'refused', 'challenged.reading', { elapsed: 0 }),
      later(30 * MINUTE, ok('readStatus', challenged('A'), 'challenged.waiting')),
      reads(challenged('A'), 'failed', abandoned),
    ],
  },
  {
    id: 'deadlines-echo-too-long',
    description: 'A question that MX asks anew has a time of its own.',
    rules: ['D6', 'V4'],
    steps: [
      ...answered('A'),
      ...[1, 2, 3].map(() => reads(challenged('A'), 'resumed.waiting')),
      elapsed('resumed.reading'),
      later(
        14 * MINUTE,
        ok('readStatus', challenged('A'), 'challenged.waiting', { round: 2, elapsed: 0 }),
      ),
    ],
  },
  {
    id: 'deadlines-first-stamp',
    description: 'Before MX has answered no time passes.',
    rules: ['D6', 'W5'],
    input: { job: null },
    begins: { since: null, elapsed: null },
    steps: [
      elapsed('aggregating.reading'),
      later(
        60 * MINUTE,
        ok('readStatus', running('CREATED'), 'aggregating.waiting', { elapsed: 0 }),
      ),
    ],
  },
  {
    id: 'deadlines-since-submitted',
    description: 'A submission that lasts long is no part of the time after it.',
    rules: ['D6'],
    steps: [
      ...asked('A'),
      answers({ A: 'x' }, 'resumed.submitting', { elapsed: null, since: null }),
      later(20 * MINUTE, submitted({ elapsed: 0 })),
    ],
  },
  {
    id: 'deadlines-to-and-fro',
    description:
      'A question that comes and goes without end, and without an answer of ours, is over after 90 minutes.',
    rules: ['D7'],
    steps: [
      ...toAndFro,
      elapsed('resumed.reading'),
      later(14 * MINUTE, ok('readStatus', challenged('A'), 'failed', tookTooLong)),
    ],
  },
  {
    id: 'deadlines-to-and-fro-user',
    description: 'Out of a phase that needs the user it is abandoned, also when MX goes on.',
    rules: ['D7'],
    steps: [
      ...toAndFro,
      elapsed('resumed.reading'),
      later(1_000, ok('readStatus', challenged('A'), 'challenged.waiting')),
      elapsed('challenged.reading'),
      later(14 * MINUTE, ok('readStatus', running('RESUMED'), 'failed', abandoned)),
    ],
  },
  {
    id: 'deadlines-to-and-fro-answered',
    description: 'An answer of ours, or a start, begins the count and the time anew.',
    rules: ['D7'],
    steps: [
      ...toAndFro,
      elapsed('resumed.reading'),
      later(1_000, ok('readStatus', challenged('A'), 'challenged.waiting')),
      later(8 * MINUTE, answers({ A: 'x' })),
      fails('submitAnswers', 'unreachable', 'resumed.waiting'),
      reads(challenged('A'), 'challenged.waiting'),
    ],
  },
  {
    id: 'deadlines-to-and-fro-stale',
    description: 'Nor does an old reading put it off.',
    rules: ['D7', 'V1'],
    steps: [
      ...toAndFro,
      elapsed('resumed.reading'),
      later(
        10_000,
        ok(
          'readStatus',
          { ...challenged('A'), aggregatedAt: '2026-01-02T00:00:00Z' },
          'challenged.waiting',
        ),
      ),
      elapsed('challenged.reading'),
      later(
        10 * MINUTE,
        ok(
          'readStatus',
          { ...challenged('A'), aggregatedAt: '2026-01-01T00:00:00Z' },
          'failed',
          abandoned,
        ),
      ),
    ],
  },
  {
    id: 'deadlines-to-and-fro-crash',
    description: 'A process that dies and goes on in the middle changes nothing about that.',
    rules: ['D7', 'R1'],
    steps: [
      ...toAndFro,
      resumes('resumed.reading'),
      later(14 * MINUTE, ok('readStatus', challenged('A'), 'failed', tookTooLong)),
    ],
  },
  {
    id: 'deadlines-to-and-fro-success',
    description: 'A success wins over that too.',
    rules: ['D7', 'D4'],
    steps: [
      ...toAndFro,
      elapsed('resumed.reading'),
      later(14 * MINUTE, ok('readStatus', idle('CONNECTED'), 'connected', { rule: 'connected' })),
    ],
  },
  {
    id: 'deadlines-to-and-fro-failure',
    description: 'A failure says more than that it took too long.',
    rules: ['D7', 'D4'],
    steps: [
      ...toAndFro,
      elapsed('resumed.reading'),
      later(
        14 * MINUTE,
        ok('readStatus', idle('DENIED', { errorCode: 1000 }), 'failed', { rule: 'errorCode' }),
      ),
    ],
  },
  {
    id: 'deadlines-to-and-fro-time',
    description: 'However often MX goes to and fro, it is not over before its time.',
    rules: ['D7'],
    steps: [
      ...asked('A'),
      ...[1, 2, 3, 4, 5].flatMap(() => [
        ...reads(running('RESUMED'), 'resumed.waiting'),
        ...reads(challenged('A'), 'challenged.waiting'),
      ]),
    ],
  },
  {
    id: 'deadlines-to-and-fro-oauth',
    description: 'Nor does a member that is PENDING and CREATED in turn go on for ever.',
    rules: ['D7'],
    input: { job: null, oauth: true, deadlines: { busy: 10 * MINUTE, needsUser: 10 * MINUTE } },
    steps: [
      reads(idle('PENDING'), 'authorizing.waiting'),
      ...[1, 2, 3].flatMap(() => [
        elapsed('authorizing.reading'),
        later(9 * MINUTE, ok('readStatus', running('CREATED'), 'aggregating.waiting')),
        elapsed('aggregating.reading'),
        later(9 * MINUTE, ok('readStatus', idle('PENDING'), 'authorizing.waiting')),
      ]),
      elapsed('authorizing.reading'),
      later(9 * MINUTE, ok('readStatus', running('CREATED'), 'failed', abandoned)),
    ],
  },
  {
    id: 'deadlines-one-question-after-another',
    description:
      'Nor does a bank that asks one thing after another of a user who is not there. Every answer of ours begins that time anew; the time without MX does not count.',
    rules: ['D7', 'D5'],
    input: { deadlines: { busy: 5 * MINUTE, needsUser: 5 * MINUTE } },
    steps: [
      ...asked('A'),
      ...asksNext('B', 'C', 'D'),
      answers({ D: 'x' }),
      submitted(),
      elapsed('resumed.reading'),
      later(4 * MINUTE, ok('readStatus', challenged('E'), 'challenged.waiting')),
      readFails('unreachable', 'challenged.waiting'),
      elapsed('challenged.reading'),
      later(50 * MINUTE, ok('readStatus', challenged('E'), 'challenged.waiting')),
      ...asksNext('F', 'G', 'H', 'I', 'J'),
      elapsed('challenged.reading'),
      later(4 * MINUTE, ok('readStatus', challenged('K'), 'failed', abandoned)),
    ],
  },
  {
    id: 'deadlines-seen-once',
    description: 'A failure that is seen once, and late, says more than that it took too long.',
    rules: ['D8'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(
        16 * MINUTE,
        ok('readStatus', idle('DENIED'), 'failed', {
          rule: 'failedTwice',
          outcome: { reason: 'credentials', nextStep: 'updateCredentials' },
        }),
      ),
    ],
  },
  {
    id: 'deadlines-quiet-once',
    description: 'So does a success without a trace of the job.',
    rules: ['D8'],
    steps: [
      started(idle('CONNECTED')),
      elapsed('aggregating.reading'),
      later(
        16 * MINUTE,
        ok('readStatus', idle('CONNECTED'), 'connected', {
          rule: 'quietTwice',
          outcome: { outcome: 'connected', fresh: false },
        }),
      ),
    ],
  },
  {
    id: 'deadlines-clock-set-back',
    description: 'A clock that is set back by a year gives nobody a year.',
    rules: ['D9'],
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(YEAR, ok('readStatus', challenged('A'), 'challenged.waiting', { elapsed: 0 })),
      elapsed('challenged.reading'),
      later(-YEAR, ok('readStatus', challenged('A'), 'challenged.waiting', { elapsed: 0 })),
      elapsed('challenged.reading'),
      later(31 * MINUTE, ok('readStatus', challenged('A'), 'failed', abandoned)),
    ],
  },
  {
    id: 'deadlines-clock-set-back-unreachable',
    description: 'Nor does it keep a member waiting for MX that long.',
    rules: ['D9', 'D3'],
    input: { deadlines: { unreachable: 30_000 } },
    steps: [
      started(),
      elapsed('aggregating.reading'),
      later(YEAR, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      elapsed('aggregating.reading'),
      later(-YEAR, fails('readStatus', 'unreachable', 'aggregating.waiting')),
      elapsed('aggregating.reading'),
      later(30_000, fails('readStatus', 'unreachable', 'failed', unreachable)),
    ],
  },
  {
    id: 'deadlines-outage-asked-again',
    description:
      'The time without MX does not count against a question that somebody else seemed to have answered either.',
    rules: ['D5', 'D6'],
    steps: [
      ...asked('A'),
      elapsed('challenged.reading'),
      later(MINUTE - 20_000, ok('readStatus', running('RESUMED'), 'resumed.waiting')),
      readFails('unreachable', 'resumed.waiting'),
      elapsed('resumed.reading'),
      later(
        40 * MINUTE,
        ok('readStatus', challenged('A'), 'challenged.waiting', { elapsed: 63_000 }),
      ),
    ],
  },
];
