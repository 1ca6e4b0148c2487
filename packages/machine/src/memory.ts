import { problem } from './answers.ts';
import { pollDelay } from './pacing.ts';
import { asksTheSame, fail, withDeadline } from './route.ts';
import { type Explanation, OWN_ENDS } from './status.ts';
import type { Baseline, Fault, FaultCode, MemberContext, Phase, StampedReading } from './types.ts';
import { isSame, isSeenOnce, verdict } from './verdict.ts';

/** What the machine remembers, as pure changes of its context: one function for each thing that can be heard. */
type Change = Partial<MemberContext>;

/** One empty list for all members: most have nothing in most of theirs. */
export const NONE: readonly never[] = Object.freeze([]);

/** A start that MX did not take is tried so many times in all. */
export const MOST_STARTS = 5;

/** A call that MX answered: the trouble is over, and the time it took counts against no deadline. */
function answered(context: MemberContext, at: number): Change {
  const outage = context.faultSince === null ? 0 : Math.max(0, at - context.faultSince);
  // A clock that was set back must not make time stand still.
  const later = (moment: number) => Math.min(moment + outage, at);
  return {
    at,
    since: later(context.since ?? at),
    actedAt: later(context.actedAt ?? at),
    askedAt: context.askedAt === null ? null : later(context.askedAt),
    newsAt: context.newsAt === null ? null : Math.min(context.newsAt, at),
    fault: null,
    faultSince: null,
    failures: 0,
  };
}

/**
 * A phase begins or goes on. A question that somebody else seemed to have answered, and that is asked again, counts from
 * when it was asked first; one that we have answered, from when it is asked again.
 */
export const enter = (context: MemberContext, phase: Phase): Change =>
  phase === context.phase
    ? {}
    : {
        phase,
        since: phase === 'challenged' ? (context.askedAt ?? context.at) : context.at,
        moves: context.moves + 1,
        hint: 'none',
      };

/** All that is kept of a reading to compare others with. */
export const baselineOf = ({ aggregatedAt, successfullyAggregatedAt }: Baseline): Baseline => ({
  ...(aggregatedAt !== undefined && { aggregatedAt }),
  ...(successfullyAggregatedAt !== undefined && { successfullyAggregatedAt }),
});

/** The reading is compared with what is known, judged, and becomes what is known. */
export function noteReading(context: MemberContext, reading: StampedReading): Change {
  const judged = verdict(reading, context);
  const common: MemberContext = {
    ...context,
    ...answered(context, reading.at),
    commanded: false,
    readings: context.readings + 1,
    passedOver: judged.rule === 'stale' || judged.rule === 'echo' ? context.passedOver + 1 : 0,
    verdict: judged,
  };
  if (judged.rule === 'stale') return { ...common, verdict: withDeadline(common) };

  const repeats = isSame(reading, context.reading) ? context.repeats + 1 : 1;
  const isAlive = reading.isBeingAggregated === true || reading.connectionStatus === 'CHALLENGED';
  const next: MemberContext = {
    ...common,
    reading,
    repeats,
    newsAt: repeats === 1 ? reading.at : common.newsAt,
    seenRunning: context.seenRunning || isAlive,
    // What the start and the host have not said is as the first reading has it.
    baseline: { ...baselineOf(reading), ...context.baseline },
    challenges:
      judged.is === 'challenged'
        ? reading.challenges
        : judged.is === 'none'
          ? context.challenges
          : NONE,
    // An echo proves nothing of a later answer.
    answerLost:
      context.answerLost &&
      (judged.is === 'challenged' || judged.is === 'none' || judged.rule === 'echo'),
  };
  const final = withDeadline(next);
  // When it is over, what was seen once says more than that it took too long.
  return final !== judged && isSeenOnce(judged)
    ? { ...next, verdict: verdict(reading, { ...context, reading, repeats: 1 }) }
    : { ...next, verdict: final };
}

/** MX asks something new, or asks again what it had taken an answer for. */
export function beginRound(context: MemberContext): Change {
  const { challenges, asked, askedAt, accepted, superseded, at, verdict } = context;
  const asking = context.asking + 1;
  // The same question, which MX has taken no answer of ours for: the round goes on.
  if (asksTheSame(context) && verdict.rule !== 'echoTooLong')
    return askedAt === null ? { asking, askedAt: at } : {};
  const guids = challenges.map(({ guid }) => guid);
  return {
    round: context.round + 1,
    asking,
    asked: guids,
    askedAt: at,
    since: at,
    moves: context.moves + 1,
    accepted: accepted.filter((guid) => !guids.includes(guid)),
    superseded: [...superseded, ...asked.filter((guid) => !accepted.includes(guid))].filter(
      (guid) => !guids.includes(guid),
    ),
    problems: NONE,
    answerLost: false,
  };
}

