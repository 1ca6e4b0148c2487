import type { FindingRule } from '../../../packages/machine/src/index.ts';
import type { GroundedFact } from '../../../scripts/spec/facts.ts';
import type { DecisionName } from '../../../scripts/spec/judging.ts';

/** What the machine is without a row: a text of one of its sources, and another one in its place. */
export interface SourceDamage {
  /** The file, from `packages/machine/src`. */
  readonly file: string;
  readonly was: string;
  readonly becomes: string;
}

/** A damage of a file. */
const within =
  (file: string) =>
  (was: string, becomes: string): SourceDamage => ({ file, was, becomes });

const whose = within('rules/whose.ts');
const findings = within('rules/findings.ts');
const judge = within('rules/judge.ts');
const baseline = within('rules/baseline.ts');
const readings = within('mx/readings.ts');

/** The rows after it decide. */
export const decisionDamage = (row: DecisionName): SourceDamage =>
  judge(`\n  ${row}: (facts) =>`, `\n  ${row}: (facts) => false &&`);

/** Each fact, by default as if it never held. */
export const FACT_DAMAGES: Readonly<Record<GroundedFact, SourceDamage>> = {
  "finding'": whose(
    "memory.finding?.rule === 'notFoundOnce' ? null : memory.finding",
    'memory.finding',
  ),
  old: whose('const isOld = isOlder(reading, memory.reading ?? baseline);', 'const isOld = false;'),
  ignoredEnough: whose('at - (memory.ignoredSince ?? at) < IGNORED_FOR', 'true'),
  // Each poll that shows the question counts.
  returns: within('rules/echoes.ts')(
    "return reading?.connectionStatus === 'CHALLENGED' ? refusals : refusals + 1;",
    'return refusals + 1;',
  ),
  absence: within('rules/timing.ts')(
    'passed <= MAX_CALL ? 0 : Math.max(0, passed - pollDelay(context) - took)',
    '0',
  ),
  // After a check, too.
  ownJob: whose('act !== null && act.isTaken !== null', 'act !== null'),
  // None before the first one is remembered.
  "evidence'": whose(
    "return { of: baseline?.isBeingAggregated === true ? 'reply' : 'start', at };",
    'return null;',
  ),
  endedWell: baseline(
    'isLater(reading.successfullyAggregatedAt, baseline.successfullyAggregatedAt),',
    'false,',
  ),
  hasBegun: baseline(
    'const hasBegun = isLater(reading.aggregatedAt, baseline.aggregatedAt);',
    'const hasBegun = false;',
  ),
  unmoved: baseline('isUnmoved(reading.aggregatedAt, baseline.aggregatedAt)', 'false'),
  // A flag is enough at the bank's page too.
  jobShown: whose('  oauth && isUnmoved;', '  false;'),
  isOldStatus: whose(
    'facts.reading.connectionStatus === facts.baseline.connectionStatus && isOldCode(facts)',
    'false && isOldCode(facts)',
  ),
  worse: whose(
    "kind === 'failed' && reading.connectionStatus !== baseline.connectionStatus",
    'false',
  ),
  behindReply: whose('!memory.oauth && since.isUnmoved && reading.aggregatedAt !== null', 'false'),
  // Before MX's own job another status is a change too.
  nothingNew: whose(
    'if (!isBeforeOwnJob) return isUnchanged(facts);',
    'return isUnchanged(facts);',
  ),
  // Only a start that MX took is.
  surelyOurs: whose("|| (pendingStart === 'joining' && (hasOwnJob(act) || oauth))", ''),
  ofLaterJob: whose('isOtherGuid || isLater(aggregatedAt, evidence?.aggregatedAt)', 'false'),
  shownBefore: judge("last?.connectionStatus !== 'CHALLENGED' || !isUnchanged(facts)", 'true'),
  leftOver: judge(
    "facts.kind === 'challenged' && !isLeftOver(facts)",
    "facts.kind === 'challenged'",
  ),
  questionBefore: judge('isOfJobBefore(facts) && tooEarly(facts)', 'false'),
  echoed: judge(
    'if (!isPatient || returnsOf(memory) >= MOST_RETURNS) return false;',
    'return false;',
  ),
  maybeAnswered: judge('mayBeAnswered(facts.reading.challenges, facts.memory) &&', 'false &&'),
  unflagged: whose('reading.isBeingAggregated === null && !stamps.endedWell', 'false'),
  startsUnflagged: judge('if (startsUnflagged(facts)) return false;', ''),
  // A flag that was seen makes no difference.
  flagMissing: judge(
    'if (!isUnflagged || memory.flagSeen) return isUnflagged;',
    'if (!isUnflagged) return false;',
  ),
  isAway: judge('isAway(facts) && decided', 'false && decided'),
  // Any code is.
  newCode: judge('errorCode !== baseline.errorCode && !isUnchanged(facts);', 'true;'),
  failedHere: judge('return (isOfOurJob && isNewCode) || isRefused;', 'return false;'),
  untaken: judge("memory.act?.isTaken === false && evidence === 'start'", 'false'),
  keptBack: judge(' || isKeptBack(memory)', ''),
  // However long ago the act was.
  standing: judge("return !(isPast && nextStep === 'restart');", 'return true;'),
  otherFailed: judge('if (failure === undefined) return false;', 'return false;'),
  joined: judge("if (memory.pendingStart !== 'joining') return false;", 'return false;'),
  endOpen: judge('|| isEndOpen(facts)', ''),
  refusedBefore: judge("failure?.nextStep === 'updateCredentials'", 'false'),
  mayMeet: judge('return mayHaveArrived || isAwaited || isEndOpen(facts);', 'return false;'),
  // Only a known status passes.
  passing: judge("(facts.kind === 'unknown' && facts.failure === undefined)", 'false'),
  begunInVain: baseline('isInVain: hasBegun && ', 'isInVain: false && hasBegun && '),
  seenWithoutStamps: whose('|| (wasAtWork(facts) && !facts.isUnflagged && lacksStamps(facts))', ''),
  // Also where the flag was waited for.
  'confirmed(rule)': judge('facts.isUnflagged && !startsUnflagged(facts)\n', 'false\n'),
  // A code that was there before counts.
  'failure of r': within('rules/explain.ts')(
    'if (errorCode === undefined || isLeft(errorCode, reading, baseline)) return byStatus;',
    'if (errorCode === undefined) return byStatus;',
  ),
  // Each `null` is "never".
  'asBaseline(r)': baseline(
    'stamp !== undefined && !(stamp === null && hasHappened)',
    'stamp !== undefined',
  ),
  // Whether a job is at work makes no difference.
  'replied(r, b)': baseline(
    'const [first, second] = isAtWork ? [earlier, shown]',
    'const [first, second] = isAtWork ? [shown, earlier]',
  ),
  // However long ago the attempt was.
  'ofAct(act, after)': baseline('Math.abs(at - last.at) <= ACT_LASTS', 'true'),
  'withCode(b, c)': baseline('  baseline.errorCode === undefined &&', '  false &&'),
  // By however little.
  'later(a, b)': readings('msBetween(b, a) >= ONE_MOMENT', 'msBetween(b, a) > 0'),
  'The same': readings(
    'return !(Math.abs(first - second) >= ONE_MOMENT);',
    'return first === second;',
  ),
};

