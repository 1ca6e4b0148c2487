import { checkInput } from '../data/check.ts';
import { pick } from '../data/schema.ts';
import { BASELINE } from '../data/shapes.ts';
import type {
  Baseline,
  Challenge,
  Fault,
  MemberContext,
  MemberInput,
  ObservedTime,
  Phase,
  StampedReading,
  Verdict,
} from '../data/types.ts';
import { checkAnswers, problem } from '../mx/answers.ts';
import { areSameQuestions } from '../mx/readings.ts';
import { type Explanation, FAULTS, MACHINE_FAILURES } from '../mx/statuses.ts';
import { fail, isStale, type Judgement, judge, judgeFault } from '../rules/judge.ts';
import { routeOf } from '../rules/routes.ts';
import {
  DEFAULT_DEADLINES,
  DEFAULT_PACING,
  limitPassed,
  needsUser,
  observedGap,
} from '../rules/timing.ts';
import { isSameView } from './view.ts';

/** What the machine remembers: the first context, and one pure function for each thing that can happen. */

/** One empty list for all members: most have nothing in most of theirs. */
const NONE: readonly never[] = Object.freeze([]);

const NO_TIME: ObservedTime = Object.freeze({ phase: 0, outage: 0, total: 0 });

/** So many guids of earlier rounds are remembered: no replica lags further behind, and a record stays small. */
const MAX_PAST_GUIDS = 1_000;

/** The defaults, without what was left out as `undefined`. */
function merged<Numbers extends object>(defaults: Numbers, given: Partial<Numbers> = {}): Numbers {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? defaults : { ...defaults, ...Object.fromEntries(entries) };
}

/** Of a reading, what later ones are compared with. */
const baselineOf = (reading: Baseline) => pick(BASELINE, reading) as Baseline;

/** A baseline that the host has given without a status says only some of how the member was: the first reading, the rest. */
const filled = (known: Baseline | null, reading: StampedReading): Baseline =>
  known?.connectionStatus === undefined ? { ...baselineOf(reading), ...known } : known;

/** What a member remembers before anything has happened. */
export function initialContext(input: MemberInput): MemberContext {
  const { member, job, oauth = false, answerWith = 'value', baseline, after } = checkInput(input);
  return {
    member: { userGuid: member.userGuid, memberGuid: member.memberGuid },
    job,
    oauth,
    answerWith,
    pacing: merged(DEFAULT_PACING, input.pacing),
    deadlines: merged(DEFAULT_DEADLINES, input.deadlines),
    phase: 'aggregating',
    since: null,
    lastStampAt: null,
    observed: NO_TIME,
    reading: null,
    baseline: baseline ? baselineOf(baseline) : null,
    flagSeen: false,
    seenRunning: false,
    finding: null,
    ignoredSince: null,
    pendingStart: job === null ? 'none' : 'due',
    awaiting: 'command',
    lastSubmit: null,
    round: 0,
    prompt: after?.context.prompt ?? 0,
    challenges: NONE,
    answeredGuids: NONE,
    problems: NONE,
    fault: null,
    failures: 0,
    badReturns: 0,
    hint: 'none',
    turn: after?.context.turn ?? 0,
    revision: (after?.context.revision ?? 0) + 1,
    verdict: { type: job === null ? 'running' : 'start', rule: 'noReadingYet' },
    route: job === null ? 'aggregating' : 'starting',
  };
}

/** Counts the view's change from `before`. */
export const revised = (before: MemberContext, after: MemberContext): MemberContext =>
  isSameView(before, after) ? after : { ...after, revision: before.revision + 1 };

/** What the end of a call changes. An outage ends with one that MX answered, unless a start is due that MX did not take. */
function stampOf(context: MemberContext, at: number, fault: Fault | null = null) {
  const { observed, since, failures } = context;
  const gap = observedGap(context, at);
  const isOut = fault !== null || context.pendingStart === 'due';
  // A gap that begins or ends with a failed call, or began before the phase did, counts against no phase.
  const isOfPhase = !isOut && context.fault === null && since !== null;
  return {
    lastStampAt: at,
    since: since ?? at,
    observed: {
      phase: observed.phase + (isOfPhase ? gap : 0),
      outage: isOut ? observed.outage + gap : 0,
      total: observed.total + gap,
    },
    fault: isOut ? (fault ?? context.fault) : null,
    failures: isOut ? failures + (fault ? 1 : 0) : 0,
    badReturns: fault?.code === 'badReturn' ? context.badReturns + 1 : 0,
  };
}

/** A call has ended. */
const stamped = (context: MemberContext, ...call: [at: number, fault?: Fault]): MemberContext => ({
  ...context,
  ...stampOf(context, ...call),
});

