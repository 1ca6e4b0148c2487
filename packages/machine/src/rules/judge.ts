import type {
  Challenge,
  Finding,
  FindingRule,
  MemberContext,
  Rule,
  StampedReading,
  Verdict,
} from '../data/types.ts';
import type { Explanation } from '../mx/failure.ts';
import { areSameQuestions, isMoment, isSame } from '../mx/readings.ts';
import {
  evidenceThatItRan,
  factsOf,
  isAway,
  isEarly,
  isJobOfBaseline,
  isOldStatus,
  isOurs,
  isStamped,
  isUnchanged,
  isUnmovedStamp,
  lacksStamps,
  type ReadingFacts,
  wasAtWork,
} from './attribution.ts';
import { IGNORED_FOR, MOST_RETURNS, returnsOf } from './echoes.ts';
import { errorCodeFor, explain, fail } from './explain.ts';
import { FINDINGS, findingOf, isConfirmed } from './findings.ts';
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
  const isAgain = FINDINGS[rule].isByRule || isSame(reading, memory.reading);
  const found = findingOf(rule, isAgain ? finding : null, reading);
  return isConfirmed(found, reading) ? decided(facts, verdict) : undecided(facts, rule, found);
}

/** The same, but if MX never sends the flag, `flagAbsent` has already waited longer. */
const confirmedUnlessWaited = (
  facts: ReadingFacts,
  rule: FindingRule,
  verdict: Verdict,
): Judgement => (facts.isUnflagged ? decided(facts, verdict) : confirmed(facts, rule, verdict));

/** A job runs. If a question was open, somebody else has answered. */
function goesOn(facts: ReadingFacts, rule: Rule): Judgement {
  const running = { type: 'running', rule } as const;
  if (facts.memory.phase !== 'challenged') return decided(facts, running);
  return confirmedUnlessWaited(facts, 'elsewhereOnce', running);
}

/** The reading counts as running, but is inconclusive about an open question. */
const countsAsRunning = (facts: ReadingFacts, rule: Rule): Judgement =>
  facts.memory.phase === 'challenged'
    ? saysNothing(facts, rule)
    : decided(facts, { type: 'running', rule });

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
  if (isOfJobBefore(facts)) return { ...saysNothing(facts, 'stale'), trust: 'early' };
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

/** The question of the job before: MX showed it in the reply to the start, and nothing has changed since. */
const isOfJobBefore = (facts: ReadingFacts): boolean => {
  const { reading, memory, sinceEvidence } = facts;
  return (
    memory.reading?.connectionStatus === 'CHALLENGED' &&
    areSameQuestions(reading.challenges, memory.reading.challenges) &&
    isUnchanged(facts) &&
    facts.evidence === 'start' &&
    sinceEvidence < IGNORED_FOR
  );
};

/** MX does not say whether a job runs. If MX has never sent the flag, equal readings for a long time count as "no". */
function unflagged(facts: ReadingFacts): Judgement | null {
  const { reading, memory, kind, isUnflagged } = facts;
  if (!isUnflagged) return null;
  // Our start may be made. If a job runs after all, MX refuses it.
  const isSettled = kind === 'connected' || kind === 'failed';
  if (memory.pendingStart === 'due' && !memory.flagSeen && isSettled) return null;
  const saysRunning = kind === 'running' && reading.connectionStatus !== null;
  // If MX has sent the flag, a replica has left it out.
  const waiting = memory.flagSeen
    ? saysNothing(facts, 'flagAbsent')
    : // Once it is confirmed, the questions below decide.
      confirmed(facts, 'flagAbsent', memory.verdict);
  if (!memory.flagSeen && waiting.finding === null) return null;
  const { verdict } = saysRunning ? countsAsRunning(facts, 'flagAbsent') : waiting;
  return { ...waiting, verdict, showsJob: false };
}

/**
 * Whether the job that ours waits for has failed in a way that a person or the bank must resolve. Our start would be one more
 * login that fails. A start that may not have arrived is not repeated either, if anything has changed since the baseline.
 */
function hasOtherFailed(facts: ReadingFacts, failure: Explanation | undefined): boolean {
  const { pendingStart } = facts.memory;
  if (failure === undefined) return false;
  if (pendingStart === 'unsure') return !isUnchanged(facts);
  if (pendingStart !== 'otherJob' || failure.nextStep === 'tryLater') return false;
  return facts.evidence === 'seen' || !isUnchanged(facts);
}

