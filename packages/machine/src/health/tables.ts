import type { ErrorCode } from '../mx/error-codes.ts';
import type { StatusName } from '../mx/statuses.ts';
import type { HealthRuleName, MayStart } from './types.ts';

/** What a connection status means over the months, while no job runs. */
export interface StatusAtRest {
  /** Whether MX's daily job reads a member with this status. */
  readonly isReadByMx: boolean;
  /** Whether a job may be started. */
  readonly mayStart: MayStart;
  /** The rule that applies, apart from ages: `upToDate` for a good status, `unsettled` for a passing one. */
  readonly leadsTo: HealthRuleName;
}

const good: StatusAtRest = { isReadByMx: true, mayStart: 'withUser', leadsTo: 'upToDate' };

const broken = (leadsTo: HealthRuleName, mayStart: MayStart): StatusAtRest => ({
  isReadByMx: false,
  mayStart,
  leadsTo,
});

const passing = broken('unsettled', 'never');
const lockedOut = broken('lockedOut', 'afterRepair');
const atInstitution = broken('atInstitution', 'afterRepair');
const again = broken('again', 'withUser');
const outage = broken('outage', 'withUser');
const ended = broken('ended', 'never');

/**
 * What each of the 22 statuses means for a long-lived connection. It is separate from `STATUSES`, so that a page that
 * follows one job does not load it.
 *
 * MX documents that its daily job reads CONNECTED, UPDATED and CREATED. Its older API also names IMPEDED; this table
 * follows the newer one. That DEGRADED, FAILED and DISCONNECTED are not read is an inference from that list.
 */
export const STATUSES_AT_REST = {
  null: passing,
  CREATED: good,
  PREVENTED: lockedOut,
  DENIED: lockedOut,
  CHALLENGED: broken('questions', 'never'),
  REJECTED: again,
  LOCKED: atInstitution,
  CONNECTED: good,
  IMPEDED: atInstitution,
  RECONNECTED: passing,
  DEGRADED: outage,
  DISCONNECTED: outage,
  DISCONTINUED: ended,
  CLOSED: ended,
  DELAYED: passing,
  FAILED: outage,
  UPDATED: good,
  DISABLED: broken('disabled', 'never'),
  IMPORTED: lockedOut,
  RESUMED: passing,
  EXPIRED: again,
  IMPAIRED: lockedOut,
  PENDING: broken('unfinished', 'never'),
} as const satisfies Record<StatusName, StatusAtRest>;

/** The rule that an error code leads to while no job runs. */
export const CODES_AT_REST = {
  1000: 'noAccounts',
  1001: 'noAccounts',
  1002: 'lockedOut',
  2001: 'again',
  2002: 'again',
  2003: 'again',
  2004: 'lockedOut',
  2005: 'lockedOut',
  3000: 'outage',
  3001: 'outage',
  3002: 'outage',
} as const satisfies Record<ErrorCode, HealthRuleName>;
