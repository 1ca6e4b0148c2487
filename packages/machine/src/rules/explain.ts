import type { Baseline, Job, MemberContext, Reading, Rule, Verdict } from '../data/types.ts';
import { failureByCode, UNKNOWN_ERROR } from '../mx/error-codes.ts';
import type { Explanation } from '../mx/failure.ts';
import { isLater, isUnmoved } from '../mx/readings.ts';
import { failureByStatus } from '../mx/statuses.ts';

/** Jobs that can end with error 1000: `verify` (CW), and a job that MX started by itself, which may be one. */
const MAY_VERIFY: readonly (Job | null)[] = ['verify', null];

/** The error code of a reading, if it counts for this job. */
export const errorCodeFor = (job: Job | null, { errorCode }: Reading): number | undefined =>
  errorCode === 1000 && !MAY_VERIFY.includes(job) ? undefined : errorCode;

/** What distinguishes an error of our job from an older one. */
type Known = Pick<MemberContext, 'job' | 'baseline'>;

/** Whether a job has begun since the baseline, and its success has not come. */
const hasBegunInVain = (reading: Reading, baseline: Baseline): boolean =>
  isLater(reading.aggregatedAt, baseline.aggregatedAt) &&
  isUnmoved(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt);

/**
 * Whether MX has left an error code of the baseline in place, beside a later success or under another status. If that status is
 * not an error, a job that has begun in vain has the code itself.
 */
const isLeft = (errorCode: number, reading: Reading, baseline: Baseline | null): boolean =>
  baseline?.errorCode === errorCode &&
  (isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt) ||
    (reading.connectionStatus !== baseline.connectionStatus &&
      (failureByStatus(reading.connectionStatus) !== undefined ||
        !hasBegunInVain(reading, baseline))));

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
