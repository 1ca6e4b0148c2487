import type { NextStep, Reason } from '../data/types.ts';
import type { Explanation } from './explanation.ts';

/**
 * What a settled reading of a status means. `running`: keep polling. `challenged`: ask the user. `authorizing`: the
 * user is at the bank's OAuth page. `connected` and `failed`: final states.
 */
export type StatusClass = 'running' | 'challenged' | 'authorizing' | 'connected' | 'failed';

/** One row of the table of connection statuses. */
export interface Status {
  /** MX's number, as in webhooks (`connection_status_id`). */
  readonly id: number | null;
  readonly class: StatusClass;
  /** Only for `failed`. */
  readonly reason: Reason | null;
  /** Only for `failed`. */
  readonly nextStep: NextStep | null;
  /** Whether MX sends a CONNECTION_STATUS webhook when a member gets this status. */
  readonly webhook: boolean;
  /** A sentence for the user. */
  readonly meaning: string;
  /** Tags of `docs/sources.md`. */
  readonly source: string;
}

const running = (id: number | null, meaning: string, source: string): Status => ({
  id,
  class: 'running',
  reason: null,
  nextStep: null,
  webhook: false,
  meaning,
  source,
});

const failed = (
  id: number,
  reason: Reason,
  nextStep: NextStep,
  webhook: boolean,
  meaning: string,
  source: string,
): Status => ({ id, class: 'failed', reason, nextStep, webhook, meaning, source });

/**
 * The 22 connection statuses of MX; `null` is the row of its own name.
 *
 * Where MX's own pages and programs disagree, the row follows the choice that loses nothing:
 * - DELAYED is read on (D-IFS calls it transient) although the widget shows it as an error: a late success is kept, and
 *   the deadline bounds the wait.
 * - RECONNECTED is read on (the widget counts it as processing); its meaning is not documented.
 * - DEGRADED, DISCONNECTED and FAILED are ends (widget), not read on (an old example): MX says to come back later.
 * - REJECTED is a final state (D-IFS) that asks for a restart: if MX asks again instead, it shows CHALLENGED, not REJECTED.
 * - EXPIRED can be restarted at once (D-AGE), not only the next day (an old example).
 * - IMPORTED asks for credentials like IMPAIRED (widget) although it has no webhook (D-WHCS).
 */
export const STATUSES = {
  null: running(null, 'MX has no status for this connection yet.', 'N-MEM'),
  CREATED: running(0, 'The connection is being set up.', 'N-MEM, D-IFS'),
  PREVENTED: failed(
    1,
    'credentials',
    'updateCredentials',
    true,
    'The last three logins failed, so no more are tried with these credentials.',
    'N-MEM, D-IFS',
  ),
  DENIED: failed(
    2,
    'credentials',
    'updateCredentials',
    true,
    'The institution did not accept the credentials.',
    'N-MEM, D-IFS',
  ),
  CHALLENGED: {
    id: 3,
    class: 'challenged',
    reason: null,
    nextStep: null,
    webhook: true,
    meaning: 'The institution asks for more information.',
    source: 'N-MEM, D-MFA',
  },
  REJECTED: failed(
    4,
    'answer',
    'restart',
    true,
    'The institution did not accept the answer.',
    'N-MEM, D-IFS',
  ),
  LOCKED: failed(
    5,
    'locked',
    'visitInstitution',
    true,
    'The institution has locked the account.',
    'N-MEM, D-IFS',
  ),
  CONNECTED: {
    id: 6,
    class: 'connected',
    reason: null,
    nextStep: null,
    webhook: false,
    meaning: 'The account is connected.',
    source: 'A-STAT',
  },
  IMPEDED: failed(
    7,
    'actionNeeded',
    'visitInstitution',
    true,
    'The login was right, but the institution wants something done on its own site first.',
    'D-IFS, CW',
  ),
  RECONNECTED: running(8, 'The connection is being renewed.', 'CW'),
  DEGRADED: failed(
    9,
    'unavailable',
    'tryLater',
    false,
    'The last few updates failed; the institution may be under maintenance.',
    'AC, CW',
  ),
  DISCONNECTED: failed(
    10,
    'unavailable',
    'tryLater',
    false,
    'The institution cannot be reached at present.',
    'ACS, CW',
  ),
  DISCONTINUED: failed(
    11,
    'discontinued',
    'chooseInstitution',
    false,
    'This institution is no longer supported.',
    'ACS, D-IFS',
  ),
  CLOSED: failed(
    12,
    'closed',
    'chooseInstitution',
    false,
    'This connection has been closed.',
    'D-IFS',
  ),
  DELAYED: running(13, 'It takes longer than usual.', 'D-IFS, AC'),
  FAILED: failed(
    14,
    'unavailable',
    'tryLater',
    false,
    'The institution could not check the login.',
    'ACS, D-TEST',
  ),
  UPDATED: running(15, 'The new credentials are being tried.', 'D-IFS'),
  DISABLED: failed(
    16,
    'disabled',
    'contactSupport',
    false,
    'Updates are switched off for this connection.',
    'ACS, D-IFS',
  ),
  IMPORTED: failed(
    17,
    'credentials',
    'updateCredentials',
    false,
    'This connection came without credentials.',
    'D-IFS, CW',
  ),
  RESUMED: running(18, 'The answer is being checked.', 'D-MFA, D-IFS'),
  EXPIRED: failed(
    19,
    'expired',
    'restart',
    true,
    'The answer did not come in the time that the institution allows.',
    'N-MEM, D-AGE',
  ),
  IMPAIRED: failed(
    20,
    'credentials',
    'updateCredentials',
    true,
    'The credentials are missing or incomplete.',
    'ACS, D-IFS',
  ),
  PENDING: {
    id: 21,
    class: 'authorizing',
    reason: null,
    nextStep: null,
    webhook: false,
    meaning: 'The login at the institution is not finished.',
    source: 'N-CRE, D-OM',
  },
} as const satisfies Record<string, Status>;

/** A connection status that this version knows; `'null'` stands for MX's `null`. */
export type StatusName = keyof typeof STATUSES;

const BEFORE_ANY_JOB: readonly (string | null)[] = [
  null,
  'CREATED',
  'UPDATED',
  'PENDING',
  'IMPORTED',
];

/** Whether a member can have a status before its first job has begun. */
export const isBeforeAnyJob = (connectionStatus: string | null): boolean =>
  BEFORE_ANY_JOB.includes(connectionStatus);

/** The row of a status. `undefined` for a status that MX has added since. */
export const statusOf = (connectionStatus: string | null): Status | undefined =>
  Object.hasOwn(STATUSES, String(connectionStatus)) && connectionStatus !== 'null'
    ? STATUSES[String(connectionStatus) as StatusName]
    : undefined;

/** The class of a status. `unknown` for a status that MX has added since. */
export const classOf = (connectionStatus: string | null): StatusClass | 'unknown' =>
  statusOf(connectionStatus)?.class ?? 'unknown';

const isFailure = (status: Status | undefined): status is Status & Explanation =>
  status?.class === 'failed';

/** Why a status is a failure. `undefined` for a status of another class. */
export function failureByStatus(connectionStatus: string | null): Explanation | undefined {
  const status = statusOf(connectionStatus);
  return isFailure(status) ? status : undefined;
}
