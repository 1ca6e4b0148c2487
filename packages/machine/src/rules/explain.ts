import type { Baseline, Job, Reading, Rule, Verdict } from '../data/types.ts';
import { errorCodeOf, unknownError } from '../mx/error-codes.ts';
import type { Explanation } from '../mx/explanation.ts';
import { failureByStatus } from '../mx/statuses.ts';

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

/** The error code that counts. MX leaves a code there from an older status. */
function countedCode(reading: Reading, { job, baseline }: Known): number | undefined {
  const isLeft =
    hasOldCode(reading, baseline) && reading.connectionStatus !== baseline?.connectionStatus;
  return isLeft ? undefined : errorCodeFor(job, reading);
}

/**
 * Why a reading is a failure; `undefined` when it is not. An error code that is known says more than the status, and the status
 * more than a code that nobody knows.
 */
export function explain(reading: Reading, known: Known): Explanation | undefined {
  const byStatus = failureByStatus(reading.connectionStatus);
  const errorCode = countedCode(reading, known);
  if (errorCode === undefined) return byStatus;
  return errorCodeOf(errorCode) ?? byStatus ?? unknownError(errorCode);
}

/** A failure, by a rule. */
export const fail = ({ reason, nextStep }: Explanation, rule: Rule): Verdict => ({
  type: 'failed',
  reason,
  nextStep,
  rule,
});
