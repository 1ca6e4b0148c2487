import type {
  Baseline,
  Evidence,
  Finding,
  JobEvidence,
  MemberContext,
  Reading,
  StampedReading,
} from '../data/types.ts';
import type { Explanation } from '../mx/failure.ts';
import { isLater, isMoment, isUnmoved, msOf } from '../mx/readings.ts';
import { classOf, type StatusClass } from '../mx/statuses.ts';
import { completedBaseline } from './baseline.ts';
import { IGNORED_FOR } from './echoes.ts';
import { absenceUntil } from './timing.ts';

/**
 * Whose job a reading is about: the job before ours, ours, or another one. MX keeps a status until a later job changes it, so
 * the status alone does not say. `judge.ts` asks this first, then what the status means, then whether one poll is enough.
 */

/** A reading beside what is remembered: all that the questions below need. */
export interface ReadingFacts {
  readonly reading: StampedReading;
  readonly memory: MemberContext;
  /** How the member was before our job, as far as this reading completes it. */
  readonly baseline: Baseline;
  readonly kind: StatusClass | 'unknown';
  /** `old`: MX has shown more than this before. */
  readonly trust: 'current' | 'old';
  /** Old readings and echoes are still ignored. */
  readonly isPatient: boolean;
  /** What is known of our job. `null` if nothing is. */
  readonly evidence: Evidence['of'] | null;
  /** How long ago that was, in ms. */
  readonly sinceEvidence: number;
  /** A job has ended well since the baseline. */
  readonly endedWell: boolean;
  /** A job has begun since the baseline. */
  readonly hasBegun: boolean;
  /** What an earlier poll has found. Any reading shows that MX knows the member, so a 404 is not among it. */
  readonly finding: Finding | null;
  /** MX does not say whether a job runs, and no job is known to have ended well. */
  readonly isUnflagged: boolean;
}

/**
 * MX shows an older job than it did before: a cache or a slow replica. `aggregated_at` is when the latest job started
 * (OAS25), so it only grows.
 */
const isStale = (
  { aggregatedAt }: Reading,
  last: Pick<Reading, 'aggregatedAt'> | Baseline,
): boolean => isLater(last.aggregatedAt, aggregatedAt);

/**
 * What is known of our job when a reading arrives. After the baseline that the host has given, MX begins a job by itself: with
 * `job: null`, and when the user comes back from the bank's page.
 */
export function evidenceAt(memory: MemberContext, arrived: StampedReading): Evidence | null {
  const { evidence, reading, baseline, job, oauth } = memory;
  const { at } = arrived;
  if (evidence !== null) {
    // The clock may have been set back. An absence does not count as time in which MX could catch up.
    const since = Math.min(evidence.at + absenceUntil(memory, arrived), at);
    return since === evidence.at ? evidence : { ...evidence, at: since };
  }
  const isFirst = reading === null && baseline?.connectionStatus !== undefined;
  return (job === null || oauth) && isFirst ? { of: 'start', at } : null;
}

export function factsOf(reading: StampedReading, memory: MemberContext): ReadingFacts {
  const { at } = reading;
  const evidence = evidenceAt(memory, reading);
  const baseline = completedBaseline(memory.baseline, reading);
  // An old reading shows nothing of our job: it was true before.
  const isOld = isStale(reading, memory.reading ?? baseline);
  const endedWell =
    !isOld && isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt);
  return {
    reading,
    memory,
    baseline,
    kind: classOf(reading.connectionStatus),
    trust: isOld ? 'old' : 'current',
    isPatient: at - (memory.ignoredSince ?? at) < IGNORED_FOR,
    evidence: isOld ? null : (evidence?.of ?? null),
    sinceEvidence: at - (evidence?.at ?? at),
    endedWell,
    hasBegun: !isOld && isLater(reading.aggregatedAt, baseline.aggregatedAt),
    finding: memory.finding?.rule === 'notFoundOnce' ? null : memory.finding,
    isUnflagged: reading.isBeingAggregated === null && !endedWell,
  };
}

/** Whether `aggregated_at` is known, and still the baseline's. */
export const isUnmovedStamp = ({ reading, baseline }: ReadingFacts): boolean =>
  isUnmoved(reading.aggregatedAt, baseline.aggregatedAt);

/** MX's time stamps show that a job began after the baseline. */
export const isStamped = ({ endedWell, hasBegun }: ReadingFacts): boolean => endedWell || hasBegun;

