import type {
  Challenge,
  Evidence,
  Finding,
  FindingRule,
  MemberContext,
  Rule,
  StampedReading,
  Verdict,
} from '../data/types.ts';
import type { Explanation } from '../mx/failure.ts';
import { areSameQuestions, isMoment, isSame, isUnmoved } from '../mx/readings.ts';
import { MOST_RETURNS, returnsOf } from './echoes.ts';
import { errorCodeFor, explain, fail } from './explain.ts';
import { FINDINGS, findingOf, isConfirmed } from './findings.ts';
import { factsOf, isOurs, isStamped, type ReadingFacts } from './judge-facts.ts';
import { askedWait } from './timing.ts';

/**
 * What a reading means, given the memory. `judge` at the end of this file asks the questions in order, and the
 * functions before it answer them. `docs/sources.md` explains the source tags.
 */

/** What a reading or a failed call means, and what to remember of it. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What a later poll has to confirm. */
  readonly finding: Finding | null;
  /**
   * `current`: the member is as the reading says. `echo`: the same, but its question was already answered. `old`: the
   * reading is older than what is known, and was shown long enough to be trusted. `ignored`: the reading is older, and
   * is dropped. `early`: MX still shows the state before our job, so the reading is dropped too.
   */
  readonly trust: 'current' | 'echo' | 'old' | 'ignored' | 'early';
  /** A job runs or has ended, unless the verdict is `start`. If the reply to our start was lost, the start had arrived. */
  readonly showsJob: boolean;
}

const decided = ({ trust }: ReadingFacts, verdict: Verdict): Judgement => ({
  verdict,
  finding: null,
  trust,
  showsJob: true,
});

const undecided = ({ trust }: ReadingFacts, rule: Rule, finding: Finding | null): Judgement => ({
  verdict: { type: 'inconclusive', rule },
  finding,
  trust,
  showsJob: false,
});

/** The reading is inconclusive, and an earlier finding stays as it is. */
const saysNothing = (facts: ReadingFacts, rule: Rule): Judgement =>
  undecided(facts, rule, facts.finding);

/** Acts on a verdict after a second poll has the same finding, by the same rule. */
function confirmed(facts: ReadingFacts, rule: FindingRule, verdict: Verdict): Judgement {
  const { reading, memory, finding } = facts;
  const isAgain = FINDINGS[rule].by === 'sameRule' || isSame(reading, memory.reading);
  const found = findingOf(rule, isAgain ? finding : null, reading);
  return isConfirmed(found, reading) ? decided(facts, verdict) : undecided(facts, rule, found);
}

/** The same, but if MX never sends the flag, `flagAbsent` has already waited longer. */
const confirmedUnlessWaited = (
  facts: ReadingFacts,
  rule: FindingRule,
  verdict: Verdict,
): Judgement => (facts.isUnflagged ? decided(facts, verdict) : confirmed(facts, rule, verdict));

/** A job runs. `whileAsked` says what that means while a question is open. */
const running = (
  facts: ReadingFacts,
  rule: Rule,
  whileAsked: (facts: ReadingFacts, rule: Rule) => Judgement,
): Judgement =>
  facts.memory.phase === 'challenged'
    ? whileAsked(facts, rule)
    : decided(facts, { type: 'running', rule });

const answeredElsewhere = (facts: ReadingFacts, rule: Rule): Judgement =>
  confirmedUnlessWaited(facts, 'elsewhereOnce', { type: 'running', rule });

/** The job continues. If a question was open, somebody else has answered. */
const goesOn = (facts: ReadingFacts, rule: Rule): Judgement =>
  running(facts, rule, answeredElsewhere);

/** The reading counts as running, but is inconclusive about an open question. */
const countsAsRunning = (facts: ReadingFacts, rule: Rule): Judgement =>
  running(facts, rule, saysNothing);

/** Whether MX may have answers to these questions, from us or from somebody else, and has not refused them. */
const mayBeAnswered = (questions: readonly Challenge[], memory: MemberContext): boolean =>
  memory.phase !== 'challenged' &&
  memory.lastSubmit !== 'notSent' &&
  memory.problems.length === 0 &&
  areSameQuestions(questions, memory.challenges);

