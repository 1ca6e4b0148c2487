import { checkAnswers, problem } from './answers.ts';
import { checkInput } from './check.ts';
import { areSameQuestions, sentAt } from './readings.ts';
import { routeOf } from './routes.ts';
import { type Explanation, FAULTS, MACHINE_FAILURES, MEMBER_GONE } from './status.ts';
import {
  DEFAULT_DEADLINES,
  DEFAULT_PACING,
  limitPassed,
  needsUser,
  observedGap,
} from './timing.ts';
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
} from './types.ts';
import { CONFIRMED_AFTER, fail, isStale, type Judgement, judge } from './verdict.ts';
import { isSameView } from './view.ts';

/** What the machine remembers: the first context, and one pure function for each thing that can happen. */

/** One empty list for all members: most have nothing in most of theirs. */
const NONE: readonly never[] = Object.freeze([]);

const NO_TIME: ObservedTime = Object.freeze({ phase: 0, outage: 0, total: 0 });

/** So many guids of earlier rounds are remembered: no replica lags further behind, and a record stays small. */
const MAX_PAST_GUIDS = 1_000;

/** A bad return of the port ends a lifecycle when it is the third in a row: one may be chance. */
const MAX_BAD_RETURNS = 3;

/** The defaults, without what was left out as `undefined`. */
function merged<Numbers extends object>(defaults: Numbers, given: Partial<Numbers> = {}): Numbers {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? defaults : { ...defaults, ...Object.fromEntries(entries) };
}

/** Of a reading, what later ones are compared with. */
const baselineOf = (reading: Baseline): Baseline => ({
  ...(reading.connectionStatus !== undefined && { connectionStatus: reading.connectionStatus }),
  ...(reading.errorCode !== undefined && { errorCode: reading.errorCode }),
  ...(reading.aggregatedAt !== undefined && { aggregatedAt: reading.aggregatedAt }),
  ...(reading.successfullyAggregatedAt !== undefined && {
    successfullyAggregatedAt: reading.successfullyAggregatedAt,
  }),
});

/** A baseline in which what the start and the host have not said is as the first reading has it. */
function filled(known: Baseline | null, reading: StampedReading): Baseline {
  if (known === null) return baselineOf(reading);
  const { connectionStatus, aggregatedAt, successfullyAggregatedAt } = known;
  const isWhole = [connectionStatus, aggregatedAt, successfullyAggregatedAt].every(
    (field) => field !== undefined,
  );
  if (isWhole) return known;
  const { errorCode, ...first } = baselineOf(reading);
  // Beside a status that is known, no error code means that there was no error.
  const isUnknown = connectionStatus === undefined && errorCode !== undefined;
  return { ...first, ...(isUnknown && { errorCode }), ...known };
}

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
    polls: 0,
    turn: after?.context.turn ?? 0,
    revision: (after?.context.revision ?? 0) + 1,
    verdict: { type: job === null ? 'running' : 'start', rule: 'noReadingYet' },
    route: job === null ? 'aggregating' : 'starting',
  };
}

/** Counts the view's change from `before`. */
const revised = (before: MemberContext, after: MemberContext): MemberContext =>
  isSameView(before, after) ? after : { ...after, revision: before.revision + 1 };

/** A call that MX answered. An outage ends, unless a start is still due that MX did not take. */
function succeeded(context: MemberContext, at: number): MemberContext {
  const { observed, pendingStart, failures, since } = context;
  const gap = observedGap(context, at);
  const isDue = pendingStart === 'due';
  // A gap that began with a failed call, or before the phase did, counts against no phase.
  const isOfPhase = !isDue && failures === 0 && since !== null;
  return {
    ...context,
    lastStampAt: at,
    since: since ?? at,
    observed: {
      phase: observed.phase + (isOfPhase ? gap : 0),
      outage: isDue ? observed.outage + gap : 0,
      total: observed.total + gap,
    },
    fault: isDue ? context.fault : null,
    failures: isDue ? failures : 0,
    badReturns: 0,
  };
}

