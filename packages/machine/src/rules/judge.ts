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
import { ACT_LASTS } from './baseline.ts';
import { IGNORED_FOR, MOST_RETURNS, returnsOf } from './echoes.ts';
import { errorCodeFor, fail } from './explain.ts';
import { FINDINGS, findingOf, isConfirmed } from './findings.ts';
import { askedWait } from './timing.ts';
import { inconclusive, running } from './verdicts.ts';
import {
  connectedBy,
  factsOf,
  hasChangedForWorse,
  isAway,
  isKeptBack,
  isNotTaken,
  isOldStatus,
  isStamped,
  isSurelyOurs,
  isUnchanged,
  type ReadingFacts,
  wasAtWork,
} from './whose.ts';

/**
 * What a reading means, given the memory. {@link DECISIONS} near the end of this file asks the questions in order, and the
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

/** A judgement, with the baseline as far as the reading completes it, and what MX's time stamps show since. */
export type Judged = Judgement & Pick<ReadingFacts, 'baseline' | 'since'>;

const decided = ({ trust }: ReadingFacts, verdict: Verdict): Judgement => ({
  verdict,
  finding: null,
  trust,
  showsJob: true,
});

const undecided = ({ trust }: ReadingFacts, rule: Rule, finding: Finding | null): Judgement => ({
  verdict: inconclusive(rule),
  finding,
  trust,
  showsJob: false,
});

/** The reading is inconclusive, and an earlier finding stays as it is. */
const saysNothing = (facts: ReadingFacts, rule: Rule): Judgement =>
  undecided(facts, rule, facts.finding);

/** What this poll has found, and since when. */
function foundBy({ reading, memory, finding }: ReadingFacts, rule: FindingRule): Finding {
  const isAgain = FINDINGS[rule].isByRule || isSame(reading, memory.reading);
  return findingOf(rule, isAgain ? finding : null, reading);
}

/** Acts on a verdict after a second poll has the same finding, by the same rule. */
function confirmed(facts: ReadingFacts, rule: FindingRule, verdict: Verdict): Judgement {
  const found = foundBy(facts, rule);
  return isConfirmed(found, facts.reading)
    ? decided(facts, verdict)
    : undecided(facts, rule, found);
}

/** The same, but if MX never sends the flag, `flagAbsent` has already waited longer. It does not wait before a start that is due. */
const confirmedUnlessWaited = (
  facts: ReadingFacts,
  rule: FindingRule,
  verdict: Verdict,
): Judgement =>
  facts.isUnflagged && !startsUnflagged(facts)
    ? decided(facts, verdict)
    : confirmed(facts, rule, verdict);

/** A job runs. If a question was open, somebody else has answered. */
function goesOn(facts: ReadingFacts, rule: Rule): Judgement {
  if (facts.memory.phase !== 'challenged') return decided(facts, running(rule));
  return confirmedUnlessWaited(facts, 'elsewhereOnce', running(rule));
}

/** The reading counts as running, but is inconclusive about an open question. */
const countsAsRunning = (facts: ReadingFacts, rule: Rule): Judgement =>
  facts.memory.phase === 'challenged' ? saysNothing(facts, rule) : decided(facts, running(rule));

/** Whether MX may have answers to these questions, from us or from somebody else, and has not refused them. */
const mayBeAnswered = (questions: readonly Challenge[], memory: MemberContext): boolean =>
  memory.phase !== 'challenged' &&
  memory.lastSubmit !== 'notSent' &&
  memory.problems.length === 0 &&
  areSameQuestions(questions, memory.challenges);

/** CHALLENGED: a question is open (N-MEM), whatever the flag says. */
const isAsking = (facts: ReadingFacts): boolean =>
  facts.kind === 'challenged' && !isLeftOver(facts);

/** After an answer the old question can be shown for a moment. */
function isEcho({ reading, memory, isPatient }: ReadingFacts): boolean {
  if (!isPatient || returnsOf(memory) >= MOST_RETURNS) return false;
  const answered = new Set(memory.answeredGuids);
  return reading.challenges.every(({ guid }) => answered.has(guid));
}

const QUESTION = { type: 'challenged', rule: 'challenge' } as const;

/**
 * Whether MX has shown the question before, and nothing has changed since. The reply to a start is a member page, which has no questions
 * (A-STAT), so while no job runs it counts as one that shows the same.
 */
