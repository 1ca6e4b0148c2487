import { type Explanation, explanation } from './explanation.ts';
import { STATUSES } from './statuses.ts';

/** MX's `error.error_code`, as its widget (CW) interprets them. A CONNECTED member with one of them has failed. */
export const ERROR_CODES = {
  1000: explanation('noAccounts', 'chooseInstitution', 'No account here fits this purpose.'),
  1001: explanation('noAccounts', 'chooseInstitution', 'No accounts were found.'),
  1002: explanation('accessDenied', 'restart', 'Access to the accounts was not granted.'),
  2001: explanation('answer', 'restart', 'The one-time code was wrong.'),
  2002: explanation('answer', 'restart', STATUSES.REJECTED.meaning),
  2003: explanation('expired', 'restart', STATUSES.EXPIRED.meaning),
  2004: explanation('credentials', 'updateCredentials', 'The institution wants a new login.'),
  2005: explanation('credentials', 'updateCredentials', STATUSES.DENIED.meaning),
  3000: explanation('unavailable', 'tryLater', STATUSES.DISCONNECTED.meaning),
  3001: explanation('unavailable', 'tryLater', 'The institution is under maintenance.'),
  3002: explanation('unavailable', 'tryLater', STATUSES.DISCONNECTED.meaning),
} as const satisfies Record<number, Explanation>;

/** An `error.error_code` that this version knows. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The row of an error code. `undefined` for a code that MX's widget does not know. */
export const errorCodeOf = (errorCode: number): Explanation | undefined =>
  (ERROR_CODES as Readonly<Record<number, Explanation>>)[errorCode];

/** The explanation of an unknown error code: MX reports an error. */
export const unknownError = (errorCode: number): Explanation =>
  explanation('unavailable', 'tryLater', `MX reports error ${errorCode}.`);
