import type { ConnectionHealth, HealthRuleName } from '../data/health.ts';
import type { NextStep, Reason } from '../data/types.ts';
import type { Explanation } from './failure.ts';

/**
 * What a settled reading of a status means. `running`: keep polling. `challenged`: ask the user. `authorizing`: the
 * user is at the bank's OAuth page. `connected` and `failed`: final states.
 */
export type StatusClass = 'running' | 'challenged' | 'authorizing' | 'connected' | 'failed';

/** Everything that is known of a connection status. */
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
  /** What it means over the months, while no job runs. */
  readonly atRest: {
    /** Whether MX's daily job reads a member with this status. */
    readonly isReadByMx: boolean;
    /** Whether a job may be started. */
    readonly mayStart: ConnectionHealth['mayStart'];
    /** The rule that applies, apart from ages: `upToDate` for a good status, `unsettled` for a passing one. */
    readonly leadsTo: HealthRuleName;
  };
  /** A sentence for the user. */
  readonly meaning: string;
  /** Tags of `docs/sources.md`. */
  readonly source: string;
}

const unfailed = (kind: StatusClass) => ({ class: kind, reason: null, nextStep: null }) as const;
const failed = (reason: Reason, nextStep: NextStep) =>
  ({ class: 'failed', reason, nextStep }) as const;

const RUNNING = unfailed('running');

const good: Status['atRest'] = { isReadByMx: true, mayStart: 'withUser', leadsTo: 'upToDate' };
const broken = (
  leadsTo: HealthRuleName,
  mayStart: ConnectionHealth['mayStart'],
): Status['atRest'] => ({
  isReadByMx: false,
  mayStart,
  leadsTo,
});
const unsettled = broken('unsettled', 'never');
const lockedOut = broken('lockedOut', 'afterRepair');
const atInstitution = broken('atInstitution', 'afterRepair');
const again = broken('again', 'withUser');
const outage = broken('outage', 'withUser');
const ended = broken('ended', 'never');