function isShownBefore(facts: ReadingFacts): boolean {
  const { reading, memory } = facts;
  const last = memory.reading;
  if (last?.connectionStatus !== 'CHALLENGED' || !isUnchanged(facts)) return false;
  const isLeftOut = last.challenges.length === 0 && reading.isBeingAggregated === false;
  return isLeftOut || areSameQuestions(reading.challenges, last.challenges);
}

/** The question of the job before: MX showed it when our start was accepted, and nothing has changed since. */
const isOfJobBefore = (facts: ReadingFacts): boolean =>
  isShownBefore(facts) && facts.evidence === 'start' && facts.sinceEvidence < IGNORED_FOR;

/** Whether our start may be made although MX does not say that no job runs. If one runs after all, MX refuses it. */
const startsUnflagged = (facts: ReadingFacts): boolean =>
  facts.memory.pendingStart === 'due' &&
  (facts.kind === 'connected' || facts.kind === 'failed') &&
  !hasOtherFailed(facts);

/** Whether MX does not say if a job runs, and that does not count as "none runs". */
function lacksFlag(facts: ReadingFacts): boolean {
  const { reading, memory, isUnflagged } = facts;
  // MX has sent the flag before, so a replica has left it out.
  if (!isUnflagged || memory.flagSeen) return isUnflagged;
  if (startsUnflagged(facts)) return false;
  // Equal readings for a minute count as "no job runs".
  return !isConfirmed(foundBy(facts, 'flagAbsent'), reading);
}

/** A reading without the flag: a job runs if the status says so. */
function withoutFlag(facts: ReadingFacts): Judgement {
  const { kind, reading, memory } = facts;
  const finding = memory.flagSeen ? facts.finding : foundBy(facts, 'flagAbsent');
  const saysRunning = kind === 'running' && reading.connectionStatus !== null;
  const said = saysRunning
    ? countsAsRunning(facts, 'flagAbsent')
    : undecided(facts, 'flagAbsent', finding);
  return { ...said, finding, showsJob: false };
}

/** Whether a person or the bank must resolve a failure, so that our start would be one more login that fails, or is kept back. */
function isStanding({ nextStep }: Explanation, facts: ReadingFacts): boolean {
  const { memory, reading } = facts;
  if (memory.pendingStart === 'joining' || isKeptBack(memory)) return true;
  if (nextStep === 'tryLater') return false;
  // Since an act of yesterday MX has run other jobs, and their questions went unanswered. A start is the remedy. A job that this lifecycle
  // has followed asked the person, however long they took.
  const isLongAgo = memory.act !== null && reading.at - memory.act.at > ACT_LASTS;
  const isPast = isLongAgo && !wasAtWork(facts);
  return !(isPast && nextStep === 'restart');
}

/**
 * Whether MX may not have taken what the person has done, because it shows no job of its own. A failure of before then stands: our start
 * would be a login with what the bank has refused.
 */
const mayBeUntaken = ({ memory, evidence }: ReadingFacts): boolean =>
  memory.act?.isTaken === false && evidence === 'start';

/**
 * Whether a job that is not ours has failed, so that ours is not started. A start that may not have arrived is not repeated either, if
 * anything has changed since the baseline.
 */
function hasOtherFailed(facts: ReadingFacts): boolean {
  const { failure, memory } = facts;
  const { pendingStart } = memory;
  if (failure === undefined) return false;
  if (pendingStart === 'unsure') return !isUnchanged(facts);
  const isSince = facts.owner === 'another' || hasChangedForWorse(facts) || mayBeUntaken(facts);
  return isNotTaken(pendingStart) && isSince && isStanding(failure, facts);
}

/**
 * Whether a job has ended that counts as the job `aggregate`: the aggregation that MX has begun after an act, or on the return from the
 * bank's page; or one that was at work before our start, if a later success shows that it has ended well. MX does not name the type of
 * a job, so that success is not `fresh`.
 */
function hasJoined(facts: ReadingFacts): boolean {
  const { memory, kind, owner, since } = facts;
  if (memory.pendingStart !== 'joining') return false;
  // Where MX may not have taken the act, and the connection works, nothing asks for a login.
  if (owner !== 'another') return kind === 'connected' && mayBeUntaken(facts);
  // A replica can show that the job has ended before it shows its status.
  const isOver = kind === 'connected' || isStamped(facts);
  return isOver && (isSurelyOurs(memory) || since.endedWell);
}