/** Whether MX has shown a job of ours at work: to a poll, or in the reply to the start. */
export const wasAtWork = ({ evidence }: ReadingFacts): boolean =>
  evidence === 'seen' || evidence === 'reply';

/**
 * Our job has begun, as far as anything shows. While the user may be at the bank's page, a flag without a moved stamp does not
 * show it.
 */
export const isOurs = (facts: ReadingFacts): boolean =>
  isStamped(facts) || (wasAtWork(facts) && !(facts.memory.oauth && isUnmovedStamp(facts)));

/**
 * Whether the latest job is one that was at work before our start, although the start may have arrived. An aggregation counts as
 * ours, as at MX (202, D-ERR). The flag tells it from a job of ours that moves no stamp.
 */
export const isJobOfBaseline = (
  { job, baseline }: Pick<MemberContext, 'job' | 'baseline'>,
  { aggregatedAt }: Reading,
): boolean =>
  job !== 'aggregate' &&
  baseline?.isBeingAggregated === true &&
  isUnmoved(aggregatedAt, baseline.aggregatedAt);

/** Whether an error code can be from before our job. Some replies have none, so the baseline may lack it. */
function isOldCode(facts: ReadingFacts): boolean {
  const { reading, baseline } = facts;
  const { errorCode } = reading;
  if (errorCode === undefined || errorCode === baseline.errorCode) return true;
  return baseline.errorCode === undefined && isUnmovedStamp(facts);
}

/** Whether status and error code can be from before our job. */
export const isOldStatus = (facts: ReadingFacts): boolean =>
  facts.reading.connectionStatus === facts.baseline.connectionStatus && isOldCode(facts);

/** Whether nothing has changed since the baseline: neither status, nor error code, nor time stamp. */
export const isUnchanged = (facts: ReadingFacts): boolean =>
  isOldStatus(facts) && !isStamped(facts);

/** For how long MX accepts an aggregation after a success and runs nothing, in ms (D-ERR, D-AGI). */
const THROTTLED_FOR = 3 * 3_600_000;

/** Whether MX passes over our start, because the last success is recent. */
const isThrottled = ({ memory, reading, sinceEvidence }: ReadingFacts): boolean => {
  const acceptedAt = reading.at - sinceEvidence;
  const sinceSuccess = acceptedAt - msOf(reading.successfullyAggregatedAt);
  return memory.job === 'aggregate' && sinceSuccess < THROTTLED_FOR;
};

/**
 * For how long an unchanged reading is taken for the state before our job, in ms. MX accepts a start and runs nothing soon after
 * a success, and while it needs new credentials. A job that it starts by itself does run.
 */
function patience(facts: ReadingFacts, failure: Explanation | undefined): number {
  const { reading, memory, evidence } = facts;
  const { catchUp } = memory.deadlines;
  if (evidence === null) return 0;
  if (evidence === 'start') {
    const runsNothing =
      failure === undefined ? isThrottled(facts) : reading.needsUpdatedCredentials === true;
    return memory.job !== null && runsNothing ? 0 : catchUp;
  }
  if (!isUnmovedStamp(facts)) return 0;
  return evidence === 'seen' ? Math.min(IGNORED_FOR, catchUp) : catchUp;
}

/**
 * Whether the user may still be at the bank's page. Until they are through, MX runs no job. Without a baseline from before the
 * first poll, a success can be the one that the user waits for.
 */
export const isAway = (facts: ReadingFacts, failure: Explanation | undefined): boolean =>
  facts.memory.oauth &&
  isUnchanged(facts) &&
  !isOurs(facts) &&
  (failure !== undefined || facts.evidence !== null);

/** Whether MX may not have caught up, so that the reading shows the state before our job. */
export const isEarly = (facts: ReadingFacts, failure: Explanation | undefined): boolean =>
  isUnchanged(facts) && facts.sinceEvidence < patience(facts, failure);

/** What shows that the job that was asked for ran. */
export const evidenceThatItRan = (facts: ReadingFacts): JobEvidence =>
  isStamped(facts) ? 'stamps' : wasAtWork(facts) ? 'seen' : 'none';

/**
 * Whether MX never says when a job has ended well, so that a job that was seen at work counts instead. A stamp that MX has sent
 * before our job, and that has not moved since, says that nothing has.
 */
export const lacksStamps = ({ reading, baseline, hasBegun }: ReadingFacts): boolean =>
  !isMoment(reading.successfullyAggregatedAt) &&
  !isMoment(baseline.successfullyAggregatedAt) &&
  (hasBegun || !isMoment(baseline.aggregatedAt));
