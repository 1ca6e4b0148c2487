import { idle, reads, running, type Script } from '../script.ts';

const BEFORE = '2026-01-01T00:00:00Z';
const AFTER = '2026-01-02T00:00:00Z';
const input = { job: null, oauth: true } as const;

export const oauth: readonly Script[] = [
  {
    id: 'oauth-pending',
    description: 'PENDING needs the user at the bank’s page; once a job runs it is aggregating.',
    rules: ['O1', 'O3', 'W1', 'P4'],
    sources: ['N-CRE', 'D-OM'],
    input,
    steps: [
      reads(idle('PENDING'), 'authorizing.waiting', {
        rule: 'pending',
        needs: 'authorization',
        busy: false,
        wait: 20_000,
      }),
      reads(idle('PENDING'), 'authorizing.waiting', { wait: 25_000 }),
      reads(running('CREATED'), 'aggregating.waiting', {
        rule: 'beingAggregated',
        needs: null,
        busy: true,
        wait: 3_000,
      }),
      reads(idle('CONNECTED'), 'connected', { outcome: { fresh: true } }),
    ],
  },
  {
    id: 'oauth-any-member',
    description: 'PENDING is authorizing also for a member that was not said to be of OAuth.',
    rules: ['O1'],
    input: { job: null },
    steps: [reads(idle('PENDING'), 'authorizing.waiting', { rule: 'pending' })],
  },
  {
    id: 'oauth-idle-error',
    description: 'While the user is away, the error of the job before is not an end.',
    rules: ['O2'],
    sources: ['CW'],
    input,
    steps: [1, 2, 3].map(() =>
      reads(idle('DENIED'), 'authorizing.waiting', { rule: 'oauthIdle', needs: 'authorization' }),
    ),
  },
  {
    id: 'oauth-seen-error',
    description: 'The error of a job that was seen is an end for an OAuth member too.',
    rules: ['O3'],
    input,
    steps: [
      reads(idle('PENDING'), 'authorizing.waiting'),
      reads(running('CREATED'), 'aggregating.waiting'),
      reads(idle('DENIED'), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(idle('DENIED'), 'failed', { outcome: { reason: 'credentials' } }),
    ],
  },
  {
    id: 'oauth-error-between',
    description: 'The error of a job that ran between two readings is an end.',
    rules: ['O3'],
    input,
    steps: [
      reads(idle('PENDING', { aggregatedAt: BEFORE }), 'authorizing.waiting'),
      reads(idle('DENIED', { aggregatedAt: AFTER }), 'authorizing.waiting', {
        rule: 'failedOnce',
        wait: 3_000,
      }),
      reads(idle('DENIED', { aggregatedAt: AFTER }), 'failed', { rule: 'failedTwice' }),
    ],
  },
  {
    id: 'oauth-walked-away',
    description: 'A user who never comes back has abandoned it.',
    rules: ['D2'],
    input: { ...input, pacing: { spread: 0, needsUser: 900_000, needsUserMost: 900_000 } },
    steps: [
      reads(idle('PENDING'), 'authorizing.waiting'),
      reads(idle('PENDING'), 'authorizing.waiting'),
      reads(idle('PENDING'), 'authorizing.waiting', { elapsed: 1_800_000 }),
      reads(idle('PENDING'), 'failed', {
        rule: 'deadline',
        outcome: { reason: 'abandoned', nextStep: 'restart', connectionStatus: 'PENDING' },
      }),
    ],
  },
];
