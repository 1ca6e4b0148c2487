import type { FaultCode, NextStep, Reason } from '../data/types.ts';

/**
 * What a settled reading of a status means:
 * `running` read on, `challenged` ask the user, `authorizing` the user is at the bank's OAuth page,
 * `connected` and `failed` a final state.
 */
export type StatusClass = 'running' | 'challenged' | 'authorizing' | 'connected' | 'failed';

/** One row of the table of connection statuses. */
export interface Status {
  /** MX's number, as in webhooks (`connection_status_id`). */
  readonly id: number | null;
  readonly class: StatusClass;
  /** `failed` only. */
  readonly reason: Reason | null;
  /** `failed` only. */
  readonly nextStep: NextStep | null;
  /** MX sends a CONNECTION_STATUS webhook when a member gets this status. */
  readonly webhook: boolean;
  /** In words for the user. */
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

/** The row of a status, or `undefined` for one that MX has added since. */
export const statusOf = (connectionStatus: string | null): Status | undefined =>
  Object.hasOwn(STATUSES, String(connectionStatus)) && connectionStatus !== 'null'
    ? STATUSES[String(connectionStatus) as StatusName]
    : undefined;

/** How an outcome is explained: why, what to do, and in words. */
export interface Explanation {
  readonly reason: Reason;
  readonly nextStep: NextStep;
  readonly meaning: string;
}

const explain = (reason: Reason, nextStep: NextStep, meaning: string): Explanation => ({
  reason,
  nextStep,
  meaning,
});

/** MX's `error.error_code`, as its widget (CW) knows them. A CONNECTED member that carries one is a failure. */
export const ERROR_CODES = {
  1000: explain('noAccounts', 'chooseInstitution', 'No account here fits this purpose.'),
  1001: explain('noAccounts', 'chooseInstitution', 'No accounts were found.'),
  1002: explain('accessDenied', 'restart', 'Access to the accounts was not granted.'),
  2001: explain('answer', 'restart', 'The one-time code was wrong.'),
  2002: explain('answer', 'restart', STATUSES.REJECTED.meaning),
  2003: explain('expired', 'restart', STATUSES.EXPIRED.meaning),
  2004: explain('credentials', 'updateCredentials', 'The institution wants a new login.'),
  2005: explain('credentials', 'updateCredentials', STATUSES.DENIED.meaning),
  3000: explain('unavailable', 'tryLater', STATUSES.DISCONNECTED.meaning),
  3001: explain('unavailable', 'tryLater', 'The institution is under maintenance.'),
  3002: explain('unavailable', 'tryLater', STATUSES.DISCONNECTED.meaning),
} as const satisfies Record<number, Explanation>;

/** An `error.error_code` that this version knows. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The row of an error code; one that nobody knows says only that MX reports an error. */
export const errorCodeOf = (errorCode: number): Explanation =>
  Object.hasOwn(ERROR_CODES, errorCode)
    ? ERROR_CODES[errorCode as ErrorCode]
    : explain('unavailable', 'tryLater', `MX reports error ${errorCode}.`);

/** The failures that MX has no status for. */
export const MACHINE_FAILURES = {
  refused: explain('refused', 'fixIntegration', 'MX refused the request.'),
  unauthorized: explain('unauthorized', 'fixIntegration', 'MX did not accept the API key.'),
  forbidden: explain('forbidden', 'fixIntegration', 'This is not allowed.'),
  notFound: explain('notFound', 'fixIntegration', 'MX does not know this member.'),
  signedOut: explain('signedOut', 'restart', 'You were signed out for too long.'),
  unreachable: explain('unreachable', 'tryLater', 'MX could not be reached.'),
  tookTooLong: explain('tookTooLong', 'tryLater', 'It took too long.'),
  abandoned: explain('abandoned', 'restart', 'Nobody answered.'),
  cancelled: explain('cancelled', 'restart', 'It was cancelled.'),
  misconfigured: explain(
    'misconfigured',
    'fixIntegration',
    'The port of the machine is missing, or does not return readings.',
  ),
} as const satisfies Partial<Record<Reason, Explanation>>;

/** A member that MX has shown before and does not know any more. */
export const MEMBER_GONE = explain('notFound', 'connectAgain', MACHINE_FAILURES.notFound.meaning);

/** What a failed call means. */
export interface FaultMeaning {
  /** It ends the lifecycle at once: no later call would fare better. */
  readonly isFatal: boolean;
  /** The end that it leads to, at once or when calls have failed for too long. */
  readonly failure: Explanation;
  /** In words that a person can read. */
  readonly message: string;
}

const fatal = (failure: Explanation, message: string): FaultMeaning => ({
  isFatal: true,
  failure,
  message,
});
const passing = (
  message: string,
  failure: Explanation = MACHINE_FAILURES.unreachable,
): FaultMeaning => ({ isFatal: false, failure, message });

/**
 * The table of fault codes, with what each HTTP answer is: 401 `unauthorized`, 403 `forbidden`, 404 `notFound`, 405
 * `notAllowed`, 409 `conflict`, 429 `rateLimited`, 400, 406, 422 and other 4xx `badRequest`, 408, 5xx, timeouts and network
 * failures `unreachable`, a redirect or a body that does not fit `malformed`.
 */
export const FAULTS: Readonly<Record<FaultCode, FaultMeaning>> = {
  unauthorized: fatal(
    MACHINE_FAILURES.unauthorized,
    'MX did not accept the client id and API key.',
  ),
  forbidden: fatal(
    MACHINE_FAILURES.forbidden,
    'This is not allowed: MX may have the feature off or this address not on its list, or your server refuses this user.',
  ),
  badRequest: fatal(MACHINE_FAILURES.refused, 'MX refused the request as wrong.'),
  notAllowed: fatal(MACHINE_FAILURES.refused, 'MX does not expect this now.'),
  // A replica can lag behind a new member, so it is confirmed; one that is not is an outage.
  notFound: passing('MX does not know this user or member.'),
  conflict: passing('Another job runs for this member, or the object exists already.'),
  rateLimited: passing('MX asks to send less.'),
  unreachable: passing('MX cannot be reached at present.'),
  malformed: passing('MX sent something that cannot be understood.'),
  unexpected: passing('The call to MX failed in an unexpected way.'),
  badReturn: passing(
    'This is a mistake in the software: it cannot ask MX, or returns what is not a reading.',
    MACHINE_FAILURES.misconfigured,
  ),
  lost: passing('It is not known whether this has reached MX.'),
  notSent: passing('The answer could not be sent. Please try again.'),
  signedOut: passing('You are signed out. Please sign in again.', MACHINE_FAILURES.signedOut),
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
