import type {
  Baseline,
  Evidence,
  Finding,
  JobEvidence,
  MemberContext,
  PendingStart,
  Rule,
  StampedReading,
  Verdict,
} from '../data/types.ts';
import type { Explanation } from '../mx/failure.ts';
import { isLater, isMoment, msOf } from '../mx/readings.ts';
import { classOf, type StatusClass } from '../mx/statuses.ts';
import { completedBaseline, isOlder, type Since, since } from './baseline.ts';
import { IGNORED_FOR } from './echoes.ts';
import { explain } from './explain.ts';
import { absenceUntil } from './timing.ts';

/**
 * Whose job a reading is about. MX keeps a status until a later job changes it, so the status alone does not say. {@link WHOSE} is
 * the one table that decides. `judge.ts` asks it first, then what the status means for that owner, then whether one poll is enough.
 */

/**
 * `ours`: our job, or the one that the lifecycle follows. `another`: a job that began before our start, or instead of it. `before`:
 * MX still shows the member as it was before. `notTold`: nothing tells.
 */
type Owner = 'ours' | 'another' | 'before' | 'notTold';

/** A reading beside what is remembered: all that the table and the judge read. */
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
  /** What is known of the job that is followed. `null` if nothing is. */
  readonly evidence: Evidence['of'] | null;
  /** How long ago that was, in ms. */
  readonly sinceEvidence: number;
  /** What MX's time stamps show since the baseline. An old reading shows nothing. */
  readonly since: Since;
  /** What an earlier poll has found. Any reading shows that MX knows the member, so a 404 is not among it. */
  readonly finding: Finding | null;
  /** MX does not say whether a job runs, and no job is known to have ended well. */
  readonly isUnflagged: boolean;
  /** Why the reading is a failure. `undefined` if it is not one. */
  readonly failure: Explanation | undefined;
  /** Whose job the reading is about. */
  readonly owner: Owner;
}

/** Whether MX has certainly not accepted our start, so that no job can be ours. */
export const isNotTaken = (pendingStart: PendingStart): boolean =>
  pendingStart === 'due' || pendingStart === 'otherJob' || pendingStart === 'joining';

/** Whether our start was refused again for another job, although MX shows none. A host that holds a start back refuses it in the same way. */
export const isKeptBack = ({ pendingStart, fault }: MemberContext): boolean =>
  pendingStart === 'otherJob' && fault?.code === 'conflict';

/** Whether MX begins a job by itself after what the person has done. It does not if the person has only checked the login. */
export const hasOwnJob = (act: MemberContext['act']): boolean =>
  act !== null && act.isTaken !== null;

/**
 * Whether the job is certainly ours: MX has accepted our start, or aggregates by itself after an act, or on the return from the bank's
 * page. A job that was found instead of the reply to our start may be another one, and so may one that was at work before.
 */
export const isSurelyOurs = ({ pendingStart, act, oauth }: MemberContext): boolean =>
  pendingStart === 'none' || (pendingStart === 'joining' && (hasOwnJob(act) || oauth));

/**
 * What is known of a job when a reading arrives. After an act MX begins a job by itself. Before the user goes to the bank's page, the
 * first reading is the state from before.
 */
export function evidenceAt(memory: MemberContext, arrived: StampedReading): Evidence | null {
  const { evidence, reading, baseline, act, oauth } = memory;
  const { at } = arrived;
  if (evidence !== null) {
    // The clock may have been set back. An absence does not count as time in which MX could catch up.
    const from = Math.min(evidence.at + absenceUntil(memory, arrived), at);
    return from === evidence.at ? evidence : { ...evidence, at: from };
  }
  if (reading !== null || !(hasOwnJob(act) || oauth)) return null;
  // The reply to the act has shown MX's own job at work.
  return { of: baseline?.isBeingAggregated === true ? 'reply' : 'start', at };
}

/** The facts of a reading, with whose job it is about. */
export function factsOf(reading: StampedReading, memory: MemberContext): ReadingFacts {
  const { at } = reading;
  const evidence = evidenceAt(memory, reading);
  const baseline = completedBaseline(memory.baseline, reading);
  const isOld = isOlder(reading, memory.reading ?? baseline);
  // What was true before shows nothing since.
  const stamps = since(isOld ? baseline : reading, baseline);
  const facts = {
    reading,
    memory,
    baseline,
    kind: classOf(reading.connectionStatus),
    trust: isOld ? 'old' : 'current',
    isPatient: at - (memory.ignoredSince ?? at) < IGNORED_FOR,
    // An old reading shows nothing of a job: it was true before.
    evidence: isOld ? null : (evidence?.of ?? null),
    sinceEvidence: at - (evidence?.at ?? at),
    since: stamps,
    isUnflagged: reading.isBeingAggregated === null && !stamps.endedWell,
    finding: memory.finding?.rule === 'notFoundOnce' ? null : memory.finding,
    failure: explain(reading, { job: memory.job, baseline }),
    owner: 'notTold' as Owner,
  } satisfies ReadingFacts;
  facts.owner = whose(facts);
  return facts;
}

