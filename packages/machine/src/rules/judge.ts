import type {
  Baseline,
  Finding,
  FindingRule,
  MemberContext,
  Reading,
  Rule,
  StampedReading,
  Verdict,
} from '../data/types.ts';
import type { Explanation } from '../mx/explanation.ts';
import { areSameQuestions, isLater, isMoment, isSame, isUnmoved } from '../mx/readings.ts';
import { type Status, statusOf } from '../mx/statuses.ts';
import { completedBaseline } from './baseline.ts';
import { IGNORED_FOR, MOST_RETURNS, returnsOf } from './echoes.ts';
import { errorCodeFor, explain, fail, hasOldCode } from './explain.ts';
import { FINDINGS, isConfirmed, shownSince } from './findings.ts';
import { askedWait } from './timing.ts';

/**
 * What a reading or a failed call means, given what is remembered. Facts first, then the questions in the order in which they
 * are asked: `judge` at the end of this file has that order. Source tags are those of `docs/sources.md`.
 */

/** What a reading, or a failed call, means, and what is to be remembered of it. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What a later poll has to confirm. */
  readonly finding: Finding | null;
  /**
   * `current`: the member is now as the reading says. `echo`: the same, but its question was answered. `old`: the reading is older than what is known, and was shown long enough
   * to be trusted. `ignored`: the reading is older, and is not kept. `early`: MX still shows how the member was before our job, so
   * the reading is not kept either.
   */
  readonly trust: 'current' | 'echo' | 'old' | 'ignored' | 'early';
  /** A job runs or has ended. If the reply to our start was lost, the start had arrived. */
  readonly showsJob: boolean;
}