/**
 * Whether another job has ended, and MX shows neither its success nor its error. A replica can show that a job has ended before it shows the
 * status, so an error that a person must resolve may follow.
 */
const isEndOpen = (facts: ReadingFacts): boolean =>
  facts.owner === 'another' &&
  facts.failure === undefined &&
  ((facts.kind === 'running' && !facts.since.endedWell) || facts.since.isInVain);

/**
 * Whether no job runs, so that a job that had to wait (409, 429, D-ERR), or whose start may not have arrived, can be started. Not if MX
 * has it, or if the status tells how the lifecycle ends.
 */
function isDue(facts: ReadingFacts): boolean {
  const { pendingStart } = facts.memory;
  const isMissing =
    isNotTaken(pendingStart) || (pendingStart === 'unsure' && facts.owner !== 'ours');
  return isMissing && !hasOtherFailed(facts) && !hasJoined(facts);
}

/** Whether a start could meet a job that MX does not show yet, so that a second poll must allow it. */
function mayMeetJob(facts: ReadingFacts): boolean {
  const { pendingStart, baseline, oauth } = facts.memory;
  // Without a baseline, nothing could show that a start whose reply was lost has arrived.
  const mayHaveArrived = pendingStart === 'unsure' && baseline !== null;
  // The user is back from the bank's page, and MX's own aggregation is about to begin.
  const isAwaited = pendingStart === 'joining' && oauth;
  return mayHaveArrived || isAwaited || isEndOpen(facts);
}

const START = { type: 'start', rule: 'readyToStart' } as const;

/**
 * Whether our start would log in with what the bank has refused: MX waits for new credentials. After an act, the person has reason to try
 * again. Where MX does not say whether a job runs, the status can be of the job before one that does.
 */
const isRefusedBefore = ({ memory, isUnflagged, failure }: ReadingFacts): boolean =>
  memory.pendingStart === 'due' &&
  memory.act === null &&
  !isUnflagged &&
  failure?.nextStep === 'updateCredentials';

/** Whether MX may not have caught up. An old reading was shown long enough to be trusted. */
const isEarly = ({ owner, trust }: ReadingFacts): boolean =>
  owner === 'before' && trust === 'current';

/** The reading is dropped. */
const tooEarly = (facts: ReadingFacts): Judgement => ({
  ...saysNothing(facts, 'stale'),
  trust: 'early',
});

/**
 * Whether a question is left over from an earlier job, because none runs. If it is open after all, MX refuses our start. Answers to it
 * would be for nothing. A start that may have arrived can have brought a question that was not shown before.
 */
const isLeftOver = (facts: ReadingFacts): boolean => {
  const { reading, memory, owner } = facts;
  const { phase, pendingStart } = memory;
  return (
    reading.isBeingAggregated === false &&
    phase === 'aggregating' &&
    owner !== 'another' &&
    (isNotTaken(pendingStart) || (pendingStart === 'unsure' && isShownBefore(facts)))
  );
};

/**
 * Whether an error certainly is of our job. A single poll with "not running" and an error status is not trusted (CW pollers.js), unless MX
 * says what went wrong in our job, or has said twice that it will not log in.
 */
function isProvenFailure(facts: ReadingFacts): boolean {
  const { reading, memory, baseline } = facts;
  if (!isSurelyOurs(memory)) return false;
  const { hasBegun, isUnmoved } = facts.since;
  const isOfOurJob = hasBegun || (wasAtWork(facts) && isMoment(reading.aggregatedAt) && !isUnmoved);
  const errorCode = errorCodeFor(memory.job, reading);
  const isNewCode =
    errorCode !== undefined && errorCode !== baseline.errorCode && !isUnchanged(facts);
  const isRefused =
    memory.job !== null &&
    !wasAtWork(facts) &&
    reading.needsUpdatedCredentials === true &&
    memory.reading?.needsUpdatedCredentials === true;
  return (isOfOurJob && isNewCode) || isRefused;
}

/**
 * Whether CONNECTED certainly is the end of our job. It may be the success of the previous job, or MX accepted the start and ran nothing
 * (202 within 3 h, D-ERR).
 */
const isProvenSuccess = ({ memory, since }: ReadingFacts): boolean =>
  since.endedWell && memory.job !== 'verify' && isSurelyOurs(memory);

/** Whether a job that has begun since the baseline has an error code of its own, whatever the status says. */
const hasNewCode = (facts: ReadingFacts): boolean =>
  facts.failure !== undefined &&
  facts.reading.errorCode !== facts.baseline.errorCode &&
  isStamped(facts);