/** MX's time stamps show that a job began after the baseline. */
export const isStamped = ({
  since: { endedWell, hasBegun },
}: Pick<ReadingFacts, 'since'>): boolean => endedWell || hasBegun;

/** Whether MX has shown a job at work: to a poll, in a reply, or by a 409. */
export const wasAtWork = ({ evidence }: ReadingFacts): boolean =>
  evidence === 'seen' || evidence === 'reply';

/** While the user may be at the bank's page, a flag without a moved stamp does not show a job. */
const isAtBank = ({ memory: { oauth }, since: { isUnmoved } }: ReadingFacts): boolean =>
  oauth && isUnmoved;

/** Whether an error code can be from before our job. Some replies have none, so the baseline may lack it. */
function isOldCode({ reading, baseline, since: { isUnmoved } }: ReadingFacts): boolean {
  const { errorCode } = reading;
  if (errorCode === undefined || errorCode === baseline.errorCode) return true;
  return baseline.errorCode === undefined && isUnmoved;
}

/** Whether status and error code can be from before our job. */
export const isOldStatus = (facts: ReadingFacts): boolean =>
  facts.reading.connectionStatus === facts.baseline.connectionStatus && isOldCode(facts);

/** Whether nothing has changed since the baseline: neither status, nor error code, nor time stamp. */
export const isUnchanged = (facts: ReadingFacts): boolean =>
  isOldStatus(facts) && !isStamped(facts);

/** For how long MX accepts an aggregation after a success and runs nothing, in ms (D-ERR, D-AGI). */
const THROTTLED_FOR = 3 * 3_600_000;

/** Whether MX passes over our start: the last success is recent, or it needs new credentials. */
function runsNothing({ memory, reading, sinceEvidence, failure }: ReadingFacts): boolean {
  if (memory.job === null) return false;
  if (failure) return reading.needsUpdatedCredentials === true;
  const acceptedAt = reading.at - sinceEvidence;
  return (
    memory.job === 'aggregate' &&
    acceptedAt - msOf(reading.successfullyAggregatedAt) < THROTTLED_FOR
  );
}

/** For how long MX may not have caught up, by what is known of a job, in ms. The first row that fits. */
function patience(facts: ReadingFacts): number {
  const { memory, evidence, since: stamps } = facts;
  const { catchUp } = memory.deadlines;
  const ofReplica = Math.min(IGNORED_FOR, catchUp);
  const isSeen = evidence === 'seen';
  // Nothing is known of a job.
  if (evidence === null) return 0;
  // After an act, MX's own job is about to begin, and a replica shows nothing of it yet.
  if (isNotTaken(memory.pendingStart) && !isSeen) return hasOwnJob(memory.act) ? ofReplica : 0;
  // MX has accepted the start, and runs nothing.
  if (evidence === 'start' && runsNothing(facts)) return 0;
  // MX has accepted the start, or begins a job by itself.
  if (evidence === 'start' || (memory.job === null && !isSeen)) return catchUp;
  // The job was shown at work, and nothing says that the stamps are from before it.
  if (!stamps.isUnmoved) return 0;
  // The reply to the start has shown it, or a poll.
  return isSeen ? ofReplica : catchUp;
}

/** A row of {@link WHOSE}. `WHOSE_WORDS` says what it sees. */
interface WhoseRow {
  readonly owner: Owner;
  readonly fits: (facts: ReadingFacts) => boolean;
}

/**
 * Whose job a reading is about. The rows stand from the strongest evidence to the weakest, and the first one that fits decides. The
 * specification and `docs/behaviour.md` are made from them.
 */
export const WHOSE = {
  old: { owner: 'before', fits: ({ trust }) => trust === 'old' },
  early: {
    owner: 'before',
    fits: (facts) => hasNothingNew(facts) && facts.sinceEvidence < patience(facts),
  },
  notTaken: {
    owner: 'another',
    fits: (facts) => isNotTaken(facts.memory.pendingStart) && isJobShown(facts),
  },
  moved: { owner: 'ours', fits: isStamped },
  atWork: { owner: 'ours', fits: isJobShown },
  notTold: { owner: 'notTold', fits: () => true },
} as const satisfies Record<string, WhoseRow>;

