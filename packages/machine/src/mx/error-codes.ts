import { type FailureKind, failure } from './failure.ts';

/** The failures that MX's `error.error_code` names, as its widget (CW) interprets them. A CONNECTED member with one has failed. */
export const CODED_FAILURES = {
  1000: failure('noAccounts', 'chooseInstitution'),
  1001: failure('noAccounts', 'chooseInstitution'),
  1002: failure('accessDenied', 'restart'),
  2001: failure('answer', 'restart'),
  2002: failure('answer', 'restart'),
  2003: failure('expired', 'restart'),
  2004: failure('credentials', 'updateCredentials'),
  2005: failure('credentials', 'updateCredentials'),
  3000: failure('unavailable', 'tryLater'),
  3001: failure('unavailable', 'tryLater'),
  3002: failure('unavailable', 'tryLater'),
} as const satisfies Record<number, FailureKind>;

/** An `error.error_code` that this version knows. */
export type ErrorCode = keyof typeof CODED_FAILURES;

/** The failure that an error code names. `undefined` for a code that MX's widget does not know. */
export const failureByCode = (errorCode: number): FailureKind | undefined =>
  (CODED_FAILURES as Readonly<Record<number, FailureKind>>)[errorCode];

/** The failure of an unknown error code: MX reports an error. */
export const UNKNOWN_ERROR = failure('unavailable', 'tryLater');
