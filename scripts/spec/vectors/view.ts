import {
  answers,
  asked,
  challenged,
  elapsed,
  fails,
  idle,
  later,
  ok,
  reads,
  running,
  type Script,
  started,
  submitted,
} from '../script.ts';

export const view: readonly Script[] = [
  {
    id: 'view-takes-long',
    description:
      'A busy phase without news for a minute is said to take long, until there is news.',
    rules: ['W3'],
    sources: ['CW'],
    steps: [
      started(running('CREATED'), { takesLong: false }),
      elapsed('aggregating.reading'),
      later(
        58_999,
        ok('readStatus', running('CREATED'), 'aggregating.waiting', { takesLong: false }),
      ),
      elapsed('aggregating.reading'),
      later(
        57_000,
        ok('readStatus', running('CREATED'), 'aggregating.waiting', { takesLong: true }),
      ),
      reads(running('UPDATED'), 'aggregating.waiting', { takesLong: false }),
    ],
  },
  {
    id: 'view-takes-long-anew',
    description: 'What MX answers to a start or to answers is news.',
    rules: ['W3'],
    steps: [
      fails('startJob', 'conflict', 'aggregating.queued'),
      reads(running('CREATED'), 'aggregating.queued', { takesLong: false }),
      elapsed('aggregating.reading'),
      later(
        70_000,
        ok('readStatus', running('CREATED'), 'aggregating.queued', { takesLong: true }),
      ),
      reads(idle('CONNECTED'), 'aggregating.starting', { takesLong: false }),
      later(70_000, started(running('CONNECTED'), { takesLong: false })),
      reads(challenged('A'), 'challenged.waiting'),
      later(70_000, answers({ A: 'x' })),
      submitted({ takesLong: false }),
    ],
  },
  {
    id: 'view-takes-long-clock',
    description: 'A clock that is set back does not put that off.',
    rules: ['W3', 'D9'],
    steps: [
      started(running('CREATED')),
      reads(running('CREATED'), 'aggregating.waiting'),
      elapsed('aggregating.reading'),
      later(-900_000, ok('readStatus', running('CREATED'), 'aggregating.waiting')),
      elapsed('aggregating.reading'),
      later(
        60_000,
        ok('readStatus', running('CREATED'), 'aggregating.waiting', { takesLong: true }),
      ),
    ],
  },
  {
    id: 'view-takes-long-unreachable',
    description: 'A minute without MX is a minute without news.',
    rules: ['W3'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      elapsed('aggregating.reading'),
      later(57_000, fails('readStatus', 'unreachable', 'aggregating.waiting', { takesLong: true })),
    ],
  },
  {
    id: 'view-user-takes-long',
    description: 'A user who thinks for long is not MX taking long.',
    rules: ['W3', 'W1'],
    steps: [
      ...asked('A'),
      elapsed('challenged.reading'),
      later(
        300_000,
        ok('readStatus', challenged('A'), 'challenged.waiting', { takesLong: false, busy: false }),
      ),
    ],
  },
  {
    id: 'view-status',
    description: 'The view names the status and shows since when the phase lasts, and how long.',
    rules: ['W4', 'W5'],
    begins: { status: { name: null, known: true }, since: null, elapsed: null },
    steps: [
      started(running('DENIED'), {
        status: { name: 'DENIED', known: true },
        since: 1_000_000,
        elapsed: 0,
      }),
      reads(running('CREATED'), 'aggregating.waiting', {
        status: { name: 'CREATED', known: true },
        since: 1_000_000,
        elapsed: 1_000,
      }),
      reads(idle('CONNECTED'), 'connected', {
        status: { name: 'CONNECTED', known: true },
        elapsed: 4_000,
      }),
    ],
  },
];
