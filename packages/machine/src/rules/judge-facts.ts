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
  readonly trust: 'current' | 'old' | 'ignored';
  /** Echoes are still ignored. */
  readonly isPatient: boolean;
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

/** What is known of our job. */
type Ours = Pick<ReadingFacts, 'endedWell' | 'hasBegun' | 'seenRunning'>;

/** What an old reading shows of our job: it was true before. */
const NOTHING: Ours = { endedWell: false, hasBegun: false, seenRunning: false };

const oursBy = (reading: Reading, baseline: Baseline, evidence: Evidence | null): Ours => ({
  endedWell: isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt),
  hasBegun: isLater(reading.aggregatedAt, baseline.aggregatedAt),
  seenRunning: evidence?.of === 'running',
});

export function factsOf(reading: StampedReading, memory: MemberContext): ReadingFacts {
  const { at } = reading;
  const isPatient = at - (memory.ignoredSince ?? at) < IGNORED_FOR;
  const baseline = completedBaseline(memory.baseline, reading);
  const isOld = isStale(reading, memory.reading ?? baseline);
  const ours = isOld ? NOTHING : oursBy(reading, baseline, memory.evidence);
  return {
    reading,
    memory,
    baseline,
    kind: classOf(reading.connectionStatus),
    trust: isOld ? (isPatient ? 'ignored' : 'old') : 'current',
    isPatient,
    endedWell: ours.endedWell,
    hasBegun: ours.hasBegun,
    seenRunning: ours.seenRunning,
    finding: memory.finding?.rule === 'notFoundOnce' ? null : memory.finding,
    isUnflagged: reading.isBeingAggregated === null && !ours.endedWell,
    isAway: memory.oauth && memory.job === null,
  };
}

/** MX's time stamps show that a job began after the baseline. */
export const isStamped = ({ endedWell, hasBegun }: ReadingFacts): boolean => endedWell || hasBegun;

/** Our job has begun, as far as anything shows. */
export const isOurs = (facts: ReadingFacts): boolean => isStamped(facts) || facts.seenRunning;