/** CHALLENGED: a question is open (N-MEM), whatever the flag says. */
function asking(facts: ReadingFacts): Judgement {
  const { reading, memory, isPatient } = facts;
  const { challenges } = reading;
  if (challenges.length === 0) return countsAsRunning(facts, 'noChallengeShown');
  const answered = new Set(memory.answeredGuids);
  // After an answer the old question can be shown for a moment.
  const isIgnored = isPatient && returnsOf(memory) < MOST_RETURNS;
  if (isIgnored && challenges.every(({ guid }) => answered.has(guid)))
    return { ...countsAsRunning(facts, 'echo'), trust: 'echo' };
  const challenge = { type: 'challenged', rule: 'challenge' } as const;
  return mayBeAnswered(challenges, memory)
    ? confirmed(facts, 'questionOnce', challenge)
    : decided(facts, challenge);
}

/** MX does not say whether a job runs. If MX has never sent the flag, equal readings for a long time count as "no". */
function unflagged(facts: ReadingFacts): Judgement | null {
  const { reading, memory, kind, isUnflagged } = facts;
  if (!isUnflagged) return null;
  const waiting = confirmed(facts, 'flagAbsent', { type: 'inconclusive', rule: 'flagAbsent' });
  if (!memory.flagSeen && waiting.finding === null) return null;
  const saysRunning = kind === 'running' && reading.connectionStatus !== null;
  const { verdict } = saysRunning ? countsAsRunning(facts, 'flagAbsent') : waiting;
  return { ...waiting, verdict, showsJob: false };
}

const START: Verdict = { type: 'start', rule: 'readyToStart' };

/** MX has certainly not accepted our start. */
const starts = (facts: ReadingFacts): Judgement => decided(facts, START);

/** Our start may not have arrived. Without earlier knowledge, nothing could show that it has. */
function startsUnlessOurs(facts: ReadingFacts): Judgement | null {
  if (isOurs(facts)) return null;
  return facts.memory.baseline === null
    ? starts(facts)
    : confirmedUnlessWaited(facts, 'idleOnce', START);
}

/** What happens to our start while no job runs. `null` if it has reached MX. */
const STARTS: Readonly<
  Record<MemberContext['pendingStart'], (facts: ReadingFacts) => Judgement | null>
> = {
  none: () => null,
  found: () => null,
  due: starts,
  otherJob: starts,
  unsure: startsUnlessOurs,
};

/** No job runs, so a job that had to wait (409, 429, D-ERR), or whose start may not have arrived, can be started. */
function startable(facts: ReadingFacts): Judgement | null {
  const { reading, memory } = facts;
  const start = STARTS[memory.pendingStart](facts);
  // After a restore a poll can come before MX accepts a start again.
  return start && askedWait(memory, reading.at) > 0 ? saysNothing(facts, 'fault') : start;
}

/** Whether status and error code are as before our job. The code may be omitted by now. */
const isOldStatus = ({ reading, baseline }: ReadingFacts): boolean =>
  reading.connectionStatus === baseline.connectionStatus &&
  (reading.errorCode === undefined || reading.errorCode === baseline.errorCode);

/** Whether MX may still be about to change a status from before our job, for each proof that our job began. */
const MAY_CHANGE: Readonly<
  Record<Evidence['of'], (facts: ReadingFacts, failure: Explanation | undefined) => boolean>
> = {
  // A job that was seen running has not ended while `aggregated_at` equals the baseline's.
  running: ({ reading, baseline }) => isUnmoved(reading.aggregatedAt, baseline.aggregatedAt),
  // An accepted start can still be queued while an old error is shown: MX drops a start only after a success (202 within
  // 3 h, D-ERR), or if it needs new credentials.
  start: ({ reading, isAway }, failure) =>
    failure !== undefined && !isAway && reading.needsUpdatedCredentials !== true,
};

/** Whether it is too early for the end of our job: MX may still be about to change a status from before it. */
function isEarly(facts: ReadingFacts, failure: Explanation | undefined): boolean {
  const { reading, memory, evidence } = facts;
  return (
    reading.at - evidence.at < memory.deadlines.catchUp &&
    !isStamped(facts) &&
    MAY_CHANGE[evidence.of](facts, failure)
  );
}

