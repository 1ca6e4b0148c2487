import {
  ERROR_CODES,
  type ErrorCode,
  type NextStep,
  type Reason,
  STATUSES,
  type StatusName,
} from '../../packages/machine/src/index.ts';
import type { StatusClass } from '../../packages/machine/src/mx/statuses.ts';
import type { VectorDraft } from './draft.ts';
import { happens } from './text/lines.ts';

/** What the outcome of a failed lifecycle must say. */
type End = readonly [reason: Reason, nextStep: NextStep];

/** What each status must lead to. It is written here a second time, so that a changed table is noticed. */
const STATUS_LEADS_TO = {
  PREVENTED: ['credentials', 'updateCredentials'],
  DENIED: ['credentials', 'updateCredentials'],
  REJECTED: ['answer', 'restart'],
  LOCKED: ['locked', 'visitInstitution'],
  IMPEDED: ['actionNeeded', 'visitInstitution'],
  DEGRADED: ['unavailable', 'tryLater'],
  DISCONNECTED: ['unavailable', 'tryLater'],
  DISCONTINUED: ['discontinued', 'chooseInstitution'],
  CLOSED: ['closed', 'chooseInstitution'],
  FAILED: ['unavailable', 'tryLater'],
  DISABLED: ['disabled', 'contactSupport'],
  IMPORTED: ['credentials', 'updateCredentials'],
  EXPIRED: ['expired', 'restart'],
  IMPAIRED: ['credentials', 'updateCredentials'],
  CREATED: 'running',
  UPDATED: 'running',
  RESUMED: 'running',
  RECONNECTED: 'running',
  DELAYED: 'running',
  null: 'running',
  CONNECTED: 'connected',
  PENDING: 'authorizing',
  CHALLENGED: 'challenged',
} as const satisfies Record<StatusName, Exclude<StatusClass, 'failed'> | End>;

/** The same for each error code. */
const CODE_LEADS_TO = {
  1000: ['noAccounts', 'chooseInstitution'],
  1001: ['noAccounts', 'chooseInstitution'],
  1002: ['accessDenied', 'restart'],
  2001: ['answer', 'restart'],
  2002: ['answer', 'restart'],
  2003: ['expired', 'restart'],
  2004: ['credentials', 'updateCredentials'],
  2005: ['credentials', 'updateCredentials'],
  3000: ['unavailable', 'tryLater'],
  3001: ['unavailable', 'tryLater'],
  3002: ['unavailable', 'tryLater'],
} as const satisfies Record<ErrorCode, End>;

/** @throws {Error} if a row of the machine's table has no vector. */
function checkRows(table: object, expected: object): void {
  const missing = Object.keys(table).filter((name) => !Object.hasOwn(expected, name));
  if (missing.length > 0)
    throw new Error(`scripts/spec/status-vectors.ts does not say what ${missing} must lead to.`);
}

checkRows(STATUSES, STATUS_LEADS_TO);
checkRows(ERROR_CODES, CODE_LEADS_TO);

const isEnd = (leadsTo: string | End): leadsTo is End => typeof leadsTo !== 'string';
const ENDS = Object.entries(STATUS_LEADS_TO).flatMap(([status, leadsTo]) =>
  isEnd(leadsTo) ? [[status, ...leadsTo] as const] : [],
);
const RUNNING = Object.entries(STATUS_LEADS_TO).flatMap(([status, leadsTo]) =>
  leadsTo === 'running' ? [status] : [],
);

const STARTED = [
  ...happens('done readStatus CONNECTED idle', 'aggregating.starting'),
  ...happens('done startJob CONNECTED running', 'aggregating.waiting'),
];

/** What a reading of each status and error code means. */
export const statuses: readonly VectorDraft[] = [
  ...ENDS.map(
    ([status, reason, nextStep]): VectorDraft => ({
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
            errorCode: null,
            lastFault: null,
          },
        }),
      ],
    }),
  ),
  ...Object.entries(CODE_LEADS_TO).map(
    ([errorCode, [reason, nextStep]]): VectorDraft => ({
      id: `verdicts-error-${errorCode}`,
      description: `CONNECTED with error code ${errorCode} ends it at once: ${reason}, ${nextStep}.`,
      rules: ['V10', 'V11'],
      sources: ['CW'],
      input: { job: 'verify' },
      steps: [
        STARTED,
        happens(`poll CONNECTED idle error=${errorCode} started=T1`, 'failed', {
          rule: 'failed',
          outcome: {
            reason,
            nextStep,
            connectionStatus: 'CONNECTED',
            errorCode: Number(errorCode),
          },
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