/** A call that failed. */
function failed(context: MemberContext, fault: Fault): MemberContext {
  const { observed } = context;
  const gap = observedGap(context, fault.at);
  return {
    ...context,
    lastStampAt: fault.at,
    since: context.since ?? fault.at,
    observed: { ...observed, outage: observed.outage + gap, total: observed.total + gap },
    fault,
    failures: context.failures + 1,
    badReturns: fault.code === 'badReturn' ? context.badReturns + 1 : 0,
  };
}

/** MX took a start or answers of ours: every limit begins again. */
const taken = (context: MemberContext, reading: StampedReading): MemberContext => ({
  ...context,
  lastStampAt: reading.at,
  since: reading.at,
  observed: NO_TIME,
  reading,
  flagSeen: context.flagSeen || reading.isBeingAggregated !== null,
  finding: null,
  ignoredSince: null,
  awaiting: 'command',
  lastSubmit: null,
  challenges: NONE,
  fault: null,
  failures: 0,
  badReturns: 0,
  hint: 'none',
  verdict: { type: 'running', rule: 'noReadingYet' },
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
export const onStarted = (context: MemberContext, reading: StampedReading): MemberContext =>
  revised(context, {
    ...taken(context, reading),
    baseline: baselineOf(reading),
    seenRunning: reading.isBeingAggregated === true,
    pendingStart: 'none',
    route: 'aggregating',
  });

/** A reading is judged by what is known, and becomes what is known. */
export function onReading(before: MemberContext, reading: StampedReading): MemberContext {
  const { pendingStart } = before;
  const baseline = pendingStart === 'due' ? before.baseline : filled(before.baseline, reading);
  const judgement = judge(reading, { ...before, baseline });
  const { type, rule } = judgement.verdict;
  // The start whose reply was lost had arrived.
  const isFound =
    pendingStart === 'due' && type !== 'inconclusive' && type !== 'start' && rule !== 'flagAbsent';
  const polled: MemberContext = {
    ...succeeded(isFound ? { ...before, pendingStart: 'none' } : before, reading.at),
    // After a restore an open question may be answered already: what nothing follows from does not say.
    awaiting: before.awaiting === 'recovery' && type === 'inconclusive' ? 'recovery' : 'none',
    polls: before.polls + 1,
  };
  if (rule === 'stale')
    return revised(
      before,
      routed({ ...polled, ignoredSince: before.ignoredSince ?? sentAt(reading) }, judgement),
    );
  const isAlive = reading.isBeingAggregated === true || rule === 'challenge';
  const starts = type === 'start';
  // One that is trusted although it is older than what is known is inconclusive about our job.
  const isOld = before.ignoredSince !== null && isStale(reading, { ...before, baseline });
  const known: MemberContext = {
    ...polled,
    reading,
    baseline: starts ? baselineOf(reading) : baseline,
    pendingStart: starts ? 'due' : polled.pendingStart,
    flagSeen: before.flagSeen || reading.isBeingAggregated !== null,
    seenRunning: !starts && !isOld && (before.seenRunning || isAlive),
    ignoredSince: rule === 'echo' ? (before.ignoredSince ?? sentAt(reading)) : null,
  };
  // Something else is asked after answers whose reply was lost: what was asked before is past.
  const isPast =
    before.lastSubmit === 'lost' &&
    rule === 'challenge' &&
    !areSameQuestions(reading.challenges, before.challenges);
  return revised(before, routed(isPast ? answered(known) : known, judgement, reading.challenges));
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

/** A call that no port has stamped, so a mistake of the host: no actors, or actors of another kind. */
const misconfigured = (context: MemberContext): MemberContext =>
  ended(context, fail(MACHINE_FAILURES.misconfigured, 'fatalFault'));

/** A start or a poll failed. Polls go on until the limit; a start waits until a poll shows whether it arrived. */
export function onFault(before: MemberContext, fault: Fault | null): MemberContext {
  if (fault === null) return revised(before, misconfigured(before));
  const context = { ...failed(before, fault), polls: before.polls + 1 };
  const { failure, isFatal } = FAULTS[fault.code];
  if (isFatal || context.badReturns >= MAX_BAD_RETURNS)
    return revised(before, ended(context, fail(failure, 'fatalFault')));
  const judgement: Judgement = {
    verdict: { type: 'inconclusive', rule: 'fault' },
    finding: before.finding,
  };
  return revised(
    before,
    fault.code === 'notFound' ? notFound(context, fault) : routed(context, judgement),
  );
}

/** MX does not know the member: a replica may lag behind, so a later poll has to say so too. */
function notFound(context: MemberContext, { at }: Fault): MemberContext {
  const { finding, reading } = context;
  const from = finding?.rule === 'notFoundOnce' ? Math.min(finding.from, at) : at;
  return at - from >= CONFIRMED_AFTER.notFoundOnce
    ? ended(context, fail(reading ? MEMBER_GONE : MACHINE_FAILURES.notFound, 'fatalFault'))
    : routed(context, {
        verdict: { type: 'inconclusive', rule: 'notFoundOnce' },
        finding: { rule: 'notFoundOnce', from },
      });
}

/** Another job runs: ours waits until it has ended. */
export const onConflict = (before: MemberContext, { at }: Fault): MemberContext =>
  revised(
    before,
    routed(succeeded({ ...before, pendingStart: 'otherJob' }, at), {
      verdict: { type: 'running', rule: 'noReadingYet' },
      finding: null,
    }),
  );

/** The user has answered. When, is known with the next stamp. */
export const onAnswering = (before: MemberContext): MemberContext =>
  revised(before, {
    ...before,
    phase: 'resumed',
    since: null,
    observed: { ...before.observed, phase: 0 },
    finding: null,
    ignoredSince: null,
    awaiting: 'command',
    lastSubmit: null,
    problems: NONE,
    hint: 'none',
    verdict: { type: 'running', rule: 'noReadingYet' },
    route: 'resumed',
  });

/** The answers do not fit the questions: nothing is sent. */
export const onProblems = (before: MemberContext, answers: unknown): MemberContext =>
  revised(before, { ...before, problems: checkAnswers(before, answers) });

/** MX took the answers: these guids are never answered again, unless MX asks for them again. */
export const onSubmitted = (before: MemberContext, reading: StampedReading): MemberContext =>
  revised(before, { ...taken(answered(before), reading), route: 'resumed' });

/** MX looked at the answers and refused them (400, 405, 422): it is polled at once, and the user may be asked again. */
export const onAnswersRefused = (before: MemberContext, { code, at }: Fault): MemberContext =>
  revised(
    before,
    routed(
      {
        ...succeeded(before, at),
        awaiting: 'none',
        problems:
          code === 'badRequest'
            ? before.challenges.map(({ guid }) => problem('refused', guid))
            : NONE,
      },
      { verdict: { type: 'reread', rule: 'fault' }, finding: null },
    ),
  );

/** The answers did not go out, or it is not known whether MX has them: MX is polled before anything else is done. */
export function onSubmitFault(before: MemberContext, fault: Fault | null): MemberContext {
  if (fault === null) return revised(before, misconfigured(before));
  const { failure, isFatal } = FAULTS[fault.code];
  const isSent = fault.code !== 'notSent' && fault.code !== 'signedOut';
  const known: Fault = isSent && !isFatal ? { ...fault, code: 'lost' } : fault;
  // The poll after it comes as after a command, so this failure adds nothing to the back-off.
  const context = { ...failed(before, known), failures: before.failures };
  if (isFatal) return revised(before, ended(context, fail(failure, 'fatalFault')));
  return revised(
    before,
    routed(
      { ...context, awaiting: 'command', lastSubmit: isSent ? 'lost' : 'notSent' },
      { verdict: { type: 'inconclusive', rule: 'fault' }, finding: null },
    ),
  );
}

/** The host gives up. */
export const onCancelled = (before: MemberContext): MemberContext =>
  revised(before, ended(before, fail(MACHINE_FAILURES.cancelled, 'cancelled')));

/** Another process, or a new actor, goes on from a record: MX is polled before anything else is done. */
export const onRecovery = (before: MemberContext): MemberContext => ({
  ...before,
  awaiting: 'recovery',
  turn: before.turn + 1,
  revision: before.revision + 1,
});