export type WhoseName = keyof typeof WHOSE;
/** The names of the rows, in their order. */
export const WHOSE_NAMES = Object.keys(WHOSE) as readonly WhoseName[];

/** Whether MX has shown a job since the baseline. */
function isJobShown(facts: ReadingFacts): boolean {
  return isStamped(facts) || (wasAtWork(facts) && !isAtBank(facts));
}

/**
 * Whether a reading shows nothing of a job. Before MX's own job, another status alone is nothing: with new credentials, for example, it
 * becomes UPDATED, and the job begins only then.
 */
function hasNothingNew(facts: ReadingFacts): boolean {
  const isBeforeOwnJob = isNotTaken(facts.memory.pendingStart) && facts.evidence === 'start';
  if (!isBeforeOwnJob) return isUnchanged(facts);
  return !isStamped(facts) && (!hasChangedForWorse(facts) || isBehindReply(facts));
}

/** Whether the status has become a failure since the baseline. An error code alone says nothing, because the baseline may lack it. */
export const hasChangedForWorse = ({ reading, baseline, kind }: ReadingFacts): boolean =>
  kind === 'failed' && reading.connectionStatus !== baseline.connectionStatus;

/**
 * Whether a replica may lag behind the reply to the act, and show the failure of before: its `aggregated_at` says that no job has begun
 * since. But another status than before the bank's page says that the user is back.
 */
const isBehindReply = ({ reading, memory, since }: ReadingFacts): boolean =>
  !memory.oauth && since.isUnmoved && reading.aggregatedAt !== null;

/** The row of {@link WHOSE} that decides. */
export const whoseRow = (facts: ReadingFacts): WhoseName =>
  WHOSE_NAMES.find((name) => WHOSE[name].fits(facts)) as WhoseName;

/** Whose job a reading is about. */
export const whose = (facts: ReadingFacts): Owner => WHOSE[whoseRow(facts)].owner;

/**
 * Whether the user may still be at the bank's page. Until they are through, MX runs no job. The first poll is how the member was
 * before, and allows no start.
 */
export function isAway(facts: ReadingFacts): boolean {
  const { memory, failure, evidence } = facts;
  if (!memory.oauth || memory.pendingStart === 'unsure' || isJobShown(facts)) return false;
  if (isUnchanged(facts)) return failure !== undefined || evidence !== null;
  return memory.reading === null && failure === undefined;
}

/** What shows that the job that was asked for ran. A job that was found in place of the reply to our start may be another one. */
const evidenceThatItRan = (facts: ReadingFacts): JobEvidence =>
  facts.memory.pendingStart === 'found'
    ? 'none'
    : isStamped(facts)
      ? 'stamps'
      : wasAtWork(facts)
        ? 'seen'
        : 'none';

/** Whether another job has run since MX has shown the one that is followed: it has another guid, or has begun later. */
function isOfLaterJob({ reading, memory: { evidence } }: ReadingFacts): boolean {
  const { jobGuid, aggregatedAt } = reading;
  const isOtherGuid =
    jobGuid !== undefined && evidence?.jobGuid !== undefined && jobGuid !== evidence.jobGuid;
  return isOtherGuid || isLater(aggregatedAt, evidence?.aggregatedAt);
}

/**
 * Whether MX never says when a job has ended well, so that a job that was seen at work counts instead. A stamp that MX has sent
 * before our job, and that has not moved since, says that nothing has.
 */
const lacksStamps = ({ reading, baseline, since: { hasBegun } }: ReadingFacts): boolean =>
  !isMoment(reading.successfullyAggregatedAt) &&
  !isMoment(baseline.successfullyAggregatedAt) &&
  (hasBegun || !isMoment(baseline.aggregatedAt));

/** Whether a job has ended well since the baseline: by its stamp, or, where MX sends none, because it was seen at work. */
const hasEndedWell = (facts: ReadingFacts): boolean =>
  facts.since.endedWell || (wasAtWork(facts) && !facts.isUnflagged && lacksStamps(facts));

/** The job has ended well. It is `fresh` only with proof that the job that was asked for has. */
export const connectedBy = (facts: ReadingFacts, rule: Rule): Verdict => ({
  type: 'connected',
  fresh: isSurelyOurs(facts.memory) && hasEndedWell(facts) && !isOfLaterJob(facts),
  evidence: evidenceThatItRan(facts),
  rule,
});
