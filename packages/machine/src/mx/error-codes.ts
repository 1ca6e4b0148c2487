import type { HealthRuleName } from '../data/health.ts';
import type { NextStep, Reason } from '../data/types.ts';
import { type Explanation, failure } from './failure.ts';
import { STATUSES } from './statuses.ts';

const code = (
  reason: Reason,
  nextStep: NextStep,
  atRest: HealthRuleName,
  meaning: string,
): Explanation & { readonly atRest: HealthRuleName } => ({
  ...failure(reason, nextStep, meaning),
  atRest,
});

const CODE_ROWS = {
  1000: code('noAccounts', 'chooseInstitution', 'noAccounts', 'No account here fits this purpose.'),
  1001: code('noAccounts', 'chooseInstitution', 'noAccounts', 'No accounts were found.'),
  1002: code('accessDenied', 'restart', 'lockedOut', 'Access to the accounts was not granted.'),
  2001: code('answer', 'restart', 'again', 'The one-time code was wrong.'),
  2002: code('answer', 'restart', 'again', STATUSES.REJECTED.meaning),
  2003: code('expired', 'restart', 'again', STATUSES.EXPIRED.meaning),
  2004: code('credentials', 'updateCredentials', 'lockedOut', 'The institution wants a new login.'),
  2005: code('credentials', 'updateCredentials', 'lockedOut', STATUSES.DENIED.meaning),
  3000: code('unavailable', 'tryLater', 'outage', STATUSES.DISCONNECTED.meaning),
  3001: code('unavailable', 'tryLater', 'outage', 'The institution is under maintenance.'),
  3002: code('unavailable', 'tryLater', 'outage', STATUSES.DISCONNECTED.meaning),
};

/** An `error.error_code` that this version knows. */
export type ErrorCode = keyof typeof CODE_ROWS;

/** MX's `error.error_code`, as its widget (CW) interprets them. A CONNECTED member with one of them has failed. */
export const ERROR_CODES: Readonly<
  Record<
    ErrorCode,
    Explanation & {
      /** The rule of a connection's health that the code leads to while no job runs. */
      readonly atRest: HealthRuleName;
    }
  >
> = CODE_ROWS;

/** The failure that an error code names. `undefined` for a code that MX's widget does not know. */
export const failureByCode = (errorCode: number): (typeof ERROR_CODES)[ErrorCode] | undefined =>
  (ERROR_CODES as Readonly<Record<number, (typeof ERROR_CODES)[ErrorCode]>>)[errorCode];

/** The failure of an unknown error code. */
export const UNKNOWN_ERROR = failure('unavailable', 'tryLater', 'MX reports an error.');