/** Whether the status passes. MX adds statuses (D-VER). An unknown one has the usual limits, and is named in the view. */
const isPassing = (facts: ReadingFacts): boolean =>
  (facts.kind === 'running' && !hasNewCode(facts)) ||
  (facts.kind === 'unknown' && facts.failure === undefined);

/** What a reading means, if the row holds. */
type Decide = (facts: ReadingFacts) => Judgement | false | undefined;

/** What a reading means: the first row that holds decides. The specification says each row in words. */
export const DECISIONS = {
  old: (facts) =>
    facts.trust === 'old' &&
    facts.isPatient && { ...saysNothing(facts, 'stale'), trust: 'ignored' },
  noQuestion: (facts) =>
    isAsking(facts) &&
    facts.reading.challenges.length === 0 &&
    countsAsRunning(facts, 'noChallengeShown'),
  questionBefore: (facts) => isAsking(facts) && isOfJobBefore(facts) && tooEarly(facts),
  echo: (facts) =>
    isAsking(facts) && isEcho(facts) && { ...countsAsRunning(facts, 'echo'), trust: 'echo' },
  questionAgain: (facts) =>
    isAsking(facts) &&
    mayBeAnswered(facts.reading.challenges, facts.memory) &&
    confirmed(facts, 'questionOnce', QUESTION),
  question: (facts) => isAsking(facts) && decided(facts, QUESTION),
  // The status is sticky: while a job runs, it can be the status of the previous job (A-BAL, A-AGG).
  atWork: (facts) => facts.reading.isBeingAggregated === true && goesOn(facts, 'beingAggregated'),
  noFlag: (facts) => lacksFlag(facts) && withoutFlag(facts),
  // MX accepts no start before the user is through the bank's page.
  atBank: (facts) =>
    facts.kind === 'authorizing' && decided(facts, { type: 'authorizing', rule: 'pending' }),
  away: (facts) => isAway(facts) && decided(facts, { type: 'authorizing', rule: 'oldError' }),
  startEarly: (facts) => isDue(facts) && isEarly(facts) && tooEarly(facts),
  // After a restore a poll can come before MX accepts a start again.
  startAsked: (facts) =>
    isDue(facts) && askedWait(facts.memory, facts.reading.at) > 0 && saysNothing(facts, 'fault'),
  // The failure is from before, so our start still waits.
  refused: (facts) =>
    facts.failure &&
    isDue(facts) &&
    isRefusedBefore(facts) && {
      ...confirmed(facts, 'idleOnce', fail(facts.failure, 'failed')),
      showsJob: false,
    },
  startAgain: (facts) =>
    isDue(facts) && mayMeetJob(facts) && confirmedUnlessWaited(facts, 'idleOnce', START),
  start: (facts) => isDue(facts) && decided(facts, START),
  passing: (facts) => isPassing(facts) && goesOn(facts, 'inProgress'),
  early: (facts) => isEarly(facts) && tooEarly(facts),
  // Without the flag nothing shows that a job has ended, so the error can still be the old one.
  oldFailure: (facts) =>
    facts.failure && facts.isUnflagged && isOldStatus(facts) && saysNothing(facts, 'flagAbsent'),
  failureProven: (facts) =>
    facts.failure && isProvenFailure(facts) && decided(facts, fail(facts.failure, 'failed')),
  failure: (facts) =>
    facts.failure && confirmedUnlessWaited(facts, 'failedOnce', fail(facts.failure, 'failed')),
  successProven: (facts) =>
    isProvenSuccess(facts) && decided(facts, connectedBy(facts, 'connected')),
  success: (facts) =>
    confirmedUnlessWaited(facts, 'connectedOnce', connectedBy(facts, 'connected')),
} as const satisfies Readonly<Record<string, Decide>>;

const DECISION_LIST: readonly Decide[] = Object.values(DECISIONS);

const judgeFacts = (facts: ReadingFacts): Judgement =>
  DECISION_LIST.reduce<ReturnType<Decide>>(
    (found, decide) => found || decide(facts),
    false,
  ) as Judgement;

/** What a reading means, given the memory. */
export function judge(reading: StampedReading, memory: MemberContext): Judged {
  const facts = factsOf(reading, memory);
  const { baseline, since } = facts;
  return { ...judgeFacts(facts), baseline, since };
}
