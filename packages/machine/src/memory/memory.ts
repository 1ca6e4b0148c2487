import type {
  Challenge,
  MemberContext,
  MemberInput,
  Phase,
  Route,
  StampedReading,
  Verdict,
} from '../data/types.ts';
import { checkAnswers } from '../mx/answers.ts';
import type { Explanation } from '../mx/failure.ts';
import { FAULTS, MACHINE_FAILURES } from '../mx/faults.ts';
import { NONE } from '../mx/readings.ts';
import { fail } from '../rules/explain.ts';
import { judge } from '../rules/judge.ts';
import { routeOf } from '../rules/routes.ts';
import { lastFault, limitPassed, needsUser } from '../rules/timing.ts';
import { inconclusive, running } from '../rules/verdicts.ts';
import { connectedBy, factsOf, isStamped } from '../rules/whose.ts';
import { clocksAfter } from './clocks.ts';
import { findingAfter, ignoredSinceAfter } from './finding.ts';
import { firstMemory } from './first-memory.ts';
import type { Happening } from './happening.ts';
import { hintAfter } from './hint.ts';
import { ask, roundAfter } from './round.ts';
import { shownAfter } from './shown.ts';
import { pendingStartAfter } from './start.ts';
import { lastSubmitAfter } from './submit.ts';
import { awaitingAfter } from './unpolled.ts';
import { isSameView } from './view.ts';

/**
 * The memory of the machine, and where it leads. Every happening is processed in the same way: each automaton of the
 * memory moves, the verdict leads to a state, a limit may have passed, and a phase or a question may begin.
 */

/** The memory after an event, and where its verdict leads. `null`: the event does not decide where the member goes. */
export interface Decided {
  readonly context: MemberContext;
  readonly route: Route | null;
}

/** The verdict of a happening. */
function verdictAfter(happening: Happening): Verdict {
  switch (happening.type) {
    case 'read':
    case 'startFailed':
    case 'failed':
      return happening.judgement.verdict;
    case 'refused':
      return { type: 'reread', rule: 'fault' };
    case 'submitFailed':
      return inconclusive('fault');
    case 'away':
      return { type: 'authorizing', rule: 'pending' };
    default:
      return running('noReadingYet');
  }
}

/**
 * Whether the user may still be at the bank's page. They are back once MX has accepted our start, or has moved a time stamp. Another
 * status alone can come from a replica that lags behind.
 */
function oauthAfter({ oauth }: MemberContext, happening: Happening): boolean {
  if (!oauth || happening.type === 'started') return false;
  if (happening.type !== 'read' || happening.judgement.verdict.type !== 'start') return true;
  return !isStamped(happening.judgement);
}

/** Moves every automaton. The fields are copied one by one, because a second spread would double the cost of a poll. */
function moved(before: MemberContext, happening: Happening): MemberContext {
  const pendingStart = pendingStartAfter(before, happening);
  const clocks = clocksAfter(before, happening, pendingStart);
  const shown = shownAfter(before, happening, pendingStart);
  const round = roundAfter(before, happening);
  return {
    ...before,
    oauth: oauthAfter(before, happening),
    since: clocks.since,
    lastStampAt: clocks.lastStampAt,
    observed: clocks.observed,
    fault: clocks.fault,
    failures: clocks.failures,
    reading: shown.reading,
    baseline: shown.baseline,
    flagSeen: shown.flagSeen,
    progress: shown.progress,
    evidence: shown.evidence,
    challenges: round.challenges,
    answeredGuids: round.answeredGuids,
    problems: round.problems,
    refusals: round.refusals,
    pendingStart,
    awaiting: awaitingAfter(before, happening),
    lastSubmit: lastSubmitAfter(before, happening),
    hint: hintAfter(before, happening),
    finding: findingAfter(happening),
    ignoredSince: ignoredSinceAfter(before, happening),
    verdict: verdictAfter(happening),
  };
}

/** Ends the lifecycle. */
const end = (before: MemberContext, verdict: Verdict): Decided => ({
  context: { ...before, challenges: NONE, problems: NONE, verdict },
  route: verdict.type === 'connected' ? 'connected' : 'failed',
});

/**
 * The outcome of a limit that has passed. What MX shows of our job explains more than that it took too long: an error, or a later
 * success than before it, even if another job runs by now or the flag never falls. A job that needs the user has not ended, so a success
 * beside it may be of the job before.
 */