/**
 * No job runs, so a job that had to wait (409, 429, D-ERR), or whose start may not have arrived, can be started. `null` if MX
 * has it, or if the status tells how the lifecycle ends.
 */
function startable(facts: ReadingFacts, failure: Explanation | undefined): Judgement | null {
  const { memory, reading } = facts;
  const { pendingStart } = memory;
  if (pendingStart === 'none' || pendingStart === 'found') return null;
  if (pendingStart === 'unsure' && isOurs(facts) && !isJobOfBaseline(memory, reading)) return null;
  if (hasOtherFailed(facts, failure)) return null;
  // After a restore a poll can come before MX accepts a start again.
  if (askedWait(memory, reading.at) > 0) return saysNothing(facts, 'fault');
  const start: Verdict = { type: 'start', rule: 'readyToStart' };
  // Without a baseline, nothing could show that a start whose reply was lost has arrived.
  return pendingStart === 'unsure' && memory.baseline !== null
    ? confirmedUnlessWaited(facts, 'idleOnce', start)
    : decided(facts, start);
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
 * went wrong in our job, or has said twice that it will not log in.
 */
function failedEnd(facts: ReadingFacts, failure: Explanation): End {
  const { reading, memory } = facts;
  const isOfOurJob =
    facts.hasBegun ||
    (wasAtWork(facts) && isMoment(reading.aggregatedAt) && !isUnmovedStamp(facts));
  const errorCode = errorCodeFor(memory.job, reading);
  const isNewCode =
    errorCode !== undefined && errorCode !== facts.baseline.errorCode && !isUnchanged(facts);
  const isRefused =
    memory.job !== null &&
    !wasAtWork(facts) &&
    reading.needsUpdatedCredentials === true &&
    memory.reading?.needsUpdatedCredentials === true;
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
function connectedEnd(facts: ReadingFacts): End {
  const { memory, endedWell, isUnflagged } = facts;
  // If MX sends the time of the last success, that time must be newer than before our job.
  const isSeen = wasAtWork(facts) && !isUnflagged && lacksStamps(facts);
  const fresh = isKnown(memory) && (endedWell || isSeen);
  const evidence = evidenceThatItRan(facts);
  return {
    verdict: { type: 'connected', fresh, evidence, rule: 'connected' },
    isProven: endedWell && memory.job !== 'verify',
    by: 'connectedOnce',
  };
}

/** Whether the job is ours. A job that was found instead of the reply to our start may be another one. */
const isKnown = ({ pendingStart }: MemberContext): boolean => pendingStart === 'none';

/** Whether a job that has begun since the baseline has an error code of its own, whatever the status says. */
const hasNewCode = (facts: ReadingFacts, failure: Explanation | undefined): boolean =>
  failure !== undefined && facts.reading.errorCode !== facts.baseline.errorCode && isStamped(facts);

/** No job runs, and no start is due: the status tells how the job has ended, or that it continues. */
function settled(facts: ReadingFacts, failure: Explanation | undefined): Judgement {
  const { memory, kind } = facts;
  // MX adds statuses (D-VER). An unknown one has the usual limits, and is named in the view.
  const isPassing = kind === 'running' && !hasNewCode(facts, failure);
  if (isPassing || (kind === 'unknown' && !failure)) return goesOn(facts, 'inProgress');
  if (isEarly(facts, failure)) return { ...saysNothing(facts, 'stale'), trust: 'early' };
  // Without the flag nothing shows that a job has ended, so the error can still be the old one.
  if (failure && facts.isUnflagged && isOldStatus(facts)) return saysNothing(facts, 'flagAbsent');
  const { verdict, isProven, by } = failure ? failedEnd(facts, failure) : connectedEnd(facts);
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
  const without = unflagged(facts);
  if (without) return without;
  // MX accepts no start before the user is through the bank's page.
  if (facts.kind === 'authorizing') return decided(facts, { type: 'authorizing', rule: 'pending' });
  const failure = explain(reading, { job: memory.job, baseline: facts.baseline });
  if (isAway(facts, failure)) return decided(facts, { type: 'authorizing', rule: 'oldError' });
  return startable(facts, failure) ?? settled(facts, failure);
}
