import type { Baseline, Job, Reading, Rule, Verdict } from '../data/types.ts';
import { errorCodeOf, unknownError } from '../mx/error-codes.ts';
import type { Explanation } from '../mx/explanation.ts';
import { failureByStatus } from '../mx/statuses.ts';

/** The error code of a reading, if it counts for this job. */
export const errorCodeFor = (job: Job | null, { errorCode }: Reading): number | undefined =>
  // 1000 counts only for `verify` (CW). A job that MX started by itself may be one.
  errorCode === 1000 && job !== 'verify' && job !== null ? undefined : errorCode;

/** What distinguishes an error of our job from an older one. */
interface Known {
  readonly job: Job | null;
  readonly baseline: Baseline | null;
}

/** Whether the error code was already there before our job. */
export const hasOldCode = ({ errorCode }: Reading, baseline: Baseline | null): boolean =>
  errorCode !== undefined && errorCode === baseline?.errorCode;

/** The error code that counts. MX can leave a code of an older status in place. */
function countedCode(reading: Reading, { job, baseline }: Known): number | undefined {
  const isLeft =
    hasOldCode(reading, baseline) && reading.connectionStatus !== baseline?.connectionStatus;
  return isLeft ? undefined : errorCodeFor(job, reading);
}

/**
 * Why a reading is a failure. `undefined` if it is not one. A known error code explains more than the status, and the
 * status explains more than an unknown code.
 */
export function explain(reading: Reading, known: Known): Explanation | undefined {
  const byStatus = failureByStatus(reading.connectionStatus);
  const errorCode = countedCode(reading, known);
  if (errorCode === undefined) return byStatus;
  return errorCodeOf(errorCode) ?? byStatus ?? unknownError(errorCode);
}

/** A failure by a rule. */
export const fail = ({ reason, nextStep }: Explanation, rule: Rule): Verdict => ({
  type: 'failed',
  reason,
  nextStep,
  rule,
});