/** After a start or answers: nothing was read since, and nothing is left of what was found before. */
const commanded = (context: MemberContext): MemberContext => ({
  ...context,
  finding: null,
  ignoredSince: null,
  awaiting: 'command',
  lastSubmit: null,
  hint: 'none',
  verdict: { type: 'running', rule: 'noReadingYet' },
});

/** MX took a start or answers of ours: every limit begins again. */
const taken = (context: MemberContext, reading: StampedReading): MemberContext => ({
  ...commanded(context),
  lastStampAt: reading.at,
  since: reading.at,
  observed: NO_TIME,
  reading,
  flagSeen: context.flagSeen || reading.isBeingAggregated !== null,
  challenges: NONE,
  fault: null,
  failures: 0,
  badReturns: 0,
});

/** It ends here. */
const ended = (context: MemberContext, verdict: Verdict): MemberContext => ({
  ...context,
  challenges: NONE,
  problems: NONE,
  verdict,
  route: verdict.type === 'connected' ? 'connected' : 'failed',
});

/** A phase begins. */
const entered = (context: MemberContext, phase: Phase): MemberContext =>
  phase === context.phase
    ? context
    : {
        ...context,
        phase,
        since: context.lastStampAt,
        observed: { ...context.observed, phase: 0 },
        hint: 'none',
        problems: phase === 'challenged' ? context.problems : NONE,
      };

/** The user is asked: something new, or again what did not arrive. */
function asked(context: MemberContext, questions: readonly Challenge[]): MemberContext {
  const again = { ...context, prompt: context.prompt + 1, challenges: questions };
  if (areSameQuestions(questions, context.challenges)) return again;
  const guids = new Set(questions.map(({ guid }) => guid));
  return {
    ...again,
    round: context.round + 1,
    since: context.lastStampAt,
    observed: { ...context.observed, phase: 0 },
    answeredGuids: context.answeredGuids.filter((guid) => !guids.has(guid)),
    problems: NONE,
    lastSubmit: null,
  };
}

/** What a limit that has passed leads to. */
function limitFailure(
  { phase, fault, reading }: MemberContext,
  limit: 'phase' | 'outage',
): Explanation {
  if (limit === 'outage') {
    // A port that has never returned a reading, and throws what no port should throw, has a mistake in it.
    if (fault?.code === 'unexpected' && reading === null) return MACHINE_FAILURES.misconfigured;
    return fault ? FAULTS[fault.code].failure : MACHINE_FAILURES.unreachable;
  }
  return needsUser(phase) ? MACHINE_FAILURES.abandoned : MACHINE_FAILURES.tookTooLong;
}

/** Goes where a verdict leads, or to the end when a limit has passed. */
function routed(
  context: MemberContext,
  { verdict, finding }: Judgement,
  questions: readonly Challenge[] = context.challenges,
): MemberContext {
  const { route, to } = routeOf(verdict, context, questions);
  const next = { ...context, verdict, finding, route };
  if (verdict.type === 'connected' || verdict.type === 'failed') return ended(next, verdict);
  const phase = to.split('.')[0] as Phase;
  const limit = limitPassed(next, phase === context.phase && route !== 'asked');
  if (limit) return ended(next, fail(limitFailure(next, limit), 'limit'));
  const inPhase = entered(next, phase);
  return route === 'asked' ? asked(inPhase, questions) : inPhase;
}

/** MX took the start. Its reply shows the member as it was before (A-AGG), and whether a job runs. */
export const onStarted = (before: MemberContext, reading: StampedReading): MemberContext => ({
  ...taken(before, reading),
  baseline: baselineOf(reading),
  seenRunning: reading.isBeingAggregated === true,
  pendingStart: 'none',
  route: 'aggregating',
});