/** One poll is enough. */
const withoutTime = (rule: FindingRule): SourceDamage =>
  findings(`  ${rule}: { after: `, `  ${rule}: { after: 0 * `);

/** Each finding has no time. */
export const FINDING_DAMAGES: Readonly<Record<FindingRule, SourceDamage>> = {
  failedOnce: withoutTime('failedOnce'),
  connectedOnce: withoutTime('connectedOnce'),
  questionOnce: withoutTime('questionOnce'),
  elsewhereOnce: withoutTime('elsewhereOnce'),
  idleOnce: withoutTime('idleOnce'),
  notFoundOnce: withoutTime('notFoundOnce'),
  flagAbsent: withoutTime('flagAbsent'),
};

/** Each row of patience, in their order: the rows after it decide in its place, or no time does. */
export const PATIENCE_DAMAGES: readonly SourceDamage[] = [
  whose('if (evidence === null) return 0;', ''),
  whose('return hasOwnJob(memory.act) ? ofReplica : 0;', 'return 0;'),
  whose(
    'if (isNotTaken(memory.pendingStart) && !isSeen) return hasOwnJob(memory.act) ? ofReplica : 0;',
    'if (isNotTaken(memory.pendingStart) && !isSeen && memory.act) return ofReplica;',
  ),
  whose(
    'if (failure) return reading.needsUpdatedCredentials === true;',
    'if (failure) return false;',
  ),
  whose('acceptedAt - msOf(reading.successfullyAggregatedAt) < THROTTLED_FOR', 'false'),
  whose("if (evidence === 'start' || (memory.job === null && !isSeen)) return catchUp;", ''),
  whose('if (!stamps.isUnmoved) return 0;', ''),
  whose('return isSeen ? ofReplica : catchUp;', 'return isSeen ? 0 : catchUp;'),
  whose('return isSeen ? ofReplica : catchUp;', 'return isSeen ? ofReplica : 0;'),
];
