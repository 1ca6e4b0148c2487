import type { FaultCode, NextStep } from '../data/types.ts';
import type { ErrorCode } from './error-codes.ts';
import type { OwnReason } from './faults.ts';
import type { StatusName } from './statuses.ts';

/** The sentences for the user. Only views and reports have them: no rule reads one, and no record contains one. */

/** What each connection status means. */
export const STATUS_MEANINGS: Readonly<Record<StatusName, string>> = {
  null: 'MX has no status for this connection yet.',
  CREATED: 'The connection is being set up.',
  PREVENTED: 'The last three logins failed, so no more are tried with these credentials.',
  DENIED: 'The institution did not accept the credentials.',
  CHALLENGED: 'The institution asks for more information.',
  REJECTED: 'The institution did not accept the answer.',
  LOCKED: 'The institution has locked the account.',
  CONNECTED: 'The account is connected.',
  IMPEDED: 'The login was right, but the institution wants something done on its own site first.',
  RECONNECTED: 'The connection is being renewed.',
  DEGRADED: 'The last few updates failed; the institution may be under maintenance.',
  DISCONNECTED: 'The institution cannot be reached at present.',
  DISCONTINUED: 'This institution is no longer supported.',
  CLOSED: 'This connection has been closed.',
  DELAYED: 'It takes longer than usual.',
  FAILED: 'The institution could not check the login.',
  UPDATED: 'The new credentials are being tried.',
  DISABLED: 'Updates are switched off for this connection.',
  IMPORTED: 'This connection came without credentials.',
  RESUMED: 'The answer is being checked.',
  EXPIRED: 'The answer did not come in the time that the institution allows.',
  IMPAIRED: 'The credentials are missing or incomplete.',
  PENDING: 'The login at the institution is not finished.',
};

/** What each error code means. */
export const ERROR_MEANINGS: Readonly<Record<ErrorCode, string>> = {
  1000: 'No account here fits this purpose.',
  1001: 'No accounts were found.',
  1002: 'Access to the accounts was not granted.',
  2001: 'The one-time code was wrong.',
  2002: STATUS_MEANINGS.REJECTED,
  2003: STATUS_MEANINGS.EXPIRED,
  2004: 'The institution wants a new login.',
  2005: STATUS_MEANINGS.DENIED,
  3000: STATUS_MEANINGS.DISCONNECTED,
  3001: 'The institution is under maintenance.',
  3002: STATUS_MEANINGS.DISCONNECTED,
};

/** What each failure without a status of MX means. */
export const FAILURE_MEANINGS: Readonly<Record<OwnReason, string>> = {
  refused: 'MX refused the request.',
  unauthorized: 'MX did not accept the API key.',
  forbidden: 'This is not allowed.',
  notFound: 'MX does not know this member.',
  signedOut: 'You were signed out for too long.',
  unreachable: 'MX could not be reached.',
  tookTooLong: 'It took too long.',
  abandoned: 'Nobody answered.',
  cancelled: 'It was cancelled.',
  misconfigured: 'The port of the machine is missing, or does not return readings.',
};

/** What each failed call means. */
export const FAULT_MESSAGES: Readonly<Record<FaultCode, string>> = {
  unauthorized: 'MX did not accept the client id and API key.',
  forbidden:
    'This is not allowed: MX may have the feature off or this address not on its list, or your server refuses this user.',
  badRequest: 'MX refused the request as wrong.',
  notAllowed: 'MX does not expect this now.',
  institutionMaintenance: 'The institution is under maintenance.',
  institutionUnavailable: 'The institution is unavailable at present.',
  institutionPrevented: 'MX does not allow this institution to be used.',
  institutionPreventNew: 'MX does not allow new connections to this institution.',
  institutionPreventVerification: 'MX does not allow accounts of this institution to be verified.',
  notFound: 'MX does not know this user or member.',
  conflict: 'Another job runs for this member, or the object exists already.',
  rateLimited: 'MX asks to send less.',
  unreachable: 'MX cannot be reached at present.',
  malformed: 'MX sent something that cannot be understood.',
  unexpected: 'The call to MX failed in an unexpected way.',
  badReturn:
    'This is a mistake in the software: it cannot ask MX, or returns what is not a reading.',
  lost: 'It is not known whether this has reached MX.',
  notSent: 'The answer could not be sent. Please try again.',
  signedOut: 'You are signed out. Please sign in again.',
};

/** What to do next, in words for the user. */
export const ADVICE: Readonly<Record<NextStep, string>> = {
  updateCredentials: 'Enter the credentials again.',
  restart: 'Start again.',
  visitInstitution: "Go to the institution's own site, then start again.",
  tryLater: 'Try again later.',
  chooseInstitution: 'Choose another institution or account.',
  connectAgain: 'Add the account again: MX does not have it any more.',
  contactSupport: 'Contact support.',
  fixIntegration: 'The software needs attention: check keys, permissions and member.',
};