/** A reading is judged by what is known, and becomes what is known. */
export function onReading(before: MemberContext, reading: StampedReading): MemberContext {
  const isDue = before.pendingStart === 'due';
  const baseline = isDue ? before.baseline : filled(before.baseline, reading);
  const memory = baseline === before.baseline ? before : { ...before, baseline };
  const judgement = judge(reading, memory);
  const { type, rule } = judgement.verdict;
  const starts = type === 'start';
  // The start whose reply was lost had arrived.
  const isFound = isDue && !starts && type !== 'inconclusive' && rule !== 'flagAbsent';
  const isIgnored = rule === 'stale' || rule === 'echo';
  // After a restore an open question may be answered already: what nothing follows from does not say.
  const awaiting = before.awaiting === 'recovery' && type === 'inconclusive' ? 'recovery' : 'none';
  const ignoredSince = isIgnored ? (before.ignoredSince ?? reading.at) : null;
  if (rule === 'stale')
    return routed({ ...stamped(before, reading.at), awaiting, ignoredSince }, judgement);
  const polled: MemberContext = isFound ? { ...before, pendingStart: 'found' } : before;
  // One by one, for a poll is what happens most: to spread a second object takes as long as all the rest.
  const { lastStampAt, since, observed, fault, failures, badReturns } = stampOf(polled, reading.at);
  const isAlive = reading.isBeingAggregated === true || rule === 'challenge';
  // One that is trusted although it is older than what is known is inconclusive about our job.
  const isOld = isStale(reading, memory);
  const known: MemberContext = {
    ...polled,
    lastStampAt,
    since,
    observed,
    fault,
    failures,
    badReturns,
    awaiting,
    ignoredSince,
    reading,
    baseline: starts ? baselineOf(reading) : baseline,
    pendingStart: starts ? 'due' : polled.pendingStart,
    flagSeen: before.flagSeen || reading.isBeingAggregated !== null,
    seenRunning: !starts && !isOld && (before.seenRunning || isAlive),
  };
  // Something else is asked after answers that MX may have: what was asked before is past.
  const isPast =
    before.phase !== 'challenged' &&
    before.challenges.length > 0 &&
    rule === 'challenge' &&
    !areSameQuestions(reading.challenges, before.challenges);
  return routed(isPast ? answered(known) : known, judgement, reading.challenges);
}

/** MX has an answer to each of the questions. */
const answered = (context: MemberContext): MemberContext => ({
  ...context,
  answeredGuids: [
    ...context.answeredGuids.slice(-MAX_PAST_GUIDS),
    ...context.challenges.map(({ guid }) => guid),
  ],
  challenges: NONE,
  lastSubmit: null,
});

/** A start or a poll failed. Polls go on until the limit; a start waits until a poll shows whether it arrived. */
export function onFault(before: MemberContext, fault: Fault | null): MemberContext {
  const context = fault ? stamped(before, fault.at, fault) : before;
  return routed(context, judgeFault(fault, context));
}

/** Another job runs: ours waits until it has ended. */
export const onConflict = (before: MemberContext, { at }: Fault): MemberContext =>
  routed(stamped({ ...before, pendingStart: 'otherJob' }, at), {
    verdict: { type: 'running', rule: 'noReadingYet' },
    finding: null,
  });

/** The user has answered. When, is known with the next stamp. */
export const onAnswering = (before: MemberContext): MemberContext => ({
  ...commanded(before),
  phase: 'resumed',
  since: null,
  observed: { ...before.observed, phase: 0 },
  problems: NONE,
  route: 'resumed',
});

/** The answers do not fit the questions: nothing is sent. */
export const onProblems = (before: MemberContext, answers: unknown): MemberContext => ({
  ...before,
  problems: checkAnswers(before, answers),
});

/** MX took the answers: these guids are never answered again, unless MX asks for them again. */
export const onSubmitted = (before: MemberContext, reading: StampedReading): MemberContext => ({
  ...taken(answered(before), reading),
  route: 'resumed',
});

/** MX looked at the answers and refused them (400, 405, 422): it is polled at once, and the user may be asked again. */
export const onAnswersRefused = (before: MemberContext, { code, at }: Fault): MemberContext =>
  routed(
    {
      ...stamped(before, at),
      awaiting: 'none',
      problems:
        code === 'badRequest'
          ? before.challenges.map(({ guid }) => problem('refused', guid))
          : NONE,
    },
    { verdict: { type: 'reread', rule: 'fault' }, finding: null },
  );

/** The answers did not go out, or it is not known whether MX has them: MX is polled before anything else is done. */
export function onSubmitFault(before: MemberContext, fault: Fault | null): MemberContext {
  if (fault === null || FAULTS[fault.code].isFatal) return onFault(before, fault);
  const isSent = fault.code !== 'notSent' && fault.code !== 'signedOut';
  return routed(
    {
      ...stamped(before, fault.at, isSent ? { ...fault, code: 'lost' } : fault),
      // The poll after it comes as after a command, so this failure adds nothing to the back-off.
      failures: before.failures,
      awaiting: 'command',
      lastSubmit: isSent ? 'lost' : 'notSent',
    },
    { verdict: { type: 'inconclusive', rule: 'fault' }, finding: null },
  );
}

/** The host gives up. */
export const onCancelled = (before: MemberContext): MemberContext =>
  ended(before, fail(MACHINE_FAILURES.cancelled, 'cancelled'));

/** Another process, or a new actor, goes on from a record: MX is polled before anything else is done. */
export const onRecovery = (before: MemberContext): MemberContext => ({
  ...before,
  awaiting: 'recovery',
  turn: before.turn + 1,
  revision: before.revision + 1,
});