function limitVerdict(context: MemberContext, limit: 'phase' | 'outage'): Verdict {
  const { phase, reading, pendingStart } = context;
  const failed = (failure: Explanation) => fail(failure, 'limit');
  const fault = lastFault(context);
  if (limit === 'outage' && fault) {
    // A port that has never returned a reading, and throws unexpected errors, contains a mistake.
    if (fault.code === 'unexpected' && reading === null)
      return failed(MACHINE_FAILURES.misconfigured);
    return failed(FAULTS[fault.code].failure);
  }
  if (limit === 'phase' && needsUser(phase)) return failed(MACHINE_FAILURES.abandoned);
  if (reading === null) return failed(MACHINE_FAILURES.tookTooLong);
  const facts = factsOf(reading, context);
  const { failure, owner, since, kind } = facts;
  if (failure && reading.isBeingAggregated !== true) return failed(failure);
  const isOurs = owner === 'ours' || pendingStart === 'joining';
  const asksUser = kind === 'challenged' || kind === 'authorizing';
  if (asksUser || !since.endedWell || !isOurs || pendingStart === 'unsure')
    return failed(MACHINE_FAILURES.tookTooLong);
  return connectedBy(facts, 'limit');
}

/** Begins a phase. */
const beginPhase = (before: MemberContext, phase: Phase): MemberContext => ({
  ...before,
  phase,
  since: before.lastStampAt,
  observed: { ...before.observed, phase: 0 },
  hint: 'none',
  problems: phase === 'challenged' ? before.problems : NONE,
});

/** Goes where the verdict leads, or ends the lifecycle if a limit has passed. */
function routed(context: MemberContext, questions: readonly Challenge[]): Decided {
  const { verdict } = context;
  const { route, to } = routeOf(verdict, context, questions);
  if (verdict.type === 'connected' || verdict.type === 'failed') return end(context, verdict);
  const phase = to.split('.')[0] as Phase;
  // A question in place of one that nobody has answered goes on in its time.
  const limit = limitPassed(context, phase === context.phase);
  if (limit) return end(context, limitVerdict(context, limit));
  const inPhase = phase === context.phase ? context : beginPhase(context, phase);
  const isOpen = context.phase === 'challenged';
  return { context: route === 'asked' ? ask(inPhase, questions, isOpen) : inPhase, route };
}

/** Increases the revision if the view has changed. */
const countRevision = (before: MemberContext, after: MemberContext): MemberContext =>
  isSameView(before, after) ? after : { ...after, revision: before.revision + 1 };

/** Remembers a happening, and where it leads. */
export function remember(before: MemberContext, happening: Happening): Decided {
  const next = moved(before, happening);
  const questions = happening.type === 'read' ? happening.reading.challenges : next.challenges;
  const { context, route } = routed(next, questions);
  return { context: countRevision(before, context), route };
}

/** A poll has shown the member. */
export const onReading = (before: MemberContext, reading: StampedReading): Decided =>
  remember(before, { type: 'read', reading, judgement: judge(reading, before) });

/** A lifecycle begins. A reading that was made just now is judged as its first poll. */
export function onBeginning(input: MemberInput): Decided {
  const context = firstMemory(input);
  const { look } = input;
  if (!look) return { context, route: routeOf(context.verdict, context, NONE).route };
  const { context: read, route } = onReading(context, look);
  return { context: { ...read, revision: context.revision }, route };
}

/** The user has answered, so the answers are sent. */
export const onAnswering = (before: MemberContext): MemberContext =>
  countRevision(before, { ...moved(before, { type: 'answering' }), phase: 'resumed' });

/** The answers are invalid, so nothing is sent. */
export const onProblems = (before: MemberContext, answers: unknown): MemberContext =>
  countRevision(before, { ...before, problems: checkAnswers(before, answers) });

/** The host cancels. */
export const onCancelled = (before: MemberContext): MemberContext =>
  countRevision(before, end(before, fail(MACHINE_FAILURES.cancelled, 'cancelled')).context);

/** Another process, or a new actor, continues from a record. MX is polled before anything else. */
export const onRecovery = (before: MemberContext): MemberContext => ({
  ...before,
  awaiting: 'recovery',
  turn: before.turn + 1,
  revision: before.revision + 1,
});
