import type { Baseline, Job, MemberContext, Reading, Rule, Verdict } from '../data/types.ts';
import { failureByCode, UNKNOWN_ERROR } from '../mx/error-codes.ts';
import type { Explanation } from '../mx/failure.ts';
import { failureByStatus } from '../mx/statuses.ts';
import { since } from './baseline.ts';

/** Jobs that can end with error 1000: `verify` (CW), and a job that MX started by itself, which may be one. */
const MAY_VERIFY: readonly (Job | null)[] = ['verify', null];

/** The error code of a reading, if it counts for this job. */
export const errorCodeFor = (job: Job | null, { errorCode }: Reading): number | undefined =>
  errorCode === 1000 && !MAY_VERIFY.includes(job) ? undefined : errorCode;

/** What distinguishes an error of our job from an older one. */
type Known = Pick<MemberContext, 'job' | 'baseline'>;

/**
 * Whether MX has left an error code of the baseline in place, so that it says nothing of our job: a job has ended well since, or the
 * status has moved on. But a job that has begun and has not ended well can have the code itself, under a status that is not an error.
 */
function isLeft(errorCode: number, reading: Reading, baseline: Baseline | null): boolean {
  if (baseline?.errorCode !== errorCode) return false;
  const { endedWell, isInVain } = since(reading, baseline);
  const hasMovedOn = reading.connectionStatus !== baseline.connectionStatus;
  const isOfError = failureByStatus(reading.connectionStatus) !== undefined;
  return endedWell || (hasMovedOn && (isOfError || !isInVain));
}

/**
 * Why a reading is a failure. `undefined` if it is not one. A known error code explains more than the status, and the
 * status explains more than an unknown code.
 */
export function explain(reading: Reading, { job, baseline }: Known): Explanation | undefined {
  const byStatus = failureByStatus(reading.connectionStatus);
  const errorCode = errorCodeFor(job, reading);
  if (errorCode === undefined || isLeft(errorCode, reading, baseline)) return byStatus;
  return failureByCode(errorCode) ?? byStatus ?? UNKNOWN_ERROR;
}

/** A failure by a rule. */
export const fail = ({ reason, nextStep }: Explanation, rule: Rule): Verdict => ({
  type: 'failed',
  reason,
  nextStep,
  rule,
});