/** MX may still show the state before our job, so the end of our job cannot be recognized yet. */
function stillBefore(facts: ReadingFacts, failure: Explanation | undefined): Judgement | null {
  if (!isOldStatus(facts)) return null;
  if (isEarly(facts, failure)) return { ...saysNothing(facts, 'stale'), trust: 'early' };
  if (!failure) return null;
  // The error of the previous job stays until the user is through the bank's page (CW pollers.js).
  const isUnchanged = facts.reading.errorCode === facts.baseline.errorCode;
  if (facts.isAway && isUnchanged && !isOurs(facts))
    return decided(facts, { type: 'authorizing', rule: 'oldError' });
  // Our job has begun, but that does not show that it has ended. The error can still be the old one, even without its
  // code.
  return facts.isUnflagged ? saysNothing(facts, 'flagAbsent') : null;
}

/** How our job has ended, according to a reading. */
interface End {
  readonly verdict: Verdict;
  /** Whether it certainly is the end of our job, so that one poll is enough. */
  readonly isProven: boolean;
  /** The finding that needs confirmation otherwise. */
  readonly by: FindingRule;
}

/**
 * An error. A single poll with "not running" and an error status is not trusted (CW pollers.js), unless MX says what
 * went wrong in our job.
 */
function failed(facts: ReadingFacts, failure: Explanation): End {
  const { reading, memory, hasBegun, seenRunning } = facts;
  const isOfOurJob = hasBegun || (seenRunning && isMoment(reading.aggregatedAt));
  const errorCode = errorCodeFor(memory.job, reading);
  const isNewCode = errorCode !== undefined && errorCode !== facts.baseline.errorCode;
  // MX refuses to run the job that we have started.
  const isRefused = reading.needsUpdatedCredentials === true && memory.job !== null && !seenRunning;
  return {
    verdict: fail(failure, 'failed'),
    isProven: (isOfOurJob && isNewCode) || isRefused,
    by: 'failedOnce',
  };
}

/**
 * CONNECTED without an error. It may be the success of the previous job, or MX accepted the start and ran nothing (202
 * within 3 h, D-ERR).
 */
function connected({ reading, memory, endedWell, seenRunning, isUnflagged }: ReadingFacts): End {
  // If MX sends the time of the last success, that time must be newer than before our job.
  const isSeen = seenRunning && !isUnflagged && !isMoment(reading.successfullyAggregatedAt);
  const fresh = isKnown(memory) && (endedWell || isSeen);
  return {
    verdict: { type: 'connected', fresh, rule: 'connected' },
    isProven: endedWell && memory.job !== 'verify',
    by: 'connectedOnce',
  };
}

/** Whether the job is ours. A job that was found instead of the reply to our start may be another one. */
const isKnown = ({ pendingStart }: MemberContext): boolean => pendingStart === 'none';

/** No job runs, and no start is due: the status tells how the job has ended, or that it continues. */
function settled(facts: ReadingFacts): Judgement {
  const { reading, memory, baseline, kind } = facts;
  if (kind === 'authorizing') return decided(facts, { type: 'authorizing', rule: 'pending' });
  const failure = explain(reading, { job: memory.job, baseline });
  // MX adds statuses (D-VER). An unknown one has the usual limits, and is named in the view.
  if (kind === 'unknown' ? !failure : kind === 'running') return goesOn(facts, 'inProgress');
  const before = stillBefore(facts, failure);
  if (before) return before;
  const { verdict, isProven, by } = failure ? failed(facts, failure) : connected(facts);
  return isProven && isKnown(memory)
    ? decided(facts, verdict)
    : confirmedUnlessWaited(facts, by, verdict);
}

/** What a reading means, given the memory. */
export function judge(reading: StampedReading, memory: MemberContext): Judgement {
  const facts = factsOf(reading, memory);
  if (facts.trust === 'old' && facts.isPatient)
    return { ...saysNothing(facts, 'stale'), trust: 'ignored' };
  if (facts.kind === 'challenged') return asking(facts);
  // The status is sticky: while a job runs, it can be the status of the previous job (A-BAL, A-AGG).
  if (reading.isBeingAggregated === true) return goesOn(facts, 'beingAggregated');
  return unflagged(facts) ?? startable(facts) ?? settled(facts);
}
