import type { Script } from './script.ts';
import { happens } from './text/lines.ts';

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

const STARTED = happens('done startJob CONNECTED running', 'aggregating.waiting');

/** What a reading of each status and error code means. */
export const statuses: readonly Script[] = [
  ...ENDS.map(
    ([status, reason, nextStep]): Script => ({
      id: `verdicts-status-${status.toLowerCase()}`,
      description: `${status} with no job running, confirmed, ends it: ${reason}, ${nextStep}.`,
      rules: ['V9'],
      sources: ['D-IFS', 'CW'],
      steps: [
        STARTED,
        happens(`poll ${status} idle`, 'aggregating.waiting', { rule: 'failedOnce', wait: 3_010 }),
        happens(`poll ${status} idle`, 'failed', {
          rule: 'failed',
          outcome: {
            outcome: 'failed',
            reason,
            nextStep,
            connectionStatus: status,
            lastFault: null,
          },
        }),
      ],
    }),
  ),
  ...CODES.map(
    ([errorCode, reason, nextStep]): Script => ({
      id: `verdicts-error-${errorCode}`,
      description: `CONNECTED with error code ${errorCode} ends it at once: ${reason}, ${nextStep}.`,
      rules: ['V10', 'V11'],
      sources: ['CW'],
      input: { job: 'verify' },
      steps: [
        STARTED,
        happens(`poll CONNECTED idle error=${errorCode} started=T1`, 'failed', {
          rule: 'failed',
          outcome: { reason, nextStep, connectionStatus: 'CONNECTED' },
        }),
      ],
    }),
  ),
  {
    id: 'verdicts-in-progress',
    description:
      'CREATED, UPDATED, RESUMED, RECONNECTED, DELAYED and null are polled on, job or no job.',
    rules: ['V8'],
    sources: ['D-IFS', 'CW'],
    steps: [
      STARTED,
      ...RUNNING.flatMap((status) => [
        happens(`poll ${status} idle`, 'aggregating.waiting', { rule: 'inProgress', wait: 3_000 }),
        happens(`poll ${status} idle`, 'aggregating.waiting', { rule: 'inProgress' }),
      ]),
    ],
  },
  {
    id: 'verdicts-being-aggregated',
    description:
      'While a job runs, no status but CHALLENGED ends it, because the status may belong to the last job.',
    rules: ['V5', 'W4'],
    sources: ['A-BAL', 'A-AGG'],
    steps: [
      STARTED,
      ...[...ENDS.map(([status]) => status), ...RUNNING, 'CONNECTED', 'PENDING', 'BRAND_NEW'].map(
        (status) =>
          happens(`poll ${status} running`, 'aggregating.waiting', { rule: 'beingAggregated' }),
      ),
    ],
  },
  {
    id: 'verdicts-unknown-status',
    description:
      'A status that MX has added since is polled on, and named in the view as not known.',
    rules: ['V8', 'W4'],
    sources: ['D-VER'],
    steps: [
      STARTED,
      ...[0, 1, 2, 3].map(() =>
        happens('poll BRAND_NEW idle', 'aggregating.waiting', {
          rule: 'inProgress',
          status: { name: 'BRAND_NEW', known: false },
        }),
      ),
      happens('poll "null" idle', 'aggregating.waiting', {
        rule: 'inProgress',
        status: { name: 'null', known: false },
      }),
      happens('poll null idle', 'aggregating.waiting', { status: { name: null, known: true } }),
      happens('poll toString idle', 'aggregating.waiting', {
        rule: 'inProgress',
        status: { name: 'toString', known: false },
      }),
    ],
  },
];
