import type { Challenge, MemberContext, Phase, Verdict } from '../data/types.ts';
import { checkAnswers } from '../mx/answers.ts';
import type { Explanation } from '../mx/failure.ts';
import { FAULTS, MACHINE_FAILURES } from '../mx/faults.ts';
import { areSameQuestions, isLater } from '../mx/readings.ts';
import { explain, fail } from '../rules/explain.ts';
import { routeOf } from '../rules/routes.ts';
import { lastFault, limitPassed, needsUser } from '../rules/timing.ts';
import { clocksAfter } from './clocks.ts';
import { findingAfter, ignoredSinceAfter } from './finding.ts';
import type { Happening } from './happening.ts';
import { hintAfter } from './hint.ts';
import { ask, NONE, roundAfter } from './round.ts';
import { shownAfter } from './shown.ts';
import { pendingStartAfter } from './start.ts';
import { lastSubmitAfter } from './submit.ts';
import { awaitingAfter } from './unpolled.ts';
import { isSameView } from './view.ts';

/**
 * The memory of the machine, and where it leads. Every happening is processed in the same way: each automaton of the
 * memory moves, the verdict leads to a state, a limit may have passed, and a phase or a question may begin.
 */

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
      return { type: 'inconclusive', rule: 'fault' };
    default:
      return { type: 'running', rule: 'noReadingYet' };
  }
}

/** Whether our start follows. Then the user is back from the bank's page. */
const isStart = (happening: Happening): boolean =>
  happening.type === 'read' && happening.judgement.verdict.type === 'start';

/** Moves every automaton. The fields are copied one by one, because a second spread would double the cost of a poll. */
function moved(before: MemberContext, happening: Happening): MemberContext {
  const pendingStart = pendingStartAfter(before, happening);
  const clocks = clocksAfter(before, happening, pendingStart);
  const shown = shownAfter(before, happening);
  const round = roundAfter(before, happening);
  return {
    ...before,
    oauth: before.oauth && !isStart(happening),
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
const end = (before: MemberContext, verdict: Verdict): MemberContext => ({
  ...before,
  challenges: NONE,
  problems: NONE,
  verdict,
  route: verdict.type === 'connected' ? 'connected' : 'failed',
});

/**
 * The outcome of a limit that has passed. What MX shows of our job explains more than that it took too long: an error, or a later
 * success than before it, even if another job runs by now or the flag never falls.
 */
function limitVerdict(context: MemberContext, limit: 'phase' | 'outage'): Verdict {
  const { phase, reading, baseline, pendingStart } = context;
  const failed = (failure: Explanation) => fail(failure, 'limit');
  const fault = lastFault(context);
  if (limit === 'outage' && fault) {
    // A port that has never returned a reading, and throws unexpected errors, contains a mistake.
    if (fault.code === 'unexpected' && reading === null)
      return failed(MACHINE_FAILURES.misconfigured);
    return failed(FAULTS[fault.code].failure);
  }
  if (limit === 'phase' && needsUser(phase)) return failed(MACHINE_FAILURES.abandoned);
  const failure =
    reading && reading.isBeingAggregated !== true ? explain(reading, context) : undefined;
  if (failure) return failed(failure);
  const endedWell = isLater(reading?.successfullyAggregatedAt, baseline?.successfullyAggregatedAt);
  if (endedWell && (pendingStart === 'none' || pendingStart === 'found'))
    return { type: 'connected', fresh: pendingStart === 'none', evidence: 'stamps', rule: 'limit' };
  return failed(MACHINE_FAILURES.tookTooLong);
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
function routed(context: MemberContext, questions: readonly Challenge[]): MemberContext {
  const { verdict } = context;
  const { route, to } = routeOf(verdict, context, questions);
  if (verdict.type === 'connected' || verdict.type === 'failed') return end(context, verdict);
  const phase = to.split('.')[0] as Phase;
  // Other words for the open questions are not a new question.
  const isNewQuestion = route === 'asked' && !areSameQuestions(questions, context.challenges);
  const limit = limitPassed(context, phase === context.phase && !isNewQuestion);
  if (limit) return end(context, limitVerdict(context, limit));
  const inPhase = phase === context.phase ? context : beginPhase(context, phase);
  const there = route === inPhase.route ? inPhase : { ...inPhase, route };
  return route === 'asked' ? ask(there, questions, context.phase === 'challenged') : there;
}

/** Increases the revision if the view has changed. */
const countRevision = (before: MemberContext, after: MemberContext): MemberContext =>
  isSameView(before, after) ? after : { ...after, revision: before.revision + 1 };

/** Remembers a happening, and where it leads. */
export function remember(before: MemberContext, happening: Happening): MemberContext {
  const next = moved(before, happening);
  const questions = happening.type === 'read' ? happening.reading.challenges : next.challenges;
  return countRevision(before, routed(next, questions));
}

/** The user has answered, so the answers are sent. */
export const onAnswering = (before: MemberContext): MemberContext =>
  countRevision(before, {
    ...moved(before, { type: 'answering' }),
    phase: 'resumed',
    route: 'resumed',
  });

/** The answers are invalid, so nothing is sent. */
export const onProblems = (before: MemberContext, answers: unknown): MemberContext =>
  countRevision(before, { ...before, problems: checkAnswers(before, answers) });

/** The host cancels. */
export const onCancelled = (before: MemberContext): MemberContext =>
  countRevision(before, end(before, fail(MACHINE_FAILURES.cancelled, 'cancelled')));

/** Another process, or a new actor, continues from a record. MX is polled before anything else. */
export const onRecovery = (before: MemberContext): MemberContext => ({
  ...before,
  awaiting: 'recovery',
  turn: before.turn + 1,
  revision: before.revision + 1,
});
