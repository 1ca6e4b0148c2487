import type { Job, Reading, Rule, Verdict } from '../data/types.ts';
import { ERROR_CODES, errorCodeOf } from '../mx/error-codes.ts';
import type { Explanation } from '../mx/explanation.ts';
import { statusOf } from '../mx/statuses.ts';

/** The error code of a reading, if it counts for this job. */
export const errorCodeFor = (job: Job | null, { errorCode }: Reading): number | undefined =>
  // 1000 counts for `verify` only (CW). The job that MX ran by itself may be one.
  errorCode === 1000 && job !== 'verify' && job !== null ? undefined : errorCode;

/** Why a reading is a failure; `undefined` when it is not. An error code that is known says more than the status. */
export function explain(reading: Reading, job: Job | null): Explanation | undefined {
  const status = statusOf(reading.connectionStatus);
  const errorCode = errorCodeFor(job, reading);
  if (errorCode !== undefined && (Object.hasOwn(ERROR_CODES, errorCode) || !status?.reason))
    return errorCodeOf(errorCode);
  return status?.reason && status.nextStep
    ? { reason: status.reason, nextStep: status.nextStep, meaning: status.meaning }
    : undefined;
}

/** A failure, by a rule. */
export const fail = ({ reason, nextStep }: Explanation, rule: Rule): Verdict => ({
  type: 'failed',
  reason,
  nextStep,
  rule,
});