/** A reading beside what is remembered: all that the questions below need. */
interface Facts {
  readonly reading: StampedReading;
  readonly memory: MemberContext;
  /** How the member was before our job, as far as this reading completes it. */
  readonly baseline: Baseline;
  readonly status: Status | undefined;
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
  /** MX does not say whether a job runs: no question stands, and no job is known to have ended well. */
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

function factsOf(reading: StampedReading, memory: MemberContext): Facts {
  const { ignoredSince } = memory;
  const isPatient = ignoredSince === null || reading.at - ignoredSince < IGNORED_FOR;
  const baseline = completedBaseline(memory.baseline, reading);
  const isOld = isStale(reading, memory.reading ?? baseline);
  // An old reading is inconclusive about our job, so it is compared with nothing.
  const before = isOld ? null : baseline;
  const endedWell = isLater(reading.successfullyAggregatedAt, before?.successfullyAggregatedAt);
  const status = statusOf(reading.connectionStatus);
  return {
    reading,
    memory,
    baseline,
    status,
    trust: isOld ? (isPatient ? 'ignored' : 'old') : 'current',
    isPatient,
    endedWell,
    hasBegun: isLater(reading.aggregatedAt, before?.aggregatedAt),
    seenRunning: memory.evidence?.of === 'running' && !isOld,
    finding: memory.finding?.rule === 'notFoundOnce' ? null : memory.finding,
    isUnflagged: reading.isBeingAggregated === null && !endedWell && status?.class !== 'challenged',
  };
}

/** What the reading proves about our job, if it proves anything. */
const isOurs = ({ endedWell, hasBegun, seenRunning }: Facts): boolean =>
  endedWell || hasBegun || seenRunning;

const decided = ({ trust }: Facts, verdict: Verdict): Judgement => ({
  verdict,
  finding: null,
  trust,
  showsJob: verdict.type !== 'start',
});

const undecided = ({ trust }: Facts, rule: Rule, finding: Finding | null): Judgement => ({
  verdict: { type: 'inconclusive', rule },
  finding,
  trust,
  showsJob: false,
});

/**
 * Acts on a verdict once a later poll has shown the same, by the same rule. Where MX never says whether a job runs, the rule
 * `flagAbsent` has waited longer already.
 */
function confirmed(facts: Facts, rule: FindingRule, verdict: Verdict): Judgement {
  const { reading, memory, finding, isUnflagged } = facts;
  if (isUnflagged && rule !== 'flagAbsent') return decided(facts, verdict);
  const isAgain =
    finding?.rule === rule && (FINDINGS[rule].by === 'sameRule' || isSame(reading, memory.reading));
  const from = shownSince(isAgain ? finding : null, reading);
  return isConfirmed(rule, from, reading)
    ? decided(facts, verdict)
    : undecided(facts, rule, { rule, from });
}

/** The job goes on. If a question was open, somebody else has answered. */
const goesOn = (facts: Facts, rule: Rule): Judgement =>
  facts.memory.phase === 'challenged'
    ? confirmed(facts, 'elsewhereOnce', { type: 'running', rule })
    : decided(facts, { type: 'running', rule });

/** CHALLENGED without a question that is new. It says nothing about a question that is open. */
const asksNothing = (facts: Facts, rule: Rule): Judgement =>
  facts.memory.phase === 'challenged'
    ? undecided(facts, rule, facts.finding)
    : decided(facts, { type: 'running', rule });

/** CHALLENGED: a question stands (N-MEM), whatever the flag says. */
function asking(facts: Facts): Judgement {
  const { reading, memory, isPatient } = facts;
  const { challenges } = reading;
  if (challenges.length === 0) return asksNothing(facts, 'noChallengeShown');
  const answered = new Set(memory.answeredGuids);
  // After an answer the old question can be shown for a moment.
  const isIgnored = isPatient && returnsOf(memory) < MOST_RETURNS;
  if (isIgnored && challenges.every(({ guid }) => answered.has(guid)))
    return { ...asksNothing(facts, 'echo'), trust: 'echo' };
  const challenge = { type: 'challenged', rule: 'challenge' } as const;
  // MX may have the answer, unless it was not sent or MX has refused it.
  const mayBeAnswered =
    memory.phase !== 'challenged' &&
    memory.lastSubmit !== 'notSent' &&
    memory.problems.length === 0;
  return mayBeAnswered && areSameQuestions(challenges, memory.challenges)
    ? confirmed(facts, 'questionOnce', challenge)
    : decided(facts, challenge);
}

/** MX does not say whether a job runs. Where MX has never sent the flag, a long time of equal readings counts as "no". */
function unflagged(facts: Facts): Judgement | null {
  const { reading, memory, status, isUnflagged } = facts;
  if (!isUnflagged) return null;
  const nothing = { type: 'inconclusive', rule: 'flagAbsent' } as const;
  const judgement = confirmed(facts, 'flagAbsent', nothing);
  if (!memory.flagSeen && judgement.finding === null) return null;
  const saysRunning = status?.class === 'running' && reading.connectionStatus !== null;
  const verdict =
    saysRunning && memory.phase !== 'challenged'
      ? ({ type: 'running', rule: 'flagAbsent' } as const)
      : nothing;
  return { ...judgement, verdict, showsJob: false };
}

/** Nothing runs: the moment for a job that had to wait (409, 429, D-ERR), or whose start may not have arrived. */
function startable(facts: Facts): Judgement | null {
  const { reading, memory, finding } = facts;
  const { pendingStart } = memory;
  const isMissing = pendingStart === 'unsure' && !isOurs(facts);
  if (pendingStart !== 'otherJob' && pendingStart !== 'due' && !isMissing) return null;
  // After a restore a poll can come before MX takes a start again.
  if (askedWait(memory, reading.at) > 0) return undecided(facts, 'fault', finding);
  const start = { type: 'start', rule: 'readyToStart' } as const;
  // Where nothing was known before, nothing shows that it has arrived.
  return isMissing && memory.baseline !== null
    ? confirmed(facts, 'idleOnce', start)
    : decided(facts, start);
}

/** Which parts of a status, with its error code, were there before our job. */
function ageOfStatus({ reading, baseline }: Facts): 'new' | 'old' | 'oldWithoutCode' {
  if (reading.connectionStatus !== baseline.connectionStatus) return 'new';
  if (reading.errorCode === baseline.errorCode) return 'old';
  return reading.errorCode === undefined ? 'oldWithoutCode' : 'new';
}

/**
 * MX still shows how the member was before our job, so its end cannot be seen here. A job that was seen at work has not ended while
 * `aggregated_at` is still the baseline's. A start that was taken can still be queued while an old error is shown: MX passes over a
 * start only after a success (202 within 3 h, D-ERR), or where it needs new credentials.
 */
function isEarly(facts: Facts, failure: Explanation | undefined): boolean {
  const { reading, memory, baseline, endedWell, hasBegun } = facts;
  const { evidence, deadlines } = memory;
  if (evidence === null || endedWell || hasBegun || ageOfStatus(facts) === 'new') return false;
  // The clock may have been set back.
  if (reading.at - Math.min(evidence.at, reading.at) >= deadlines.catchUp) return false;
  if (evidence.of === 'running') return isUnmoved(reading.aggregatedAt, baseline.aggregatedAt);
  const isAway = memory.oauth && memory.job === null;
  return failure !== undefined && !isAway && reading.needsUpdatedCredentials !== true;
}

/** An error: of our job, or still the sticky one of the job before. */
function failed(facts: Facts, failure: Explanation): Judgement {
  const { reading, memory, hasBegun, seenRunning, isUnflagged } = facts;
  const age = ageOfStatus(facts);
  // Until the user is through the bank's page no job runs, and the error of the job before stays (CW pollers.js).
  if (memory.oauth && memory.job === null && age === 'old' && !isOurs(facts))
    return decided(facts, { type: 'authorizing', rule: 'oldError' });
  // That our job has begun does not say that it has ended: the error may still be the sticky one, also without its code.
  if (isUnflagged && age !== 'new') return undecided(facts, 'flagAbsent', facts.finding);
  const verdict = fail(failure, 'failed');
  // One poll "not running" in an error status is not trusted (CW pollers.js), unless MX says what went wrong in our job.
  const isOfOurJob =
    memory.pendingStart === 'none' && (hasBegun || (seenRunning && isMoment(reading.aggregatedAt)));
  const isNewCode =
    errorCodeFor(memory.job, reading) !== undefined && !hasOldCode(reading, facts.baseline);
  // MX will not run the job that we have started.
  const isRefused = reading.needsUpdatedCredentials === true && memory.job !== null && !seenRunning;
  return (isOfOurJob && isNewCode) || (isRefused && memory.pendingStart === 'none')
    ? decided(facts, verdict)
    : confirmed(facts, 'failedOnce', verdict);
}

/** CONNECTED without an error. */
function connected(facts: Facts): Judgement {
  const { reading, memory, endedWell, seenRunning, isUnflagged } = facts;
  // Where MX sends the time of the last success, that time must be newer than before our job.
  const isSeen = seenRunning && !isUnflagged && !isMoment(reading.successfullyAggregatedAt);
  // A job that was found in place of the reply to our start may be another one.
  const isKnown = memory.pendingStart === 'none';
  const fresh = isKnown && (endedWell || isSeen);
  const verdict = { type: 'connected', fresh, rule: 'connected' } as const;
  // It may be the success of the job before, or MX took the start and ran nothing (202 within 3 h, D-ERR).
  return endedWell && isKnown && memory.job !== 'verify'
    ? decided(facts, verdict)
    : confirmed(facts, 'connectedOnce', verdict);
}

/** Nothing runs, and no start is due: the status says how the job has ended, or that it goes on. */
function settled(facts: Facts): Judgement {
  const { reading, memory, status } = facts;
  if (status?.class === 'authorizing')
    return decided(facts, { type: 'authorizing', rule: 'pending' });
  // A newer success outranks an old error code.
  const { errorCode, ...withoutCode } = reading;
  const isOutranked = facts.endedWell && hasOldCode(reading, facts.baseline);
  const failure = explain(isOutranked ? withoutCode : reading, {
    job: memory.job,
    baseline: facts.baseline,
  });
  // MX adds statuses (D-VER). An unknown one is bounded by the limits, and named in the view.
  if (status ? status.class === 'running' : !failure) return goesOn(facts, 'inProgress');
  if (isEarly(facts, failure))
    return { ...undecided(facts, 'stale', facts.finding), trust: 'early' };
  return failure ? failed(facts, failure) : connected(facts);
}

/** What a reading means, given what is remembered. */
export function judge(reading: StampedReading, memory: MemberContext): Judgement {
  const facts = factsOf(reading, memory);
  if (facts.trust === 'ignored') return undecided(facts, 'stale', facts.finding);
  if (facts.status?.class === 'challenged') return asking(facts);
  // The status is sticky: while a job runs it may be the one of the job before (A-BAL, A-AGG).
  if (reading.isBeingAggregated === true) return goesOn(facts, 'beingAggregated');
  return unflagged(facts) ?? startable(facts) ?? settled(facts);
}
