import type { Baseline, Job, Reading, Rule, Verdict } from '../data/types.ts';
import { ERROR_CODES, errorCodeOf } from '../mx/error-codes.ts';
import type { Explanation } from '../mx/explanation.ts';
import { statusOf } from '../mx/statuses.ts';

/** The error code of a reading, if it counts for this job. */
export const errorCodeFor = (job: Job | null, { errorCode }: Reading): number | undefined =>
  // 1000 counts for `verify` only (CW). The job that MX ran by itself may be one.
  errorCode === 1000 && job !== 'verify' && job !== null ? undefined : errorCode;

/** What tells an error of our job from an older one. */
interface Known {
  readonly job: Job | null;
  readonly baseline: Baseline | null;
}

/** The error code was there before our job. */
export const hasOldCode = ({ errorCode }: Reading, baseline: Baseline | null): boolean =>
  errorCode !== undefined && errorCode === baseline?.errorCode;

/**
 * Why a reading is a failure; `undefined` when it is not. An error code that is known says more than the status, unless MX has
 * left it there from an older status.
 */
export function explain(reading: Reading, known: Known): Explanation | undefined {
  const { connectionStatus } = reading;
  const status = statusOf(connectionStatus);
  const isLeft =
    hasOldCode(reading, known.baseline) && connectionStatus !== known.baseline?.connectionStatus;
  const errorCode = isLeft ? undefined : errorCodeFor(known.job, reading);
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
