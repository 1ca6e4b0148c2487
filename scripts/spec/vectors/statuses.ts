import { idle, reads, running, type Script, started } from '../script.ts';

/** What each status of class `failed` must say, written down here a second time so that neither list can drift. */
const ENDS = [
  ['PREVENTED', 'credentials', 'updateCredentials'],
  ['DENIED', 'credentials', 'updateCredentials'],
  ['REJECTED', 'answer', 'restart'],
  ['LOCKED', 'locked', 'visitInstitution'],
  ['IMPEDED', 'actionNeeded', 'visitInstitution'],
  ['DEGRADED', 'unavailable', 'tryLater'],
  ['DISCONNECTED', 'unavailable', 'tryLater'],
  ['DISCONTINUED', 'discontinued', 'chooseInstitution'],
  ['CLOSED', 'closed', 'chooseInstitution'],
  ['FAILED', 'unavailable', 'tryLater'],
  ['DISABLED', 'disabled', 'contactSupport'],
  ['IMPORTED', 'credentials', 'updateCredentials'],
  ['EXPIRED', 'expired', 'restart'],
  ['IMPAIRED', 'credentials', 'updateCredentials'],
] as const;

const RUNNING = ['CREATED', 'UPDATED', 'RESUMED', 'RECONNECTED', 'DELAYED', null] as const;

const CODES = [
  [1000, 'noAccounts', 'chooseInstitution'],
  [1001, 'noAccounts', 'chooseInstitution'],
  [1002, 'accessDenied', 'restart'],
  [2001, 'answer', 'restart'],
  [2002, 'answer', 'restart'],
  [2003, 'expired', 'restart'],
  [2004, 'credentials', 'updateCredentials'],
  [2005, 'credentials', 'updateCredentials'],
  [3000, 'unavailable', 'tryLater'],
  [3001, 'unavailable', 'tryLater'],
  [3002, 'unavailable', 'tryLater'],
] as const;

/** What a reading of each status and error code means. */
export const statuses: readonly Script[] = [
  ...ENDS.map(
    ([status, reason, nextStep]): Script => ({
      id: `verdicts-status-${status.toLowerCase()}`,
      description: `${status} with no job running, seen twice, is an end: ${reason}, ${nextStep}.`,
      rules: ['V9'],
      sources: ['D-IFS', 'CW'],
      steps: [
        started(),
        reads(idle(status), 'aggregating.waiting', { rule: 'failedOnce', wait: 3_000 }),
        reads(idle(status), 'failed', {
          rule: 'failedTwice',
          outcome: { outcome: 'failed', reason, nextStep, connectionStatus: status, trouble: null },
        }),
      ],
    }),
  ),
  ...CODES.map(
    ([errorCode, reason, nextStep]): Script => ({
      id: `verdicts-error-${errorCode}`,
      description: `CONNECTED with error code ${errorCode} is an end at once: ${reason}, ${nextStep}.`,
      rules: ['V10', 'V11'],
      sources: ['CW'],
      steps: [
        started(),
        reads(running('CREATED'), 'aggregating.waiting'),
        reads(idle('CONNECTED', { errorCode }), 'failed', {
          rule: 'errorCode',
          outcome: { reason, nextStep, connectionStatus: 'CONNECTED' },
        }),
      ],
    }),
  ),
  {
    id: 'verdicts-error-unknown',
    description: 'An error code that nobody knows is a failure even of CONNECTED: unavailable.',
    rules: ['V10', 'V11'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      reads(idle('CONNECTED', { errorCode: 9999 }), 'failed', {
        rule: 'errorCode',
        outcome: { reason: 'unavailable', nextStep: 'tryLater' },
      }),
    ],
  },
  {
    id: 'verdicts-error-of-a-status',
    description: 'An error code that nobody knows leaves the reason to a status that has one.',
    rules: ['V11'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      reads(idle('LOCKED', { errorCode: 9999 }), 'failed', {
        outcome: { reason: 'locked', nextStep: 'visitInstitution' },
      }),
    ],
  },
  {
    id: 'verdicts-error-says-more',
    description: 'An error code that is known says more than the status.',
    rules: ['V11'],
    steps: [
      started(),
      reads(running('CREATED'), 'aggregating.waiting'),
      reads(idle('DENIED', { errorCode: 2003 }), 'failed', {
        outcome: { reason: 'expired', nextStep: 'restart', connectionStatus: 'DENIED' },
      }),
    ],
  },
  {
    id: 'verdicts-error-of-the-job-before',
    description: 'An error code of a job that was not seen is not believed at once.',
    rules: ['V12'],
    steps: [
      started(),
      reads(idle('DENIED', { errorCode: 2005 }), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(running('CREATED'), 'aggregating.waiting', { rule: 'beingAggregated' }),
      reads(idle('CONNECTED'), 'connected'),
    ],
  },
  {
    id: 'verdicts-error-of-the-job-before-twice',
    description: 'An error code of a job that was not seen is believed at the second same reading.',
    rules: ['V12'],
    steps: [
      started(),
      reads(idle('CONNECTED', { errorCode: 1001 }), 'aggregating.waiting', { rule: 'failedOnce' }),
      reads(idle('CONNECTED', { errorCode: 1001 }), 'failed', {
        rule: 'failedTwice',
        outcome: { reason: 'noAccounts' },
      }),
    ],
  },
  {
    id: 'verdicts-in-progress',
    description:
      'CREATED, UPDATED, RESUMED, RECONNECTED, DELAYED and null are read on, job or no job.',
    rules: ['V8'],
    sources: ['D-IFS', 'CW'],
    steps: [
      started(),
      ...RUNNING.flatMap((status) => [
        reads(idle(status), 'aggregating.waiting', { rule: 'inProgress', wait: 3_000 }),
        reads(idle(status), 'aggregating.waiting', { rule: 'inProgress' }),
      ]),
    ],
  },
  {
    id: 'verdicts-being-aggregated',
    description:
      'While a job runs no status but CHALLENGED is concluded from: it may be the last job’s.',
    rules: ['V5'],
    sources: ['A-BAL', 'A-AGG'],
    steps: [
      started(),
      ...[...ENDS.map(([status]) => status), ...RUNNING, 'CONNECTED', 'PENDING', 'BRAND_NEW'].map(
        (status) => reads(running(status), 'aggregating.waiting', { rule: 'beingAggregated' }),
      ),
    ],
  },
  {
    id: 'verdicts-unknown-status',
    description: 'A status that MX has added since is read on, and named in the view as not known.',
    rules: ['V13', 'W4'],
    sources: ['D-VER'],
    steps: [
      started(),
      ...[0, 1, 2, 3].map(() =>
        reads(idle('BRAND_NEW'), 'aggregating.waiting', {
          rule: 'unknownStatus',
          status: { name: 'BRAND_NEW', known: false },
        }),
      ),
      reads(idle('null'), 'aggregating.waiting', {
        rule: 'unknownStatus',
        status: { name: 'null', known: false },
      }),
      reads(idle(null), 'aggregating.waiting', { status: { name: null, known: true } }),
      reads(idle('toString'), 'aggregating.waiting', { rule: 'unknownStatus' }),
    ],
  },
];
