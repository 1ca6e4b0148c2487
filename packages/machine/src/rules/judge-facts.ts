import type {
  Baseline,
  Evidence,
  Finding,
  MemberContext,
  Reading,
  StampedReading,
} from '../data/types.ts';
import { isLater } from '../mx/readings.ts';
import { classOf, type StatusClass } from '../mx/statuses.ts';
import { completedBaseline } from './baseline.ts';
import { IGNORED_FOR } from './echoes.ts';

/** What `judge.ts` asks about: a reading beside what is remembered. */

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
  /** The latest proof that our job began. */
  readonly evidence: Evidence;
  /** A job has ended well since the baseline. */
  readonly endedWell: boolean;
  /** A job has begun since the baseline. */
  readonly hasBegun: boolean;
  /** Our job was seen at work. */
  readonly seenRunning: boolean;
  /** What an earlier poll has found. Any reading shows that MX knows the member, so a 404 is not among it. */
  readonly finding: Finding | null;
  /** MX does not say whether a job runs, and no job is known to have ended well. */
  readonly isUnflagged: boolean;
  /** The user of an OAuth member may still be at the bank's page. Until they are through, MX runs no job. */
  readonly isAway: boolean;
}

/**
 * MX shows an older job than it did before: a cache or a slow replica. `aggregated_at` is when the latest job started
 * (OAS25), so it only grows.
 */
const isStale = (
  { aggregatedAt }: Reading,
  last: Pick<Reading, 'aggregatedAt'> | Baseline,
): boolean => isLater(last.aggregatedAt, aggregatedAt);

/** Without proof, MX counts as having accepted the start so long ago that nothing waits for its job. */
const NO_EVIDENCE: Evidence = { of: 'start', at: Number.NEGATIVE_INFINITY };

/** What a reading shows of our job. */
type Shown = Pick<ReadingFacts, 'trust' | 'endedWell' | 'hasBegun' | 'seenRunning'>;

/** An old reading shows nothing: it was true before. */
const OLD: Shown = { trust: 'old', endedWell: false, hasBegun: false, seenRunning: false };

const shownBy = (reading: Reading, baseline: Baseline, { of }: Evidence): Shown => ({
  trust: 'current',
  endedWell: isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt),
  hasBegun: isLater(reading.aggregatedAt, baseline.aggregatedAt),
  seenRunning: of === 'running',
});

export function factsOf(reading: StampedReading, memory: MemberContext): ReadingFacts {
  const { at } = reading;
  const isPatient = at - (memory.ignoredSince ?? at) < IGNORED_FOR;
  const baseline = completedBaseline(memory.baseline, reading);
  const evidence = memory.evidence ?? NO_EVIDENCE;
  const isOld = isStale(reading, memory.reading ?? baseline);
  const shown = isOld ? OLD : shownBy(reading, baseline, evidence);
  return {
    reading,
    memory,
    baseline,
    kind: classOf(reading.connectionStatus),
    trust: shown.trust,
    isPatient,
    evidence,
    endedWell: shown.endedWell,
    hasBegun: shown.hasBegun,
    seenRunning: shown.seenRunning,
    finding: memory.finding?.rule === 'notFoundOnce' ? null : memory.finding,
    isUnflagged: reading.isBeingAggregated === null && !shown.endedWell,
    isAway: memory.oauth && memory.job === null,
  };
}

/** MX's time stamps show that a job began after the baseline. */
export const isStamped = ({ endedWell, hasBegun }: ReadingFacts): boolean => endedWell || hasBegun;

/** Our job has begun, as far as anything shows. */
export const isOurs = (facts: ReadingFacts): boolean => isStamped(facts) || facts.seenRunning;
