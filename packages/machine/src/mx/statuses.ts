import type { NextStep, Reason } from '../data/types.ts';
import type { FailureKind } from './failure.ts';

/**
 * What a settled reading of a status means. `running`: keep polling. `challenged`: ask the user. `authorizing`: the
 * user is at the bank's OAuth page. `connected` and `failed`: final states.
 */
export type StatusClass = 'running' | 'challenged' | 'authorizing' | 'connected' | 'failed';

/** What the machine does about a status. */
export interface StatusKind {
  readonly class: StatusClass;
  /** Only for `failed`. */
  readonly reason: Reason | null;
  /** Only for `failed`. */
  readonly nextStep: NextStep | null;
}

const unfailed = (kind: StatusClass): StatusKind => ({ class: kind, reason: null, nextStep: null });
const failed = (reason: Reason, nextStep: NextStep): StatusKind => ({
  class: 'failed',
  reason,
  nextStep,
});

const RUNNING = unfailed('running');

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
 *
 * Their sentences are in `sentences.ts`, their ids and sources in `tables.ts`, so that a page loads only what decides.
 */
export const STATUS_KINDS = {
  null: RUNNING,
  CREATED: RUNNING,
  PREVENTED: failed('credentials', 'updateCredentials'),
  DENIED: failed('credentials', 'updateCredentials'),
  CHALLENGED: unfailed('challenged'),
  REJECTED: failed('answer', 'restart'),
  LOCKED: failed('locked', 'visitInstitution'),
  CONNECTED: unfailed('connected'),
  IMPEDED: failed('actionNeeded', 'visitInstitution'),
  RECONNECTED: RUNNING,
  DEGRADED: failed('unavailable', 'tryLater'),
  DISCONNECTED: failed('unavailable', 'tryLater'),
  DISCONTINUED: failed('discontinued', 'chooseInstitution'),
  CLOSED: failed('closed', 'chooseInstitution'),
  DELAYED: RUNNING,
  FAILED: failed('unavailable', 'tryLater'),
  UPDATED: RUNNING,
  DISABLED: failed('disabled', 'contactSupport'),
  IMPORTED: failed('credentials', 'updateCredentials'),
  RESUMED: RUNNING,
  EXPIRED: failed('expired', 'restart'),
  IMPAIRED: failed('credentials', 'updateCredentials'),
  PENDING: unfailed('authorizing'),
} as const satisfies Record<string, StatusKind>;

/** A connection status that this version knows; `'null'` stands for MX's `null`. */
export type StatusName = keyof typeof STATUS_KINDS;

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

/** What the machine does about a status. `undefined` for a status that MX has added since. */
export const statusOf = (connectionStatus: string | null): StatusKind | undefined =>
  Object.hasOwn(STATUS_KINDS, String(connectionStatus)) && connectionStatus !== 'null'
    ? STATUS_KINDS[String(connectionStatus) as StatusName]
    : undefined;

/** The class of a status. `unknown` for a status that MX has added since. */
export const classOf = (connectionStatus: string | null): StatusClass | 'unknown' =>
  statusOf(connectionStatus)?.class ?? 'unknown';

const isFailure = (status: StatusKind | undefined): status is StatusKind & FailureKind =>
  status?.class === 'failed';

/** Why a status is a failure. `undefined` for a status of another class. */
export function failureByStatus(connectionStatus: string | null): FailureKind | undefined {
  const status = statusOf(connectionStatus);
  return isFailure(status) ? status : undefined;
}