const ROWS = {
  null: {
    id: null,
    ...RUNNING,
    webhook: false,
    atRest: unsettled,
    meaning: 'MX has no status for this connection yet.',
    source: 'N-MEM',
  },
  CREATED: {
    id: 0,
    ...RUNNING,
    webhook: false,
    atRest: good,
    meaning: 'The connection is being set up.',
    source: 'N-MEM, D-IFS',
  },
  PREVENTED: {
    id: 1,
    ...failed('credentials', 'updateCredentials'),
    webhook: true,
    atRest: lockedOut,
    meaning: 'The last three logins failed, so no more are tried with these credentials.',
    source: 'N-MEM, D-IFS',
  },
  DENIED: {
    id: 2,
    ...failed('credentials', 'updateCredentials'),
    webhook: true,
    atRest: lockedOut,
    meaning: 'The institution did not accept the credentials.',
    source: 'N-MEM, D-IFS',
  },
  CHALLENGED: {
    id: 3,
    ...unfailed('challenged'),
    webhook: true,
    atRest: broken('questions', 'never'),
    meaning: 'The institution asks for more information.',
    source: 'N-MEM, D-MFA',
  },
  REJECTED: {
    id: 4,
    ...failed('answer', 'restart'),
    webhook: true,
    atRest: again,
    meaning: 'The institution did not accept the answer.',
    source: 'N-MEM, D-IFS',
  },
  LOCKED: {
    id: 5,
    ...failed('locked', 'visitInstitution'),
    webhook: true,
    atRest: atInstitution,
    meaning: 'The institution has locked the account.',
    source: 'N-MEM, D-IFS',
  },
  CONNECTED: {
    id: 6,
    ...unfailed('connected'),
    webhook: false,
    atRest: good,
    meaning: 'The account is connected.',
    source: 'A-STAT',
  },
  IMPEDED: {
    id: 7,
    ...failed('actionNeeded', 'visitInstitution'),
    webhook: true,
    atRest: atInstitution,
    meaning: 'The login was right, but the institution wants something done on its own site first.',
    source: 'D-IFS, CW',
  },
  RECONNECTED: {
    id: 8,
    ...RUNNING,
    webhook: false,
    atRest: unsettled,
    meaning: 'The connection is being renewed.',
    source: 'CW',
  },
  DEGRADED: {
    id: 9,
    ...failed('unavailable', 'tryLater'),
    webhook: false,
    atRest: outage,
    meaning: 'The last few updates failed; the institution may be under maintenance.',
    source: 'AC, CW',
  },
  DISCONNECTED: {
    id: 10,
    ...failed('unavailable', 'tryLater'),
    webhook: false,
    atRest: outage,
    meaning: 'The institution cannot be reached at present.',
    source: 'ACS, CW',
  },
  DISCONTINUED: {
    id: 11,
    ...failed('discontinued', 'chooseInstitution'),
    webhook: false,
    atRest: ended,
    meaning: 'This institution is no longer supported.',
    source: 'ACS, D-IFS',
  },
  CLOSED: {
    id: 12,
    ...failed('closed', 'chooseInstitution'),
    webhook: false,
    atRest: ended,
    meaning: 'This connection has been closed.',
    source: 'D-IFS',
  },
  DELAYED: {
    id: 13,
    ...RUNNING,
    webhook: false,
    atRest: unsettled,
    meaning: 'It takes longer than usual.',
    source: 'D-IFS, AC',
  },
  FAILED: {
    id: 14,
    ...failed('unavailable', 'tryLater'),
    webhook: false,
    atRest: outage,
    meaning: 'The institution could not check the login.',
    source: 'ACS, D-TEST',
  },
  UPDATED: {
    id: 15,
    ...RUNNING,
    webhook: false,
    atRest: good,
    meaning: 'The new credentials are being tried.',
    source: 'D-IFS',
  },
  DISABLED: {
    id: 16,
    ...failed('disabled', 'contactSupport'),
    webhook: false,
    atRest: broken('disabled', 'never'),
    meaning: 'Updates are switched off for this connection.',
    source: 'ACS, D-IFS',
  },
  IMPORTED: {
    id: 17,
    ...failed('credentials', 'updateCredentials'),
    webhook: false,
    atRest: lockedOut,
    meaning: 'This connection came without credentials.',
    source: 'D-IFS, CW',
  },
  RESUMED: {
    id: 18,
    ...RUNNING,
    webhook: false,
    atRest: unsettled,
    meaning: 'The answer is being checked.',
    source: 'D-MFA, D-IFS',
  },
  EXPIRED: {
    id: 19,
    ...failed('expired', 'restart'),
    webhook: true,
    atRest: again,
    meaning: 'The answer did not come in the time that the institution allows.',
    source: 'N-MEM, D-AGE',
  },
  IMPAIRED: {
    id: 20,
    ...failed('credentials', 'updateCredentials'),
    webhook: true,
    atRest: lockedOut,
    meaning: 'The credentials are missing or incomplete.',
    source: 'ACS, D-IFS',
  },
  PENDING: {
    id: 21,
    ...unfailed('authorizing'),
    webhook: false,
    atRest: broken('unfinished', 'never'),
    meaning: 'The login at the institution is not finished.',
    source: 'N-CRE, D-OM',
  },
} satisfies Record<string, Status>;

/** A connection status that this version knows; `'null'` stands for MX's `null`. */
export type StatusName = keyof typeof ROWS;

/**
 * The connection statuses of MX; `null` is the row of its own name.
 *
 * Where MX's own pages and programs disagree, the row follows the choice that loses nothing:
 * - DELAYED is read on (D-IFS calls it transient) although the widget shows it as an error: a late success is kept, and
 *   the deadline bounds the wait.
 * - RECONNECTED is read on (the widget counts it as processing); its meaning is not documented.
 * - DEGRADED, DISCONNECTED and FAILED are ends (widget), not read on (an old example): MX says to come back later.
 * - REJECTED is a final state (D-IFS) that asks for a restart: if MX asks again instead, it shows CHALLENGED, not REJECTED.
 * - EXPIRED can be restarted at once (D-AGE), not only the next day (an old example).
 * - IMPORTED asks for credentials like IMPAIRED (widget) although it has no webhook (D-WHCS).
 *
 * MX documents that its daily job reads CONNECTED, UPDATED and CREATED. Its older API also names IMPEDED; `atRest`
 * follows the newer one. That DEGRADED, FAILED and DISCONNECTED are not read is an inference from that list.
 */
export const STATUSES: Readonly<Record<StatusName, Status>> = ROWS;

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