/** MX took the start. What it shows with it is the member as it was before (A-AGG), so nothing is concluded from it. */
export const noteStarted = (context: MemberContext, reading: StampedReading): Change => ({
  ...answered(context, reading.at),
  reading,
  repeats: 0,
  baseline: baselineOf(reading),
  newsAt: reading.at,
  since: reading.at,
  actedAt: reading.at,
  moves: 0,
  pendingStart: 'none',
  seenRunning: false,
  passedOver: 0,
  commanded: true,
  hint: 'none',
  verdict: { is: 'running', rule: 'begin' },
});

/** MX took the answers: these guids are never answered again, unless MX asks for them anew. */
export const noteSubmitted = (context: MemberContext, reading: StampedReading): Change => ({
  ...answered(context, reading.at),
  reading,
  repeats: 0,
  newsAt: reading.at,
  accepted: [...context.accepted, ...context.asked],
  challenges: NONE,
  passedOver: 0,
  commanded: true,
  verdict: { is: 'running', rule: 'begin' },
});

/** The longest that a call can well take, in ms. */
const LONGEST_CALL = 60_000;

/**
 * How much of the time since the last stamp MX was not asked in: a laptop was closed, a process was not there, or a clock
 * was set. Less than 0 where it was set back.
 */
function unasked(context: MemberContext, at: number): number {
  const passed = at - (context.at ?? at);
  return passed - Math.min(Math.max(0, passed), pollDelay(context) + LONGEST_CALL);
}

/** A call failed. Where others have failed before it, the time between them in which MX was not asked is no outage. */
function withFault(context: MemberContext, fault: Fault): MemberContext {
  const absence = context.faultSince === null ? 0 : unasked(context, fault.at);
  const later = <Moment extends number | null>(moment: Moment) =>
    moment === null ? moment : Math.min(moment + absence, fault.at);
  return {
    ...context,
    at: fault.at,
    // All together, so that it counts against no phase either.
    since: later(context.since),
    actedAt: later(context.actedAt),
    askedAt: later(context.askedAt),
    faultSince: later(context.faultSince ?? fault.at),
    fault,
    verdict: { is: 'none', rule: 'fault' },
  };
}

/** No later call would fare better: a key, a path, a request that MX does not accept, or no port at all. */
export const isHopeless = (fault: Fault | null): boolean =>
  fault === null || HOPELESS.includes(fault.code);

const HOPELESS: readonly FaultCode[] = [
  'unauthorized',
  'forbidden',
  'notFound',
  'refused',
  'notAllowed',
];

/** The end that a fault leads to where it is not survived. One without a stamp comes from no port: a host's mistake. */
function endOf(fault: Fault | null): Explanation {
  switch (fault?.code) {
    case undefined:
      return OWN_ENDS.misconfigured;
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
    case 'refused':
      return OWN_ENDS[fault.code];
    case 'notAllowed':
      return OWN_ENDS.refused;
    default:
      return OWN_ENDS.unreachable;
  }
}

/** A fault ends the lifecycle. */
export const noteFatalFault = (context: MemberContext, fault: Fault | null): Change => ({
  ...(fault && withFault(context, fault)),
  verdict: fail(endOf(fault), 'fatalFault'),
});

/** A reading failed: the wait grows, until the deadline. */
export function noteReadingFault(context: MemberContext, fault: Fault | null): Change {
  if (fault === null || isHopeless(fault)) return noteFatalFault(context, fault);
  const next = withFault(context, fault);
  const isOver = fault.at - (next.faultSince ?? fault.at) > context.deadlines.unreachable;
  return {
    ...next,
    readings: context.readings + 1,
    failures: context.failures + 1,
    verdict: isOver ? fail(endOf(fault), 'deadline') : next.verdict,
  };
}

/** The start waits: for another job to end, or to be tried again. */
export function noteStartFault(context: MemberContext, fault: Fault): Change {
  if (fault.code === 'conflict')
    return {
      ...answered(context, fault.at),
      pendingStart: 'otherJob',
      verdict: { is: 'running', rule: 'begin' },
    };
  return {
    ...withFault(context, fault),
    pendingStart: 'fault',
    failures: context.failures + 1,
    failedStarts: context.failedStarts + 1,
    readings: context.readings + 1,
  };
}

/** It is not known whether the answers reached MX: look before anything else is done. */
export const noteAnswerFault = (context: MemberContext, fault: Fault): Change => ({
  ...withFault(context, fault),
  answerLost: fault.code !== 'notAllowed',
  commanded: true,
});

/** MX looked at the answers and refused their form (400, 422): the round goes on, and the user is asked again. */
export const noteAnswersRefused = (context: MemberContext, at: number): Change => ({
  ...answered(context, at),
  asking: context.asking + 1,
  askedAt: at,
  problems: context.asked.map((guid) => problem('refused', guid)),
});

/** The user has answered. When, is known with the next stamp. */
export const noteAnswering: Change = {
  phase: 'resumed',
  since: null,
  askedAt: null,
  actedAt: null,
  moves: 0,
  problems: NONE,
  answerLost: false,
  hint: 'none',
};

/** The host gives up. */
export const noteCancelled: Change = { verdict: fail(OWN_ENDS.cancelled, 'cancelled') };
